import { Cron } from "croner";
import type { EpochMs } from "../chat/card.ts";
import { instantOf, type WallMs, wallOf } from "./wall-clock.ts";

/** When a channel gets its questions, in the channel's own time zone. */
export interface Schedule {
  /** Five-field cron expressions; a time that several of them match is one run. */
  readonly crons: readonly string[];
  /** IANA name, such as "Europe/Berlin". */
  readonly timeZone: string;
  /** Days without a question: ISO dates ("2026-12-24") and inclusive ranges ("2026-12-24..2027-01-01"). */
  readonly daysOff: readonly string[];
}

export const DEFAULT_CRONS: readonly string[] = ["0 9 * * 1-5"];

const DAY_MS = 86_400_000;
/** A schedule without a run within five years is treated as having none. */
const HORIZON_MS = 5 * 366 * DAY_MS;
/** A bot that was down for months need not list every missed run. */
const MISSED_LIMIT = 20;
const CACHE_LIMIT = 500;

const cache = new Map<string, Cron>();

/**
 * The earliest run strictly after `after`, skipping days off; undefined if there is none within five years.
 *
 * A time that does not exist that day moves to the next minute that does, and one that exists twice runs once, the first
 * time. Throws if a cron expression or the zone is invalid; `parseSchedule` and `parseTimeZone` check them beforehand.
 */
export function nextRun(schedule: Schedule, after: EpochMs): EpochMs | undefined {
  const start = wallOf(after, schedule.timeZone);
  let wall = earliest(schedule.crons, start);
  while (wall !== undefined && wall - start <= HORIZON_MS) {
    const lastDayOff = lastDayOffFrom(schedule, wall);
    // Skipping the whole range bounds the number of iterations by the number of ranges.
    if (lastDayOff !== undefined) wall = Date.parse(lastDayOff) + DAY_MS - 1;
    else {
      const run = instantOf(wall, schedule.timeZone);
      // If clocks were set back, `after` may be the second time that the clock shows this hour.
      if (run > after && !isOnSkippedDay(wall, run, schedule.timeZone)) return run;
    }
    wall = earliest(schedule.crons, wall);
  }
  return undefined;
}

/**
 * What to do about a run that was due at `nextRunAt`. The newest run up to `now` should be posted, unless it was more than
 * `catchUpMs` ago. All others since `nextRunAt` are missed; the last 20 are returned, oldest first. `next` is the first
 * run after `now`. If `nextRunAt` is in the future (the clock was set back), nothing is due.
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
 * The last `count` runs from `first` (itself a run, unless its day has become a day off) up to `now`. It doubles the time
 * it looks back over until it has enough, so that a year of downtime costs no more than a day.
 */
function lastRuns(schedule: Schedule, first: EpochMs, now: EpochMs, count: number): EpochMs[] {
  for (let span = DAY_MS; ; span *= 2) {
    const reachesFirst = now - span <= first;
    const runs = reachesFirst && isStillScheduled(schedule, first) ? [first] : [];
    let run = nextRun(schedule, reachesFirst ? first : now - span);
    while (run !== undefined && run <= now) {
      runs.push(run);
      run = nextRun(schedule, run);
    }
    if (reachesFirst || runs.length >= count) return runs.slice(-count);
  }
}

function isStillScheduled(schedule: Schedule, run: EpochMs): boolean {
  return !isDayOff(schedule, run) || nextRun(schedule, run - 1) === run;
}

/** Whether `at` falls on one of the schedule's days off, in the schedule's zone. */
export function isDayOff(schedule: Schedule, at: EpochMs): boolean {
  return lastDayOffFrom(schedule, wallOf(at, schedule.timeZone)) !== undefined;
}

/** A round closes when its window ends or when the channel's next question is posted, whichever comes first. */
export function closingTime(round: {
  readonly postedAt: EpochMs;
  readonly windowMs: number;
  readonly nextRunAt: EpochMs | undefined;
}): EpochMs {
  const { postedAt, nextRunAt } = round;
  const windowEnd = postedAt + round.windowMs;
  return nextRunAt !== undefined && nextRunAt > postedAt ? Math.min(windowEnd, nextRunAt) : windowEnd;
}

/** The periods that contain a moment: its week, named by the first day ("2026-11-23"), and its month ("2026-11"). */
export function periodsOf(
  at: EpochMs,
  timeZone: string,
  weekStart: "monday" | "sunday",
): { readonly week: string; readonly month: string } {
  const wall = wallOf(at, timeZone);
  // In JavaScript 0 is Sunday.
  const weekday = new Date(wall).getUTCDay();
  const daysIntoWeek = weekStart === "monday" ? (weekday + 6) % 7 : weekday;
  return { week: isoDay(wall - daysIntoWeek * DAY_MS), month: isoDay(wall).slice(0, 7) };
}

/** If a zone skipped a whole day (Pacific/Apia, December 30, 2011), that day's runs are dropped rather than moved. */
function isOnSkippedDay(wall: WallMs, run: EpochMs, timeZone: string): boolean {
  const shown = wallOf(run, timeZone);
  return shown !== wall && shown - wallOf(run - 1, timeZone) > DAY_MS / 2;
}

function earliest(crons: readonly string[], after: WallMs): WallMs | undefined {
  const next = crons.map((cron) => cronFor(cron).nextRun(new Date(after))?.getTime() ?? Number.POSITIVE_INFINITY);
  const first = Math.min(...next);
  return Number.isFinite(first) ? first : undefined;
}

/**
 * croner works in wall-clock time, which has no daylight saving. If it handled the zone, stars and steps would run twice
 * when clocks are set back, and times in a gap that ends at midnight (America/Nuuk) would be lost.
 */
function cronFor(cron: string): Cron {
  const cached = cache.get(cron);
  if (cached) return cached;
  const job = new Cron(cron, { timezone: "UTC", mode: "5-part", paused: true });
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(cron, job);
  return job;
}

/** The last day ("2027-01-01") of the days off that contain `wall`; undefined if it is not a day off. */
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
