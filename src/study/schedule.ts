import { Cron } from "croner";
import type { EpochMs } from "../chat/card.ts";
import { instantOf, type WallMs, wallOf } from "./wall-clock.ts";

/** When a channel gets its questions. All of it is in the channel's own time zone. */
export interface Schedule {
  /** Five-field cron expressions; a time that several of them name is one run. */
  readonly crons: readonly string[];
  /** IANA, like "Europe/Berlin". */
  readonly timeZone: string;
  /** Days without a question: ISO dates ("2026-12-24") and ranges ("2026-12-24..2027-01-01"), ends included. */
  readonly daysOff: readonly string[];
}

export const DEFAULT_CRONS: readonly string[] = ["0 9 * * 1-5"];

const DAY_MS = 86_400_000;
/** A schedule that does not come within five years is taken to never come. */
const HORIZON_MS = 5 * 366 * DAY_MS;
/** How many missed runs are named; a bot that was away for months need not list them all. */
const MISSED_LIMIT = 20;
const CACHE_LIMIT = 500;

const cache = new Map<string, Cron>();

/**
 * The earliest run strictly after `after`, days off left out; undefined where none comes within five years.
 *
 * A time that does not exist that day moves to the next minute that does; one that exists twice comes once, the first
 * time. Throws where a cron expression or the zone is not valid: `parseSchedule` and `parseTimeZone` check them.
 */
export function nextRun(schedule: Schedule, after: EpochMs): EpochMs | undefined {
  const start = wallOf(after, schedule.timeZone);
  let wall = earliest(schedule.crons, start);
  while (wall !== undefined && wall - start <= HORIZON_MS) {
    const lastDayOff = lastDayOffFrom(schedule, wall);
    // Leaving all of these days off behind bounds the turns by their number.
    if (lastDayOff !== undefined) wall = Date.parse(lastDayOff) + DAY_MS - 1;
    else {
      const run = instantOf(wall, schedule.timeZone);
      // Where clocks were set back, `after` may be the second time that the clock shows what it shows.
      if (run > after && !onLeftOutDay(wall, run, schedule.timeZone)) return run;
    }
    wall = earliest(schedule.crons, wall);
  }
  return undefined;
}

/**
 * What to do where a run was due at `nextRunAt`: the newest run up to `now` is to be posted, unless it is more than
 * `catchUpMs` ago. All the others since `nextRunAt` are missed, of which the last 20 are told, oldest first.
 * `next` is the first run after `now`. Where `nextRunAt` is still to come (the clock was set back), nothing is due.
 */
export function dueRun(
  schedule: Schedule,
  nextRunAt: EpochMs,
  now: EpochMs,
  catchUpMs: number,
): { readonly post: EpochMs | undefined; readonly missed: readonly EpochMs[]; readonly next: EpochMs | undefined } {
  if (now < nextRunAt) return { post: undefined, missed: [], next: nextRunAt };
  const runs = lastRuns(schedule, nextRunAt, now, MISSED_LIMIT + 1);
  const newest = runs.at(-1);
  const inTime = newest !== undefined && now - newest <= catchUpMs;
  return {
    post: inTime ? newest : undefined,
    missed: (inTime ? runs.slice(0, -1) : runs).slice(-MISSED_LIMIT),
    next: nextRun(schedule, now),
  };
}

/**
 * The last `count` runs from `first` (a run itself, unless its day was made a day off since) up to `now`. Looks back
 * over twice the time until there are enough, so that a year away costs no more than a day.
 */
function lastRuns(schedule: Schedule, first: EpochMs, now: EpochMs, count: number): EpochMs[] {
  for (let span = DAY_MS; ; span *= 2) {
    const reachesFirst = now - span <= first;
    const runs = reachesFirst && stillStands(schedule, first) ? [first] : [];
    let run = nextRun(schedule, reachesFirst ? first : now - span);
    while (run !== undefined && run <= now) {
      runs.push(run);
      run = nextRun(schedule, run);
    }
    if (reachesFirst || runs.length >= count) return runs.slice(-count);
  }
}

function stillStands(schedule: Schedule, run: EpochMs): boolean {
  return !isDayOff(schedule, run) || nextRun(schedule, run - 1) === run;
}

/** Whether `at` falls on one of the schedule's days off, in its zone. */
export function isDayOff(schedule: Schedule, at: EpochMs): boolean {
  return lastDayOffFrom(schedule, wallOf(at, schedule.timeZone)) !== undefined;
}

/** A round closes after its window, or when the channel's next question comes, whichever is first. */
export function closingTime(round: {
  readonly postedAt: EpochMs;
  readonly windowMs: number;
  readonly nextRunAt: EpochMs | undefined;
}): EpochMs {
  const { postedAt, nextRunAt } = round;
  const windowEnd = postedAt + round.windowMs;
  return nextRunAt !== undefined && nextRunAt > postedAt ? Math.min(windowEnd, nextRunAt) : windowEnd;
}

/** The periods that a moment belongs to: its week by the week's first day ("2026-11-23"), its month ("2026-11"). */
export function periodsOf(
  at: EpochMs,
  timeZone: string,
  weekStart: "monday" | "sunday",
): { readonly week: string; readonly month: string } {
  const wall = wallOf(at, timeZone);
  // JavaScript's weekdays: 0 is Sunday.
  const weekday = new Date(wall).getUTCDay();
  const daysIntoWeek = weekStart === "monday" ? (weekday + 6) % 7 : weekday;
  return { week: isoDay(wall - daysIntoWeek * DAY_MS), month: isoDay(wall).slice(0, 7) };
}

/** A day that a zone left out altogether (Pacific/Apia, 30 December 2011) has no runs to be moved. */
function onLeftOutDay(wall: WallMs, run: EpochMs, timeZone: string): boolean {
  const shown = wallOf(run, timeZone);
  return shown !== wall && shown - wallOf(run - 1, timeZone) > DAY_MS / 2;
}

function earliest(crons: readonly string[], after: WallMs): WallMs | undefined {
  const next = crons.map((cron) => cronFor(cron).nextRun(new Date(after))?.getTime() ?? Number.POSITIVE_INFINITY);
  const first = Math.min(...next);
  return Number.isFinite(first) ? first : undefined;
}

/**
 * croner works on the wall's line, where there is no daylight saving. Left to it, stars and steps come twice where
 * clocks are set back, and times in a gap that ends at midnight (America/Nuuk) are lost.
 */
function cronFor(cron: string): Cron {
  const cached = cache.get(cron);
  if (cached) return cached;
  const job = new Cron(cron, { timezone: "UTC", mode: "5-part", paused: true });
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(cron, job);
  return job;
}

/** The last day of the days off that `wall` falls into ("2027-01-01"); undefined on any other day. */
function lastDayOffFrom(schedule: Schedule, wall: WallMs): string | undefined {
  if (schedule.daysOff.length === 0) return undefined;
  const day = isoDay(wall);
  for (const days of schedule.daysOff) {
    // ISO dates sort as text.
    const [first = "", last = first] = days.split("..");
    if (first <= day && day <= last) return last;
  }
  return undefined;
}

function isoDay(wall: WallMs): string {
  return new Date(wall).toISOString().slice(0, 10);
}
