import { CronPattern } from "croner";
import { nextRun } from "./schedule.ts";

/** Why a schedule could not be read; `text` is the offending part. */
export type ScheduleProblem =
  | {
      readonly kind:
        | "bad-cron"
        | "never"
        | "no-time"
        | "not-a-time"
        | "out-of-day"
        | "mixed-days"
        | "unclear-number"
        | "unknown-word";
      readonly text: string;
    }
  /** `limit` counts characters, times, questions a day, or minutes. */
  | { readonly kind: "too-long" | "too-many-times" | "too-many-a-day" | "too-close"; readonly limit: number }
  | { readonly kind: "empty" };

export type ParsedSchedule =
  | { readonly ok: true; readonly crons: string[] }
  | { readonly ok: false; readonly problem: ScheduleProblem };

const TEXT_LIMIT = 300;
const CRON_LIMIT = 20;
const TIMES_A_DAY_LIMIT = 6;
/** Also bounds cron expressions to 96 questions a day. */
const MIN_GAP_MINUTES = 15;
const DAY_MINUTES = 1440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
/** 2024-01-01T00:00Z: the five years from here include a February 29. */
const LEAP_YEAR_START = Date.UTC(2024, 0, 1);

/** In week order, with cron's day numbers (0 is Sunday). */
const WEEK = [
  { number: 1, name: "Monday" },
  { number: 2, name: "Tuesday" },
  { number: 3, name: "Wednesday" },
  { number: 4, name: "Thursday" },
  { number: 5, name: "Friday" },
  { number: 6, name: "Saturday" },
  { number: 0, name: "Sunday" },
] as const;
const WEEKDAYS = [0, 1, 2, 3, 4];
const WEEKEND = [5, 6];
const DAY_GROUPS = new Map<string, readonly number[]>([
  ["daily", [...WEEKDAYS, ...WEEKEND]],
  ["day", [...WEEKDAYS, ...WEEKEND]],
  ["days", [...WEEKDAYS, ...WEEKEND]],
  ["everyday", [...WEEKDAYS, ...WEEKEND]],
  ["weekday", WEEKDAYS],
  ["weekdays", WEEKDAYS],
  ["workday", WEEKDAYS],
  ["workdays", WEEKDAYS],
  ["weekend", WEEKEND],
  ["weekends", WEEKEND],
]);

class Refusal extends Error {
  readonly problem: ScheduleProblem;

  constructor(problem: ScheduleProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}

/**
 * Parses a schedule in words ("weekdays at 9:00 and 14:30", "mon-thu 16:15", "every day 9am") or in five-field cron
 * expressions; ";" separates several. Words may give at most six times a day, and questions must be at least 15 minutes
 * apart. Times without days mean Monday to Friday.
 */
export function parseSchedule(text: string): ParsedSchedule {
  try {
    const parts = text
      .slice(0, TEXT_LIMIT + 1)
      .split(/[;\n]/)
      .map((part) => part.trim())
      .filter(Boolean);
    if (parts.length === 0) throw new Refusal({ kind: "empty" });
    if (text.length > TEXT_LIMIT) throw new Refusal({ kind: "too-long", limit: TEXT_LIMIT });
    const inWords = parts.filter((part) => !looksLikeCron(part)).flatMap(readWords);
    checkTimesADay(inWords);
    const crons = [...new Set([...inWords, ...parts.filter(looksLikeCron).map(readCron)])];
    if (crons.length > CRON_LIMIT) throw new Refusal({ kind: "too-many-times", limit: CRON_LIMIT });
    checkSpacing(crons);
    return { ok: true, crons };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.problem };
    throw error;
  }
}

/** "Monday to Friday at 09:00 and 14:30"; expressions too complex for words are shown unchanged. */
export function describeSchedule(crons: readonly string[]): string {
  const timesByDays = new Map<string, Set<number>>();
  const parts = new Map<string, string>();
  for (const cron of crons) {
    const plain = plainTimes(cron);
    if (plain === undefined) {
      parts.set(cron, cron);
      continue;
    }
    const days = describeDays(plain.days);
    const times = timesByDays.get(days) ?? new Set();
    for (const time of plain.times) times.add(time);
    timesByDays.set(days, times);
    parts.set(days, `${days} at ${joinWords([...times].sort((a, b) => a - b).map(clockTime))}`);
  }
  return [...parts.values()].join("; ");
}

function looksLikeCron(part: string): boolean {
  const fields = part.split(/\s+/);
  return fields.length === 5 && fields.slice(0, 2).every((field) => /^[\d*?][\d*?,/-]*$/.test(field));
}

function readCron(part: string): string {
  const cron = part.replace(/\s+/g, " ");
  try {
    // A valid pattern may still never occur, such as February 30.
    if (nextRun({ crons: [cron], timeZone: "UTC", daysOff: [] }, LEAP_YEAR_START) !== undefined) return cron;
  } catch {
    throw new Refusal({ kind: "bad-cron", text: cron });
  }
  throw new Refusal({ kind: "never", text: cron });
}

const TIME =
  /\b(?<hour12>\d{1,2})(?:[:.](?<minute12>\d{2}))? ?(?<half>[ap]\.?m\b\.?)|\b(?<hour24>\d{1,2})[:.](?<minute24>\d{2})\b|\b(?<word>noon|midnight)\b/g;

/** The minute of the day. */
function minuteOf(found: string, groups: Readonly<Record<string, string | undefined>>): number {
  const { hour12, minute12 = 0, half, hour24, minute24, word } = groups;
  if (word !== undefined) return word === "noon" ? 12 * 60 : 0;
  if (half !== undefined) return timeOf12(found, Number(hour12), Number(minute12), half.startsWith("p"));
  return timeOf24(found, Number(hour24), Number(minute24));
}

function readWords(part: string): string[] {
  const text = part
    .toLowerCase()
    .replace(/[\u2010-\u2015]/g, "-")
    .replace(/(?<=[a-z]) *(?:-| to | through | till | until ) *(?=[a-z])/g, "-");
  const times = new Set<number>();
  const rest = text.replace(TIME, (found: string, ...captured: unknown[]) => {
    times.add(minuteOf(found, captured.at(-1) as Readonly<Record<string, string | undefined>>));
    return " @ ";
  });
  if (times.size === 0) throw new Refusal({ kind: "no-time", text: part });
  const days = readDays(part, rest);
  return [...times].sort((a, b) => a - b).map((time) => `${time % 60} ${Math.floor(time / 60)} * * ${cronDays(days)}`);
}

function timeOf12(found: string, hour: number, minute: number, afternoon: boolean): number {
  if (hour < 1 || hour > 12) throw new Refusal({ kind: "not-a-time", text: found });
  return timeOf24(found, (hour % 12) + (afternoon ? 12 : 0), minute);
}

function timeOf24(found: string, hour: number, minute: number): number {
  if (hour > 23 || minute > 59) throw new Refusal({ kind: "out-of-day", text: found });
  return hour * 60 + minute;
}

/** The days as ascending indexes into WEEK. `text` is the typed text with each time replaced by "@". */
function readDays(part: string, text: string): number[] {
  const words = text.split(/[\s,&+]+/).filter((word) => word !== "" && !/^(?:at|on|and|every|each)$/.test(word));
  const days = words.map((word) => (word === "@" ? [] : daysOf(word)));
  const named = days.flatMap((some, place) => (some.length > 0 ? [place] : []));
  const firstTime = words.indexOf("@");
  const lastTime = words.lastIndexOf("@");
  // Otherwise "mon 9:00, wed 10:00" would mean both times on both days.
  if (named.some((place) => place < firstTime) && named.some((place) => place > firstTime)) {
    throw new Refusal({ kind: "mixed-days", text: part });
  }
  if (named.some((place) => place > firstTime && place < lastTime)) {
    throw new Refusal({ kind: "mixed-days", text: part });
  }
  if (named.length === 0) return WEEKDAYS;
  return [...new Set(days.flat())].sort((a, b) => a - b);
}

function daysOf(word: string): readonly number[] {
  const group = DAY_GROUPS.get(word);
  if (group) return group;
  const [first = "", last = first, ...more] = word.split("-");
  const from = dayPlace(first);
  const to = dayPlace(last);
  if (/^\d/.test(word)) throw new Refusal({ kind: "unclear-number", text: word });
  if (from === undefined || to === undefined || more.length > 0) {
    throw new Refusal({ kind: "unknown-word", text: word });
  }
  // "fri-mon" wraps around the end of the week.
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, offset) => (from + offset) % 7);
}

function dayPlace(word: string): number | undefined {
  const name = word.replace(/\.$/, "").replace(/(?<=day)s$/, "");
  const place = WEEK.findIndex((day) => name.length >= 2 && day.name.toLowerCase().startsWith(name));
  // "tues" and "thur" are prefixes of the day's name, but "weds" is not.
  if (place === -1) return name === "weds" ? 2 : undefined;
  return place;
}

/** Three or more consecutive days become a range. */
function cronDays(places: readonly number[]): string {
  if (places.length === WEEK.length) return "*";
  const numbers = places.map((place) => WEEK[place]?.number ?? 0).sort((a, b) => a - b);
  return runsOf(numbers)
    .map((run) => (run.length > 2 ? `${run[0]}-${run.at(-1)}` : run.join(",")))
    .join(",");
}

/** Splits ascending numbers into runs of consecutive ones. */
function runsOf(numbers: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run?.at(-1) === number - 1) run.push(number);
    else runs.push([number]);
  }
  return runs;
}

function checkTimesADay(crons: readonly string[]): void {
  const times = WEEK.map((_, place) => {
    const thatDay = [...new Set(crons)].map(weeklyTimes).filter(({ days }) => days.includes(place));
    return thatDay.length;
  });
  if (Math.max(...times) > TIMES_A_DAY_LIMIT) throw new Refusal({ kind: "too-many-a-day", limit: TIMES_A_DAY_LIMIT });
}

/** Refuses questions less than 15 minutes apart. Dates and months are ignored, since a date can fall on any weekday. */
function checkSpacing(crons: readonly string[]): void {
  const minutes = new Set<number>();
  for (const cron of crons) {
    const { days, times } = weeklyTimes(cron);
    for (const day of days) for (const time of times) minutes.add(day * DAY_MINUTES + time);
  }
  const sorted = [...minutes].sort((a, b) => a - b);
  for (const [place, minute] of sorted.entries()) {
    const next = sorted[place + 1] ?? (sorted[0] ?? 0) + WEEK_MINUTES;
    if (next - minute < MIN_GAP_MINUTES) throw new Refusal({ kind: "too-close", limit: MIN_GAP_MINUTES });
  }
}

interface WeeklyTimes {
  /** Indexes into WEEK, ascending. */
  readonly days: readonly number[];
  /** Minutes of the day, ascending. */
  readonly times: readonly number[];
}

function weeklyTimes(cron: string): WeeklyTimes {
  const pattern = new CronPattern(cron, "UTC", { mode: "5-part" });
  const everyDay = !pattern.starDOM || pattern.starDOW;
  const days = WEEK.flatMap(({ number }, place) => (everyDay || pattern.dayOfWeek[number] ? [place] : []));
  const times = pattern.hour.flatMap((hour, h) =>
    pattern.minute.flatMap((minute, m) => (hour && minute ? [h * 60 + m] : [])),
  );
  return { days, times };
}

/** The days and times of an expression that only restricts weekdays; undefined for any other, or if there are too many times. */
function plainTimes(cron: string): WeeklyTimes | undefined {
  const [, , dayOfMonth, month, dayOfWeek = ""] = cron.split(" ");
  if (dayOfMonth !== "*" || month !== "*" || /[#l+?]/i.test(dayOfWeek)) return undefined;
  const weekly = weeklyTimes(cron);
  return weekly.times.length <= TIMES_A_DAY_LIMIT ? weekly : undefined;
}

function describeDays(places: readonly number[]): string {
  if (places.length === WEEK.length) return "Every day";
  const name = (place: number | undefined) => WEEK[place ?? 0]?.name ?? "";
  return joinWords(
    runsOf(places).flatMap((run) => (run.length > 2 ? [`${name(run[0])} to ${name(run.at(-1))}`] : run.map(name))),
  );
}

function joinWords(words: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(words);
}

function clockTime(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
