import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import { answerByCommand } from "../answers.ts";
import { NO_CHANNEL } from "../messages/problems.ts";
import type { CommandContext, CommandSpec } from "./spec.ts";

export const answer = {
  name: "answer",
  description: "Answer the open question; without words: your answer so far. Only you see it",
  options: [{ name: "answer", description: "Labels like 2 or 1 3, or your words", rest: true }],
  handle: async ({ bot, community, channel, event, options }: CommandContext): Promise<Reply> => {
    if (channel === undefined) throw new UserError(NO_CHANNEL);
    return answerByCommand(bot, community, channel, event, options.answer ?? "");
  },
} as const satisfies CommandSpec;
