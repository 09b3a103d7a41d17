import { UserError } from "../../chat/errors.ts";
import type { ActionEvent, Reply } from "../../chat/event.ts";
import type { Channel } from "../../storage/channels.ts";
import type { Community } from "../../storage/communities.ts";
import { owe } from "../../storage/deliveries.ts";
import { boardFor } from "../boards.ts";
import type { Bot } from "../bot.ts";
import { sharedCard } from "../messages/ask.ts";
import { BOARDS, type BoardRequest, PERIODS, requestOf, SCOPES } from "../messages/board.ts";
import { NO_CHANNEL } from "../messages/problems.ts";
import type { CommandContext, CommandSpec } from "./spec.ts";

export const leaderboard = {
  name: "leaderboard",
  description: "Who leads, and where you and your team stand",
  options: [
    { name: "board", description: "People, or teams", choices: BOARDS },
    { name: "period", description: "The time that counts; the week if you do not say", choices: PERIODS },
    { name: "scope", description: "This channel, or all of them added up", choices: SCOPES },
    { name: "page", description: "Which page, as page:2", byName: true },
    { name: "season", description: "An earlier season by its number, as season:1", byName: true },
  ],
  handle: async ({ bot, community, channel, event, options }: CommandContext): Promise<Reply> => {
    return { kind: "private", card: await boardFor(bot, community, channel, requested(options), event.user) };
  },
} as const satisfies CommandSpec;

/** Another page, for the one who pressed. */
export async function turnBoard(
  bot: Bot,
  community: Community,
  channel: Channel | undefined,
  event: ActionEvent,
  args: readonly string[],
): Promise<Reply> {
  return { kind: "private", card: await boardFor(bot, community, channel, requestOf(args), event.user) };
}

/** The board for everyone: nobody's own view, hidden people left out. */
export async function shareBoard(
  bot: Bot,
  community: Community,
  channel: Channel | undefined,
  event: ActionEvent,
  args: readonly string[],
): Promise<Reply> {
  if (channel === undefined) throw new UserError(NO_CHANNEL);
  const card = await boardFor(bot, community, channel, requestOf(args), undefined);
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

function requested(options: Readonly<Record<string, string>>): BoardRequest {
  const { board, period, scope, page, season } = options;
  if (page !== undefined && !/^[1-9]\d{0,5}$/.test(page)) throw new UserError("Pages are numbers, like `page:2`.");
  if (season !== undefined && !/^\d{1,6}$/.test(season))
    throw new UserError("Seasons have numbers, like `season:1`. `/leaderboard season` shows the latest.");
  const words = [period ?? (season === undefined ? "week" : "season"), board, scope, page, season];
  return requestOf(words.map((word) => word ?? ""));
}
