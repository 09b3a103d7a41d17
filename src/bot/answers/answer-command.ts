import type { Reply } from "../../chat/event.ts";
import type { CommandContext } from "../command/context.ts";
import type { CommandSpec } from "../command/spec.ts";
import { answerByCommand } from "./answers.ts";

export const answer = {
  name: "answer",
  description: "Answer the open question; without words: your answer so far. Only you see it",
  budget: "answer",
  registersPerson: true,
  options: [{ name: "answer", description: "Labels like 2 or 1 3, or your words", rest: true }],
  handle: (context: CommandContext): Promise<Reply> => answerByCommand(context, context.options.answer ?? ""),
} as const satisfies CommandSpec;
