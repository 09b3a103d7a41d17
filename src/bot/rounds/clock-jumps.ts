import type { EpochMs } from "../../chat/card.ts";
import { type Channel, listChannels, setNextRun } from "../../storage/channels.ts";
import { reschedule } from "../../storage/operations/clock-back.ts";
import { lastAlive, markAlive, markOutage } from "../../storage/operations/outages.ts";
import { dueRun, nextRun } from "../../study/schedule.ts";
import { rescheduleRecap } from "../boards/recap.ts";
import type { Bot } from "../bot.ts";
import { isDone, nextOpenRun } from "./rounds.ts";

/** A pause of the bot longer than this, within a round, lets nobody's streak break by that round. */
const OUTAGE_MS = 10 * 60_000;
/** Turns of the clock are a minute apart; less than this is no jump. */
const JITTER_MS = 1_000;
/** No studybot was there before: a clock that shows an earlier time was never set. */
const FIRST_MOMENT = Date.parse("2026-01-01T00:00:00Z");

/** Why nothing may be planned by this clock, in one line; undefined where it can be right. */
export function clockProblem(now: EpochMs): string | undefined {
  if (now >= FIRST_MOMENT) return undefined;
  const shown = `${new Date(now).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `The system clock says ${shown}, which cannot be right. Set it (by NTP, say); until then no question is asked.`;
}

/** Compares the clock with the last turn's: a leap ahead is an outage, one back has everything planned anew. */
export async function checkClock(bot: Bot): Promise<void> {
  const now = bot.now();
  const alive = await lastAlive(bot.db);
  if (alive !== undefined && alive - now > JITTER_MS) await rescheduleFrom(bot, alive, now);
  if (alive !== undefined && now - alive > OUTAGE_MS) {
    bot.log.warn({ from: alive, to: now }, "the bot was away; rounds of that time break no streak");
    await markOutage(bot.db, alive, now, OUTAGE_MS);
  }
  await markAlive(bot.db, now);
}

/**
 * The clock is behind what it was at the last turn. Times that were passed over while it was ahead come after all; those
 * that had their question have their slot, and get no second one.
 */
async function rescheduleFrom(bot: Bot, from: EpochMs, now: EpochMs): Promise<void> {
  bot.log.warn({ from, to: now }, "the clock is behind the time of the last turn; what comes next is planned anew");
  await reschedule(bot.db, from, now);
  for (const channel of await listChannels(bot.db)) {
    if (channel.state !== "active") continue;
    try {
      const next = await planOf(bot, channel, now);
      if (next !== undefined && next < (channel.nextRunAt ?? Number.POSITIVE_INFINITY))
        await setNextRun(bot.db, channel.id, next);
      await rescheduleRecap(bot, channel, now);
    } catch (error) {
      bot.log.error({ channel: channel.id, err: error }, "a channel could not be planned anew; the others go on");
    }
  }
}

/** The newest time within the catch-up limit, else the first one to come, that had no question and was not skipped. */
async function planOf(bot: Bot, channel: Channel, now: EpochMs): Promise<EpochMs | undefined> {
  const { schedule, catchUpMs } = channel.settings;
  const first = nextRun(schedule, now - catchUpMs - 1);
  const late = first === undefined ? undefined : dueRun(schedule, first, now, catchUpMs).post;
  return late !== undefined && !(await isDone(bot, channel, late)) ? late : nextOpenRun(bot, channel, now);
}
