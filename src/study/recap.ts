import { DateTime } from "luxon";
import type { EpochMs } from "../chat/card.ts";
import type { Ranked } from "./ranking.ts";
import { periodsOf } from "./schedule.ts";

/** The first day ("2026-11-16") of the week before the one that contains `at`, in the format stored with rounds. */
export function lastFullWeek(at: EpochMs, timeZone: string, weekStart: "monday" | "sunday"): string {
  return daysAfter(periodsOf(at, timeZone, weekStart).week, -7);
}

/** The ISO date `days` after `day`, or before it if negative. */
export function daysAfter(day: string, days: number): string {
  return DateTime.fromISO(day, { zone: "UTC" }).plus({ days }).toFormat("yyyy-MM-dd");
}

interface Counted {
  readonly answers: number;
  readonly right: number;
}

/**
 * The round with the smallest share of right answers. Ties go to the round with more answers, then to the later one.
 * undefined if no answer was wrong.
 */
export function hardestRound<T extends Counted>(rounds: readonly T[]): T | undefined {
  let hardest: T | undefined;
  for (const round of rounds) {
    if (round.answers === 0 || round.right === round.answers) continue;
    const byShare = hardest === undefined ? -1 : round.right * hardest.answers - hardest.right * round.answers;
    if (byShare < 0 || (byShare === 0 && round.answers >= (hardest?.answers ?? 0))) hardest = round;
  }
  return hardest;
}

/** Answers summed by topic, sorted by share of right answers, then by number of answers; unanswered topics are left out. */
export function byTopic<T extends Counted>(
  rounds: readonly T[],
  topicOf: (round: T) => string,
): readonly (Counted & { readonly topic: string })[] {
  return [...Map.groupBy(rounds, topicOf)]
    .map(([topic, same]) => ({
      topic,
      answers: same.reduce((sum, round) => sum + round.answers, 0),
      right: same.reduce((sum, round) => sum + round.right, 0),
    }))
    .filter((row) => row.answers > 0)
    .sort((a, b) => b.right / b.answers - a.right / a.answers || b.answers - a.answers);
}

export interface Climber {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The people on both boards who rose the most ranks since the week before. Ties are all listed, up to `limit`. */
export function climbers<T extends { readonly person: number; readonly name: string }>(
  now: readonly Ranked<T>[],
  before: readonly Ranked<T>[],
  limit: number,
): readonly Climber[] {
  const earlier = new Map(before.map((row) => [row.person, row.rank]));
  const rose = now.flatMap((row) => {
    const from = earlier.get(row.person);
    return from === undefined || from <= row.rank ? [] : [{ name: row.name, from, to: row.rank }];
  });
  const most = Math.max(0, ...rose.map((one) => one.from - one.to));
  return rose.filter((one) => one.from - one.to === most).slice(0, limit);
}
