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
import { pictureCard, type RankedRow, type Recap, recapCard } from "../messages/boards/recap.ts";
import { recapPicture } from "../messages/boards/recap-picture.ts";
import { topicTitle } from "../messages/rounds/round.ts";
import { teamBoard } from "./boards.ts";

/** A recap that would come later than this is skipped; the next one comes in a week. */
const MAX_LATE_MS = 24 * 3_600_000;
const MAX_TOP = 5;
/** Everyone who ties for the last place is shown, up to this many people in all. */
const MAX_TOP_WITH_TIES = 8;
const MAX_TOPICS = 6;
const MAX_CLIMBERS = 2;
/** After this many failed attempts with a picture, the recap is sent as text. */
const PICTURE_ATTEMPTS = 2;

/** Owes the recaps that are due. The tick calls this before it claims questions, so that the recap is posted first. */
export async function oweDueRecaps(bot: Bot): Promise<void> {
  for (const id of await channelsToRecap(bot.db, bot.now())) {
    try {
      await oweRecap(bot, await getChannel(bot.db, id));
    } catch (error) {
      bot.log.error({ channel: id, err: error }, "a channel's recap failed; continuing with the others");
    }
    await yieldToEventLoop();
  }
}

function recapSchedule(channel: Channel, cron: string): Schedule {
  return { crons: [cron], timeZone: channel.settings.schedule.timeZone, daysOff: [] };
}

/** Recap settings with the next time after `now`, in the channel's current time zone. */
export function scheduledRecap(
  channel: Channel,
  settings: Pick<RecapSettings, "cron" | "enabled" | "pictures">,
  now: EpochMs,
): RecapSettings {
  const schedule = recapSchedule(channel, settings.cron);
  const nextAt = settings.enabled ? nextRun(schedule, now) : undefined;
  return { ...settings, timeZone: schedule.timeZone, nextAt };
}

/** After the clock was set back, the recap comes at its next time from now on, or at once if that was passed over. */
export async function rescheduleRecap(bot: Bot, channel: Channel, now: EpochMs): Promise<void> {
  const stored = await findRecap(bot.db, channel.id);
  if (stored?.nextAt === undefined) return;
  const nextAt = nextRun(recapSchedule(channel, stored.cron), now - MAX_LATE_MS - 1);
  if (nextAt !== undefined && nextAt < stored.nextAt) await saveRecap(bot.db, channel.id, { ...stored, nextAt });
}

export const DEFAULT_RECAP = { cron: DEFAULT_RECAP_CRON, enabled: true, pictures: true } as const;

/** Advances the time and owes the week's recap in one transaction. The week in its subject makes sure it comes once. */
async function oweRecap(bot: Bot, channel: Channel): Promise<void> {
  const now = bot.now();
  const stored = await findRecap(bot.db, channel.id);
  const updated = scheduledRecap(channel, stored ?? DEFAULT_RECAP, now);
  if (stored?.nextAt === undefined || stored.timeZone !== updated.timeZone) {
    await saveRecap(bot.db, channel.id, updated);
    return;
  }
  const due = dueRun(recapSchedule(channel, stored.cron), stored.nextAt, now, MAX_LATE_MS).post;
  const { weekStart } = await getCommunity(bot.db, channel.communityId);
  await bot.db.transaction().execute(async (tx) => {
    await saveRecap(tx, channel.id, updated);
    if (due === undefined) return;
    const week = lastFullWeek(due, updated.timeZone, weekStart);
    if ((await weekRounds(tx, channel.id, week)).length === 0) return;
    const subject = `recap:${channel.id}:${week}`;
    await owe(tx, { kind: "recap", subject, communityId: channel.communityId, channelId: channel.id }, now);
  });
  bot.wake(channel.communityId);
}

/** Posts an owed recap, as a picture if possible, otherwise as text. undefined if the week has no round left. */
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
  const drawn = settings.pictures && delivery.attempts < PICTURE_ATTEMPTS ? await draw(bot, recap) : undefined;
  if (drawn === undefined) return platform.post(target, recapCard(recap), mark);
  try {
    return await platform.post(target, drawn, mark);
  } catch (error) {
    const noPictures =
      error instanceof PlatformError && (error.reason === "refused" || error.reason === "permission-lost");
    if (!noPictures) throw error;
    bot.log.warn(
      { channel: channel.id, reason: error.reason },
      "the platform refused the recap's picture; sending text instead",
    );
    return platform.post(target, recapCard(recap), mark);
  }
}

async function draw(bot: Bot, recap: Recap) {
  const picture = recap.answers === 0 ? undefined : recapPicture(recap);
  if (picture === undefined || bot.drawPicture === undefined) return undefined;
  try {
    return pictureCard(recap, await bot.drawPicture(picture.svg), picture);
  } catch (error) {
    bot.log.warn({ err: error }, "could not draw the recap's picture; sending text instead");
    return undefined;
  }
}

/** Everything about a channel's week; undefined if no round was revealed. */
async function recapOf(bot: Bot, channel: Channel, week: string): Promise<Recap | undefined> {
  const rounds = await weekRounds(bot.db, channel.id, week);
  if (rounds.length === 0) return undefined;
  const board = rank((await weekBoard(bot.db, channel.id, week)).map(withDisplayName));
  const before = rank((await weekBoard(bot.db, channel.id, daysAfter(week, -7))).map(withDisplayName));
  const top = topPeople(board);
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
      .slice(0, MAX_TOPICS)
      .map(({ topic, answers, right }) => ({ title: topic, answers, right })),
    climbers: climbers(board, before, MAX_CLIMBERS),
  };
}

/** The week's best teams by the fair score. */
async function topTeams(bot: Bot, channel: Channel, week: string): Promise<readonly RankedRow[]> {
  const { ranked } = await teamBoard(bot, {
    communityId: channel.communityId,
    channelIds: [channel.id],
    period: `week:${week}`,
  });
  return ranked
    .slice(0, MAX_TOP)
    .map(({ rank: place, name, points }) => ({ rank: place, name, points, isScore: true }));
}

function withDisplayName<T extends { readonly name: string }>(row: T): T {
  return { ...row, name: displayName(row) };
}

function topPeople(board: readonly Ranked<{ name: string; points: number }>[]): readonly RankedRow[] {
  const scored = board.filter((row) => row.points > 0);
  const last = scored[MAX_TOP - 1]?.rank ?? Number.POSITIVE_INFINITY;
  const withTies = scored.filter((row) => row.rank <= last);
  const shown = withTies.length <= MAX_TOP_WITH_TIES ? withTies : withTies.slice(0, MAX_TOP);
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
