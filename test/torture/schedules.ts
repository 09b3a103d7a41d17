import { DateTime } from "luxon";
import type { EpochMs } from "../../src/chat/card.ts";

/** A channel's setup as an admin types it, and the same schedule again as a rule that uses neither cron nor the bot's code. */
export interface Plan {
  /** For `/study setup`. */
  readonly setup: Readonly<Record<string, string>>;
  /** For `/study schedule`. */
  readonly schedule: string;
  readonly daysOff?: string;
  readonly catchUpMs: EpochMs;
  readonly firstAnswerCounts: boolean;
  readonly zone: string;
  /** Whether a question is due at this minute of the wall clock. */
  readonly isDue: (wall: DateTime) => boolean;
}

const MINUTE = 60_000;

const plan = (
  schedule: string,
  zone: string,
  isDue: Plan["isDue"],
  more: { readonly catchup?: number; readonly setup?: Plan["setup"]; readonly daysOff?: string } = {},
): Plan => {
  const { catchup = 180, setup = {}, daysOff } = more;
  return {
    schedule,
    zone,
    setup: { deck: "tea", zone, window: "10m", catchup: `${catchup}m`, ...setup },
    catchUpMs: catchup * MINUTE,
    firstAnswerCounts: setup.answers === "first" || setup.scoring === "race" || setup.feedback === "instant",
    ...(daysOff !== undefined && { daysOff }),
    isDue: (wall) => isDue(wall) && wall.toISODate() !== daysOff,
  };
};

const every15 = (wall: DateTime): boolean => wall.minute % 15 === 0;
const shifted = (wall: DateTime): boolean => wall.minute % 15 === 5;
const isAt = (wall: DateTime, times: readonly string[]): boolean => times.includes(wall.toFormat("HH:mm"));

export const SLACK_PLANS: readonly Plan[] = [
  plan("*/15 * * * *", "UTC", every15),
  plan("5,20,35,50 * * * *", "Europe/Berlin", shifted, { catchup: 10, setup: { window: "14m" } }),
  plan("*/15 * * * *", "Asia/Kathmandu", every15, { setup: { answers: "first" } }),
  plan("10,25,40,55 * * * *", "America/New_York", (wall) => wall.minute % 15 === 10, {
    catchup: 5,
    setup: { reactions: "off", scoring: "difficulty" },
  }),
  plan("0,30 * * * *; 15,45 * * * *", "Europe/Berlin", every15, { setup: { discussion: "on", scoring: "race" } }),
  plan(
    "daily 02:20, 03:20, 04:20, 05:20, 11:20 and 17:20",
    "Europe/Berlin",
    (wall) => isAt(wall, ["02:20", "03:20", "04:20", "05:20", "11:20", "17:20"]),
    { catchup: 10 },
  ),
];

export const DISCORD_PLANS: readonly Plan[] = [
  plan("*/15 * * * *", "Europe/Berlin", every15, { catchup: 10 }),
  plan("5,20,35,50 * * * *", "UTC", shifted, { setup: { window: "5m" } }),
  plan("*/20 * * * 0,1", "America/New_York", (wall) => wall.minute % 20 === 0 && [1, 7].includes(wall.weekday)),
  plan("*/15 * * * *", "Australia/Lord_Howe", every15, { setup: { discussion: "on" } }),
  plan("*/15 * * * *", "Asia/Kathmandu", every15, { daysOff: "2026-10-26", catchup: 10 }),
  plan("10,25,40,55 * * * *", "UTC", (wall) => wall.minute % 15 === 10, { setup: { answers: "first" } }),
  plan("*/15 * * * *", "UTC", every15, { setup: { feedback: "instant", window: "1h" } }),
  plan(
    "sun,mon 01:15, 01:45, 02:15, 03:15",
    "Europe/Berlin",
    (wall) => [1, 7].includes(wall.weekday) && isAt(wall, ["01:15", "01:45", "02:15", "03:15"]),
  ),
];

export const PLAYGROUND_PLAN: Plan = plan("7,22,37,52 * * * *", "UTC", (wall) => wall.minute % 15 === 7);

/**
 * Every minute from `from` to `to` at which the plan has a question, found by trying each. If clocks are set back, a
 * wall-clock time that occurs twice counts only the first time.
 */
export function dueTimes(of: Plan, from: EpochMs, to: EpochMs): EpochMs[] {
  const due: EpochMs[] = [];
  // Starts two hours early, so that the first of two equal times is seen even if the span begins between them.
  const seen = new Set<string>();
  for (let at = Math.ceil((from - 2 * 60 * MINUTE) / MINUTE) * MINUTE; at <= to; at += MINUTE) {
    const wall = DateTime.fromMillis(at, { zone: of.zone });
    const shown = wall.toFormat("yyyy-MM-dd HH:mm");
    if (seen.has(shown)) continue;
    seen.add(shown);
    if (at >= from && of.isDue(wall)) due.push(at);
  }
  return due;
}
