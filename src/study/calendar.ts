import { distance } from "fastest-levenshtein";
import { DateTime } from "luxon";

export type ParsedTimeZone =
  | { readonly ok: true; readonly zone: string }
  /** `nearest` is a zone that may have been meant. */
  | { readonly ok: false; readonly problem: ZoneProblem };

export interface ZoneProblem {
  readonly kind: "unknown-zone";
  readonly text: string;
  readonly nearest: string | undefined;
}

/** Why days off could not be read; `text` is the offending part, and `limit` counts days, or dates and ranges. */
export type DaysProblem =
  | { readonly kind: "no-days" }
  | { readonly kind: "too-many-days"; readonly limit: number }
  | { readonly kind: "not-a-range" | "not-a-date" | "ends-first"; readonly text: string }
  | { readonly kind: "long-range"; readonly text: string; readonly limit: number };

export type ParsedDays =
  | { readonly ok: true; readonly days: string[] }
  | { readonly ok: false; readonly problem: DaysProblem };

/** Names missing from Intl.supportedValuesOf, which lists only the oldest name of each zone. */
const NEWER_NAMES = [
  "America/Argentina/Buenos_Aires",
  "America/Nuuk",
  "Asia/Ho_Chi_Minh",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Asia/Yangon",
  "Atlantic/Faroe",
  "Europe/Kyiv",
];
const ABBREVIATIONS = new Map([
  ["et", "America/New_York"],
  ["est", "America/New_York"],
  ["edt", "America/New_York"],
  ["ct", "America/Chicago"],
  ["cst", "America/Chicago"],
  ["cdt", "America/Chicago"],
  ["mst", "America/Denver"],
  ["mdt", "America/Denver"],
  ["pt", "America/Los_Angeles"],
  ["pst", "America/Los_Angeles"],
  ["pdt", "America/Los_Angeles"],
  ["bst", "Europe/London"],
  ["cet", "Europe/Berlin"],
  ["cest", "Europe/Berlin"],
  ["eet", "Europe/Helsinki"],
  ["ist", "Asia/Kolkata"],
  ["jst", "Asia/Tokyo"],
]);

const RANGE_DAYS_LIMIT = 366;
const DAYS_OFF_LIMIT = 100;
/** Enough for 100 ranges. */
const TEXT_LIMIT = 4000;

/**
 * Parses an IANA time zone in any letter case. Abbreviations are refused because "EST" and the like have no daylight saving.
 */
export function parseTimeZone(text: string): ParsedTimeZone {
  const name = text.trim().replaceAll(" ", "_");
  if (/^(?:utc|gmt|etc\/utc)$/i.test(name)) return { ok: true, zone: "UTC" };
  const zone = name.includes("/") ? knownZone(name) : undefined;
  if (zone !== undefined) return { ok: true, zone };
  const nearest = name.length <= 60 ? nearestZone(name) : undefined;
  return { ok: false, problem: { kind: "unknown-zone", text: text.trim().slice(0, 60), nearest } };
}

function knownZone(name: string): string | undefined {
  try {
    const resolved = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
    // Intl returns the oldest name (Asia/Calcutta for Asia/Kolkata): keep the one that was typed.
    return resolved.toLowerCase() === name.toLowerCase() ? resolved : capitalize(name);
  } catch {
    return undefined;
  }
}

function capitalize(name: string): string {
  return name.toLowerCase().replace(/^us(?=\/)|(?<![a-z])[a-z]/g, (letters) => letters.toUpperCase());
}

/** The zone whose name or city has the closest spelling; undefined if none is close. */
function nearestZone(name: string): string | undefined {
  const wanted = name.toLowerCase();
  const abbreviated = ABBREVIATIONS.get(wanted);
  if (abbreviated) return abbreviated;
  const cityOnly = !wanted.includes("/");
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const zone of [...NEWER_NAMES, ...Intl.supportedValuesOf("timeZone")]) {
    const spelling = zone.toLowerCase();
    const apart = distance(wanted, cityOnly ? (spelling.split("/").at(-1) ?? "") : spelling);
    if (apart < least) [nearest, least] = [zone, apart];
  }
  return nearest;
}

/**
 * Parses days off: ISO dates and inclusive ranges ("2026-12-24..2027-01-01" or "2026-12-24 to 2027-01-01"), separated by
 * commas, semicolons or spaces. A range may have at most 366 days, and a list at most 100 dates and ranges. The result is
 * sorted, without duplicates, in the format of `Schedule.daysOff`.
 */
export function parseDays(text: string): ParsedDays {
  const items = text
    .slice(0, TEXT_LIMIT)
    .replace(/\s*(?:\.\.+|…|[\u2013\u2014]|\s-\s|\bto\b)\s*/g, "..")
    .split(/[\s,;]+/)
    .filter((item) => item !== "");
  if (items.length === 0) return refuse({ kind: "no-days" });
  if (items.length > DAYS_OFF_LIMIT) return refuse({ kind: "too-many-days", limit: DAYS_OFF_LIMIT });
  const days = new Set<string>();
  for (const item of items) {
    const [first = "", last = first, ...more] = item.split("..");
    const wrong = [first, last].find((day) => !isDate(day));
    if (more.length > 0) return refuse({ kind: "not-a-range", text: shorten(item) });
    if (wrong !== undefined) return refuse({ kind: "not-a-date", text: shorten(wrong) });
    if (last < first) return refuse({ kind: "ends-first", text: item });
    if (lengthInDays(first, last) > RANGE_DAYS_LIMIT)
      return refuse({ kind: "long-range", text: item, limit: RANGE_DAYS_LIMIT });
    days.add(first === last ? first : `${first}..${last}`);
  }
  return { ok: true, days: [...days].sort() };
}

function refuse(problem: DaysProblem): ParsedDays {
  return { ok: false, problem };
}

function shorten(text: string): string {
  return text.slice(0, 40);
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text, { zone: "UTC" }).isValid;
}

function lengthInDays(first: string, last: string): number {
  const at = (day: string) => DateTime.fromISO(day, { zone: "UTC" });
  return at(last).diff(at(first), "days").days + 1;
}
