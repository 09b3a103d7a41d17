import { UserError } from "../../chat/errors.ts";
import type { ActionEvent, Reply } from "../../chat/event.ts";
import type { Channel, Community } from "../../storage/channels.ts";
import { owe } from "../../storage/deliveries.ts";
import { boardFor } from "../boards.ts";
import type { Bot } from "../bot.ts";
import { sharedCard } from "../messages/ask.ts";
import { PERIODS, type Period } from "../messages/board.ts";
import { NO_CHANNEL } from "../messages/problems.ts";
import type { CommandContext, CommandSpec } from "./spec.ts";

export const leaderboard = {
  name: "leaderboard",
  description: "Who leads, and where you stand",
  options: [{ name: "period", description: "The time that counts; the week if you do not say", choices: PERIODS }],
  handle: async ({ bot, community, channel, event, options }: CommandContext): Promise<Reply> => {
    if (channel === undefined) throw new UserError(NO_CHANNEL);
    return { kind: "private", card: await boardFor(bot, community, channel, periodOf(options.period), event.user) };
  },
} as const satisfies CommandSpec;

/** The board for everyone: nobody's own view, hidden people left out. */
export async function shareBoard(
  bot: Bot,
  community: Community,
  channel: Channel | undefined,
  event: ActionEvent,
  args: readonly string[],
): Promise<Reply> {
  if (channel === undefined) throw new UserError(NO_CHANNEL);
  const card = await boardFor(bot, community, channel, periodOf(args[0]), undefined);
  await owe(
    bot.db,
    {
      kind: "share",
      subject: event.id,
      communityId: community.id,
      channelId: channel.id,
      payload: { target: { kind: "channel", community: channel.community, channel: channel.external }, card },
    },
    bot.now(),
  );
  bot.wake(community.id);
  return { kind: "private", card: sharedCard() };
}

function periodOf(word: string | undefined): Period {
  return PERIODS.find((period) => period === word) ?? "week";
}
