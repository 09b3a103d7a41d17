import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { EpochMs } from "../../chat/card.ts";
import { PlatformError } from "../../chat/errors.ts";
import type { ChatPlatform, DeliveryMark, MessageRef } from "../../chat/platform.ts";
import {
  channelsToRecap,
  DEFAULT_RECAP_CRON,
  findRecap,
  type RecapSettings,
  saveRecap,
  type WeekRound,
  weekBoard,
  weekPeople,
  weekRounds,
} from "../../storage/boards/recaps.ts";
import { type Channel, getChannel } from "../../storage/channels.ts";
import { getCommunity } from "../../storage/communities.ts";
import { type Delivery, owe } from "../../storage/deliveries.ts";
import { kindOf } from "../../study/kinds/registry.ts";
import { type Ranked, rank } from "../../study/ranking.ts";
import { byTopic, climbers, daysAfter, hardestRound, lastFullWeek } from "../../study/recap.ts";
import { dueRun, nextRun, type Schedule } from "../../study/schedule.ts";
import type { Bot } from "../bot.ts";
import { mainEntry } from "../deck-shelf.ts";
import { displayName } from "../messages/boards/board.ts";
import { type Placed, pictureCard, type Recap, recapCard } from "../messages/boards/recap.ts";
import { recapPicture } from "../messages/boards/recap-picture.ts";
import { topicTitle } from "../messages/rounds/round.ts";
import { teamBoard } from "./boards.ts";

/** A recap that could not come for longer than this is left out; the next one comes in a week. */
const LATE_MS = 24 * 3_600_000;
const TOP = 5;
/** With those who share the last place that is shown. */
const TOP_WITH_TIES = 8;
const TOPICS = 6;
const CLIMBERS = 2;
/** Where a picture does not get through in so many tries, the text goes. */
const PICTURE_TRIES = 2;

/** Owes the recaps that are due, before the clock's turn asks the next questions: the recap stands above the question. */
export async function oweDueRecaps(bot: Bot): Promise<void> {
  for (const id of await channelsToRecap(bot.db, bot.now())) {
    try {
      await recapTurn(bot, await getChannel(bot.db, id));
    } catch (error) {
      bot.log.error({ channel: id, err: error }, "a channel's recap failed; the others go on");
    }
    await yieldToEventLoop();
  }
}

function recapSchedule(channel: Channel, cron: string): Schedule {
  return { crons: [cron], timeZone: channel.settings.schedule.timeZone, daysOff: [] };
}

/** A channel's recap settings with the next time from now on, in the zone that the channel has now. */
export function scheduledRecap(
  channel: Channel,
  settings: Pick<RecapSettings, "cron" | "enabled" | "pictures">,
  now: EpochMs,
): RecapSettings {
  const schedule = recapSchedule(channel, settings.cron);
  const nextAt = settings.enabled ? nextRun(schedule, now) : undefined;
  return { ...settings, timeZone: schedule.timeZone, nextAt };
}

/** The clock was set back: the recap comes at its next time from now on, or at once where its time was passed over. */
export async function rescheduleRecap(bot: Bot, channel: Channel, now: EpochMs): Promise<void> {
  const stored = await findRecap(bot.db, channel.id);
  if (stored?.nextAt === undefined) return;
  const nextAt = nextRun(recapSchedule(channel, stored.cron), now - LATE_MS - 1);
  if (nextAt !== undefined && nextAt < stored.nextAt) await saveRecap(bot.db, channel.id, { ...stored, nextAt });
}

export const DEFAULT_RECAP = { cron: DEFAULT_RECAP_CRON, enabled: true, pictures: true } as const;

/** Moves the time on and owes the week's recap in one transaction; the week in its subject lets it come once. */
async function recapTurn(bot: Bot, channel: Channel): Promise<void> {
  const now = bot.now();
  const stored = await findRecap(bot.db, channel.id);
  const moved = scheduledRecap(channel, stored ?? DEFAULT_RECAP, now);
  if (stored?.nextAt === undefined || stored.timeZone !== moved.timeZone) {
    await saveRecap(bot.db, channel.id, moved);
    return;
  }
  const due = dueRun(recapSchedule(channel, stored.cron), stored.nextAt, now, LATE_MS).post;
  const { weekStart } = await getCommunity(bot.db, channel.communityId);
  await bot.db.transaction().execute(async (tx) => {
    await saveRecap(tx, channel.id, moved);
    if (due === undefined) return;
    const week = lastFullWeek(due, moved.timeZone, weekStart);
    if ((await weekRounds(tx, channel.id, week)).length === 0) return;
    const subject = `recap:${channel.id}:${week}`;
    await owe(tx, { kind: "recap", subject, communityId: channel.communityId, channelId: channel.id }, now);
  });
  bot.wake(channel.communityId);
}

/** Posts a recap that is owed: as a picture where it can be, else as text. undefined where the week has no round left. */
export async function sendRecap({
  bot,
  platform,
  channel,
  delivery,
  mark,
}: {
  readonly bot: Bot;
  readonly platform: ChatPlatform;
  readonly channel: Channel;
  readonly delivery: Delivery;
  readonly mark: DeliveryMark;
}): Promise<MessageRef | undefined> {
  const recap = await recapOf(bot, channel, delivery.subject.split(":")[2] ?? "");
  if (recap === undefined) return undefined;
  const target = { kind: "channel", community: channel.community, channel: channel.external } as const;
  const settings = (await findRecap(bot.db, channel.id)) ?? DEFAULT_RECAP;
  const drawn = settings.pictures && delivery.attempts < PICTURE_TRIES ? await draw(bot, recap) : undefined;
  if (drawn === undefined) return platform.post(target, recapCard(recap), mark);
  try {
    return await platform.post(target, drawn, mark);
  } catch (error) {
    const noPictures =
      error instanceof PlatformError && (error.reason === "refused" || error.reason === "permission-lost");
    if (!noPictures) throw error;
    bot.log.warn({ channel: channel.id, reason: error.reason }, "the recap's picture was refused; it goes as text");
    return platform.post(target, recapCard(recap), mark);
  }
}

async function draw(bot: Bot, recap: Recap) {
  const picture = recap.answers === 0 ? undefined : recapPicture(recap);
  if (picture === undefined || bot.drawPicture === undefined) return undefined;
  try {
    return pictureCard(recap, await bot.drawPicture(picture.svg), picture);
  } catch (error) {
    bot.log.warn({ err: error }, "the recap's picture could not be drawn; it goes as text");
    return undefined;
  }
}

/** What there is to tell of a channel's week; undefined where no round was revealed. */
async function recapOf(bot: Bot, channel: Channel, week: string): Promise<Recap | undefined> {
  const rounds = await weekRounds(bot.db, channel.id, week);
  if (rounds.length === 0) return undefined;
  const board = rank((await weekBoard(bot.db, channel.id, week)).map(named));
  const before = rank((await weekBoard(bot.db, channel.id, daysAfter(week, -7))).map(named));
  const top = topOf(board);
  return {
    channelName: channel.name,
    week,
    rounds: rounds.length,
    answers: rounds.reduce((sum, round) => sum + round.answers, 0),
    right: rounds.reduce((sum, round) => sum + round.right, 0),
    people: await weekPeople(bot.db, channel.id, week),
    top,
    more: board.filter((row) => row.points > 0).length - top.length,
    teams: await topTeams(bot, channel, week),
    hardest: hardestOf(bot, rounds),
    topics: byTopic(rounds, (round) => topicTitle(bot.decks.get(round.deck), round.topic))
      .slice(0, TOPICS)
      .map(({ topic, answers, right }) => ({ title: topic, answers, right })),
    climbers: climbers(board, before, CLIMBERS),
  };
}

/** The week's best teams by the fair score. */
async function topTeams(bot: Bot, channel: Channel, week: string): Promise<readonly Placed[]> {
  const { ranked } = await teamBoard(bot, {
    communityId: channel.communityId,
    channelIds: [channel.id],
    period: `week:${week}`,
  });
  return ranked.slice(0, TOP).map(({ rank: place, name, points }) => ({ rank: place, name, points, isScore: true }));
}

function named<T extends { readonly name: string }>(row: T): T {
  return { ...row, name: displayName(row) };
}

function topOf(board: readonly Ranked<{ name: string; points: number }>[]): readonly Placed[] {
  const scored = board.filter((row) => row.points > 0);
  const last = scored[TOP - 1]?.rank ?? Number.POSITIVE_INFINITY;
  const withTies = scored.filter((row) => row.rank <= last);
  const shown = withTies.length <= TOP_WITH_TIES ? withTies : withTies.slice(0, TOP);
  return shown.map(({ rank: place, name, points }) => ({ rank: place, name, points }));
}

function hardestOf(bot: Bot, rounds: readonly WeekRound[]): Recap["hardest"] {
  const round = hardestRound(rounds);
  if (round === undefined) return undefined;
  const deck = bot.decks.get(round.deck);
  const kind = kindOf(round);
  return {
    prompt: round.content.prompt,
    key: kind.showKey(kind.keyTexts(round.content)),
    answers: round.answers,
    right: round.right,
    source: mainEntry(deck, round.entries)?.source ?? deck?.source,
  };
}
