import { DateTime } from "luxon";
import type { EpochMs } from "../../chat/card.ts";

/** "1 point", "2 points". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** "8 h", "1 h 30 min", "45 min", "2 days". */
export function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes >= 1440 && minutes % 1440 === 0) return counted(minutes / 1440, "day");
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[], last = "and"): string {
  if (words.length <= 1) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

/** "23 Nov 2026" in the given zone. */
export function date(at: EpochMs, timeZone: string): string {
  return DateTime.fromMillis(at, { zone: timeZone, locale: "en-GB" }).toFormat("d LLL yyyy");
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
