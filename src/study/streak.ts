import type { Difficulty } from "../deck/format.ts";
import { type Score, type ScoredAnswer, type ScoringRule, scoreRound } from "./scoring.ts";

/** A person earns a freeze each time they have answered this many more rounds. */
const ROUNDS_PER_FREEZE = 10;
/** Further freezes are lost. */
const MAX_FREEZES = 2;

/** How many rounds in a row a person has answered in one channel, and the freezes that protect the streak. */
export interface Standing {
  readonly streak: number;
  readonly best: number;
  /** Total rounds answered. */
  readonly answered: number;
  /** Unused freezes, 0 to 2. Each keeps the streak alive through one missed round. 0 if the streak is 0. */
  readonly freezes: number;
}

export const NO_STANDING: Standing = { streak: 0, best: 0, answered: 0, freezes: 0 };

/**
 * A person's standing as it is stored: just after the last round that they answered.
 *
 * A channel's scored rounds (revealed and not void) have the sequence numbers 1, 2, 3 … Rounds that a person misses are
 * not recorded in their standing; `standingAt` works out from the rounds since then whether the streak is still alive.
 * So scoring a round touches only the people who answered it.
 */
export interface ChannelStanding extends Standing {
  /** The sequence number of the last round that the person answered. */
  readonly lastSequence: number;
}

/**
 * The rule for one round. An answer adds one to the streak, and every tenth answered round earns a freeze, up to a maximum
 * of two. A missed round uses up a freeze, or ends the streak if there is none; missing an exempt round (one that
 * overlapped an outage) costs nothing.
 */
export function nextStanding(
  before: Standing | undefined,
  round: { readonly answered: boolean; readonly exempt: boolean },
): Standing {
  const { streak, best, answered, freezes } = before ?? NO_STANDING;
  if (round.answered) {
    const earned = (answered + 1) % ROUNDS_PER_FREEZE === 0 ? 1 : 0;
    return {
      streak: streak + 1,
      best: Math.max(best, streak + 1),
      answered: answered + 1,
      freezes: Math.min(MAX_FREEZES, freezes + earned),
    };
  }
  if (round.exempt) return { streak, best, answered, freezes };
  return freezes > 0 ? { streak, best, answered, freezes: freezes - 1 } : { streak: 0, best, answered, freezes };
}

/**
 * A person's standing just before round `sequence`. The streak is alive if their freezes cover every non-exempt round
 * since their last answer. For the current standing, pass the newest scored round's sequence + 1.
 *
 * @param exemptSequences the channel's exempt rounds without duplicates; those outside the gap are ignored
 */
export function standingAt(
  standing: ChannelStanding | undefined,
  sequence: number,
  exemptSequences: Iterable<number>,
): Standing {
  if (standing === undefined) return NO_STANDING;
  let exempt = 0;
  for (const one of exemptSequences) if (one > standing.lastSequence && one < sequence) exempt++;
  return afterGap(standing, sequence, exempt);
}

function afterGap(standing: ChannelStanding, sequence: number, exemptBetween: number): Standing {
  const { streak, best, answered, freezes } = standing;
  const missed = sequence - standing.lastSequence - 1 - exemptBetween;
  return { streak: missed <= freezes ? streak : 0, best, answered, freezes: Math.max(0, freezes - missed) };
}

export interface RoundToScore {
  readonly rule: ScoringRule;
  readonly difficulty: Difficulty;
  /** Each person at most once. */
  readonly answers: readonly ScoredAnswer[];
}

interface StreakScore extends Score {
  /** The person's streak after this round. */
  readonly streak: number;
}

export interface ScoredRound {
  /** In the answers' order. */
  readonly scores: readonly StreakScore[];
  /** The new standings of those who answered; no other standings change. */
  readonly standings: ReadonlyMap<number, ChannelStanding>;
}

/**
 * Scores the channel's newest round, using the stored standings.
 *
 * @param sequence the round's own sequence number, greater than every stored lastSequence
 * @param exemptSequences the channel's exempt rounds; those up to the lowest lastSequence may be omitted
 */
export function scoreNewest(
  round: RoundToScore,
  sequence: number,
  standingOf: (person: number) => ChannelStanding | undefined,
  exemptSequences: Iterable<number>,
): ScoredRound {
  const exempt = [...exemptSequences];
  return scoreStep(round, sequence, (person) => standingAt(standingOf(person), sequence, exempt));
}

function scoreStep(round: RoundToScore, sequence: number, standingBefore: (person: number) => Standing): ScoredRound {
  const standings = new Map<number, ChannelStanding>();
  const streakBefore = (person: number) => standingBefore(person).streak;
  const scores = scoreRound({ ...round, streakBefore }).map((score): StreakScore => {
    const after = nextStanding(standingBefore(score.person), { answered: true, exempt: false });
    standings.set(score.person, { ...after, lastSequence: sequence });
    return { ...score, streak: after.streak };
  });
  return { scores, standings };
}

export interface HistoryRound extends RoundToScore {
  readonly id: number;
  readonly exempt: boolean;
}

export interface ScoredHistory {
  /** By rounds, then in the answers' order. */
  readonly scores: readonly (StreakScore & { readonly round: number })[];
  readonly standings: ReadonlyMap<number, ChannelStanding>;
  /** Ascending. */
  readonly exemptSequences: readonly number[];
}

/**
 * Scores a channel's whole history from scratch, oldest round first; stored scores and standings must equal the result.
 * The first round has sequence number 1. Time: O(rounds + answers), regardless of the number of people.
 */
export function scoreHistory(rounds: readonly HistoryRound[]): ScoredHistory {
  const scores: (StreakScore & { round: number })[] = [];
  const standings = new Map<number, ChannelStanding>();
  const exemptSequences: number[] = [];
  /** exemptUpTo[n]: how many of the rounds 1 to n are exempt. */
  const exemptUpTo = [0];
  for (const [place, round] of rounds.entries()) {
    const sequence = place + 1;
    const exemptBefore = exemptSequences.length;
    const scored = scoreStep(round, sequence, (person) => {
      const standing = standings.get(person);
      if (standing === undefined) return NO_STANDING;
      return afterGap(standing, sequence, exemptBefore - (exemptUpTo[standing.lastSequence] ?? 0));
    });
    for (const score of scored.scores) scores.push({ ...score, round: round.id });
    for (const [person, standing] of scored.standings) standings.set(person, standing);
    if (round.exempt) exemptSequences.push(sequence);
    exemptUpTo.push(exemptSequences.length);
  }
  return { scores, standings, exemptSequences };
}
