import type { Card } from "../../chat/card.ts";
import { endSeason, latestSeason, type Season, seasonsToEnd } from "../../storage/boards/seasons.ts";
import { type Channel, listChannels } from "../../storage/channels.ts";
import type { Community } from "../../storage/communities.ts";
import { owe } from "../../storage/deliveries.ts";
import type { Bot } from "../bot.ts";
import { finalBoard } from "./boards.ts";

/** Ends the season and owes its final board to every channel where people answered. Idempotent. */
export async function closeSeason(bot: Bot, season: Season): Promise<void> {
  const cards: { channel: Channel; card: Card }[] = [];
  for (const channel of await listChannels(bot.db, season.communityId)) {
    const card = await finalBoard(bot, channel, season);
    if (card !== undefined) cards.push({ channel, card });
  }
  await bot.db.transaction().execute(async (tx) => {
    if ((await latestSeason(tx, season.communityId)).id !== season.id) return;
    await endSeason(tx, season, bot.now());
    for (const { channel, card } of cards) {
      await owe(
        tx,
        {
          kind: "notice",
          subject: `season:${season.id}:${channel.id}`,
          communityId: season.communityId,
          channelId: channel.id,
          payload: { target: { kind: "channel", community: channel.community, channel: channel.external }, card },
        },
        bot.now(),
      );
    }
  });
  bot.wake(season.communityId);
}

/** The running season; undefined between seasons. */
export async function runningSeason(bot: Bot, community: Community): Promise<Season | undefined> {
  const season = await latestSeason(bot.db, community.id);
  return season.started ? season : undefined;
}

/** Ends seasons whose last day is over. If one fails, the others still end and the next tick retries. */
export async function endDueSeasons(bot: Bot): Promise<void> {
  for (const season of await seasonsToEnd(bot.db, bot.now())) {
    try {
      await closeSeason(bot, season);
    } catch (error) {
      bot.log.error({ season: season.id, err: error }, "could not end a season");
    }
  }
}
