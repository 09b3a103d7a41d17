import { escapeMarkdown, type Markdown } from "../../chat/card.ts";
import type { DaysProblem, ZoneProblem } from "../../study/calendar.ts";
import type { ScheduleProblem } from "../../study/schedule-text.ts";

const EXAMPLES =
  'For example "weekdays 09:00", "mon,wed,fri 9:00 and 14:30", "daily 8am", or a cron expression like "0 9 * * 1-5".';

type Problem = ScheduleProblem | ZoneProblem | DaysProblem;
type Words = { readonly [Kind in Problem["kind"]]: (problem: Extract<Problem, { kind: Kind }>) => string };

const WORDS: Words = {
  empty: () => `Say when questions should come. ${EXAMPLES}`,
  "too-long": ({ limit }) => `That is too long: at most ${limit} characters.`,
  "too-many-times": ({ limit }) => `That is too much: at most ${limit} different times.`,
  "too-many-a-day": ({ limit }) => `At most ${limit} questions a day.`,
  "too-close": ({ limit }) => `Questions must be at least ${limit} minutes apart.`,
  "bad-cron": ({ text }) => `"${text}" is no cron expression that I can read. ${EXAMPLES}`,
  never: ({ text }) => `"${text}" never comes.`,
  "no-time": ({ text }) => `I see no time in "${text}": write it like 09:00 or 9am. ${EXAMPLES}`,
  "not-a-time": ({ text }) => `"${text}" is no time of day.`,
  "out-of-day": ({ text }) => `"${text}" is no time of day: use 00:00 to 23:59.`,
  "mixed-days": ({ text }) => `Put a ";" between different days, like "mon 09:00; wed 10:00", instead of "${text}".`,
  "unclear-number": ({ text }) => `I cannot tell what "${text}" means: write times like 09:00 or 9am.`,
  "unknown-word": ({ text }) => `I do not understand "${text}". ${EXAMPLES}`,
  "unknown-zone": ({ text, nearest }) =>
    `I do not know the time zone "${text}". ${nearest === undefined ? 'Name it by its region and city, like "Europe/Berlin".' : `Did you mean ${nearest}?`}`,
  "no-days": () => 'Name days like "2026-12-24", or a range like "2026-12-24..2027-01-01".',
  "too-many-days": ({ limit }) => `At most ${limit} dates and ranges.`,
  "not-a-range": ({ text }) => `"${text}" is no range: write it like 2026-12-24..2027-01-01.`,
  "not-a-date": ({ text }) => `"${text}" is no date: write it like 2026-12-24.`,
  "ends-first": ({ text }) => `"${text}" ends before it begins.`,
  "long-range": ({ text, limit }) => `"${text}" is more than ${limit} days.`,
};

/** Why a schedule, time zone, or list of days could not be read, and how to write it. */
export function calendarProblem(problem: Problem): Markdown {
  return escapeMarkdown((WORDS[problem.kind] as (problem: Problem) => string)(problem));
}
