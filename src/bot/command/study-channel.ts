import { UserError } from "../../chat/errors.ts";
import type { Channel } from "../../storage/channels.ts";
import { NO_CHANNEL } from "../messages/problems.ts";
import type { CommandContext } from "./context.ts";

/** @throws UserError if nobody has set this channel up. */
export function studyChannel(context: Pick<CommandContext, "channel">): Channel {
  if (context.channel === undefined) throw new UserError(NO_CHANNEL);
  return context.channel;
}
