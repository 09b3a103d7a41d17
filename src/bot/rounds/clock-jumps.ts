import type { EpochMs } from "../../chat/card.ts";
import { type Channel, listChannels, setNextRun } from "../../storage/channels.ts";
import { reschedule } from "../../storage/operations/clock-back.ts";
import { lastAlive, markAlive, markOutage } from "../../storage/operations/outages.ts";
import { dueRun, nextRun } from "../../study/schedule.ts";
import { rescheduleRecap } from "../boards/recap.ts";
import type { Bot } from "../bot.ts";
import { nextOpenRun, wasAskedOrSkipped } from "./rounds.ts";

/** If the bot is away for longer than this during a round, that round breaks nobody's streak. */
const OUTAGE_MS = 10 * 60_000;
/** Ticks are a minute apart; a difference below this is not a jump. */
const JITTER_MS = 1_000;
/** studybot did not exist before this, so a clock that shows an earlier time was never set. */
const EARLIEST_TIME = Date.parse("2026-01-01T00:00:00Z");

/** Why the clock cannot be trusted, in one line; undefined if it may be right. */
export function clockProblem(now: EpochMs): string | undefined {
  if (now >= EARLIEST_TIME) return undefined;
  const shown = `${new Date(now).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `The system clock says ${shown}, which cannot be right. Set it (with NTP, for example); no question is asked until then.`;
}

/** Compares the clock with the last tick: a jump ahead is an outage, a jump back reschedules everything. */
export async function checkClock(bot: Bot): Promise<void> {
  const now = bot.now();
  const alive = await lastAlive(bot.db);
  if (alive !== undefined && alive - now > JITTER_MS) await rescheduleChannels(bot, alive, now);
  if (alive !== undefined && now - alive > OUTAGE_MS) {
    bot.log.warn({ from: alive, to: now }, "the bot was away; rounds of that time break no streaks");
    await markOutage(bot.db, alive, now, OUTAGE_MS);
  }
  await markAlive(bot.db, now);
}

/**
 * The clock is behind the last tick. Times that were passed over while it was ahead come after all. Times that had their
 * question still have its slot, so they get no second one.
 */
async function rescheduleChannels(bot: Bot, from: EpochMs, now: EpochMs): Promise<void> {
  bot.log.warn({ from, to: now }, "the clock is behind the last tick; rescheduling all channels");
  await reschedule(bot.db, from, now);
  for (const channel of await listChannels(bot.db)) {
    if (channel.state !== "active") continue;
    try {
      const next = await rescheduledRun(bot, channel, now);
      if (next !== undefined && next < (channel.nextRunAt ?? Number.POSITIVE_INFINITY))
        await setNextRun(bot.db, channel.id, next);
      await rescheduleRecap(bot, channel, now);
    } catch (error) {
      bot.log.error({ channel: channel.id, err: error }, "could not reschedule a channel; continuing with the others");
    }
  }
}

/** The latest time within the catch-up limit if it was neither asked nor skipped, otherwise the next such time. */
async function rescheduledRun(bot: Bot, channel: Channel, now: EpochMs): Promise<EpochMs | undefined> {
  const { schedule, catchUpMs } = channel.settings;
  const first = nextRun(schedule, now - catchUpMs - 1);
  const late = first === undefined ? undefined : dueRun(schedule, first, now, catchUpMs).post;
  return late !== undefined && !(await wasAskedOrSkipped(bot, channel, late)) ? late : nextOpenRun(bot, channel, now);
}
