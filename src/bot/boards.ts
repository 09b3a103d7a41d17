import type { Card } from "../chat/card.ts";
import type { ChatUser } from "../chat/event.ts";
import { boardRows } from "../storage/boards.ts";
import { type Channel, type Community, currentSeason } from "../storage/channels.ts";
import { findPerson } from "../storage/people.ts";
import { boardPage, rank } from "../study/ranking.ts";
import { periodsOf } from "../study/schedule.ts";
import type { Bot } from "./bot.ts";
import { boardCard, type Period } from "./messages/board.ts";

const TOP = 10;

/** The board as `reader` sees it: own rank and neighbours always shown. Without a reader: as the channel sees it. */
export async function boardFor(
  bot: Bot,
  community: Community,
  channel: Channel,
  period: Period,
  reader: ChatUser | undefined,
): Promise<Card> {
  const me = reader && (await findPerson(bot.db, community.id, reader.id));
  const rows = await boardRows(bot.db, channel.id, await periodKey(bot, community, period), me?.id);
  const page = boardPage(rank(rows), { top: TOP, around: 1, isMe: (row) => row.person === me?.id });
  return boardCard(channel.name, period, page, rows.length, { sharable: reader !== undefined && rows.length > 0 });
}

async function periodKey(bot: Bot, community: Community, period: Period): Promise<string> {
  if (period === "all") return "all";
  if (period === "season") return `season:${(await currentSeason(bot.db, community.id)).id}`;
  const periods = periodsOf(bot.now(), community.time_zone, community.week_start);
  return period === "week" ? `week:${periods.week}` : `month:${periods.month}`;
}
