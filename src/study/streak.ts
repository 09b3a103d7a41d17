import type { Difficulty } from "../deck/format.ts";
import { type Score, type ScoredAnswer, type ScoringRule, scoreRound } from "./scoring.ts";

/** Rounds of one channel in a row that a person answered. */
export interface Standing {
  readonly streak: number;
  readonly best: number;
}

/**
 * A person's standing as it is stored: after the last round that they answered.
 *
 * A channel's scored rounds (revealed and not void) have the sequence numbers 1, 2, 3 … Rounds that a person does not
 * answer leave no trace in their standing: whether the streak is still alive follows from the rounds since then, by
 * `streakAt`. So scoring a round touches only the people who answered it.
 */
export interface ChannelStanding extends Standing {
  /** The sequence number of the last round that the person answered. */
  readonly lastSequence: number;
}

/**
 * The rule, one round at a time: an answer adds one; silence ends the streak unless the round is exempt (an outage
 * overlapped it), then it stays.
 */
export function nextStanding(
  before: Standing | undefined,
  round: { readonly answered: boolean; readonly exempt: boolean },
): Standing {
  const { streak, best } = before ?? { streak: 0, best: 0 };
  if (round.answered) return { streak: streak + 1, best: Math.max(best, streak + 1) };
  return { streak: round.exempt ? streak : 0, best };
}

/**
 * The streak with which a person goes into round `sequence`: alive if every round since their last answer is exempt.
 * For the streak as of now, give the newest scored round's sequence + 1.
 *
 * @param exemptSequences the channel's exempt rounds, each once; those outside the gap are ignored
 */
export function streakAt(
  standing: ChannelStanding | undefined,
  sequence: number,
  exemptSequences: Iterable<number>,
): number {
  if (standing === undefined) return 0;
  let exempt = 0;
  for (const one of exemptSequences) if (one > standing.lastSequence && one < sequence) exempt++;
  return aliveStreak(standing, sequence, exempt);
}

function aliveStreak(standing: ChannelStanding, sequence: number, exemptBetween: number): number {
  const missed = sequence - standing.lastSequence - 1;
  return missed === exemptBetween ? standing.streak : 0;
}

export interface RoundToScore {
  readonly rule: ScoringRule;
  readonly difficulty: Difficulty;
  /** Each person at most once. */
  readonly answers: readonly ScoredAnswer[];
}

export interface StreakScore extends Score {
  /** The person's streak after this round. */
  readonly streak: number;
}

export interface ScoredRound {
  /** In the answers' order. */
  readonly scores: readonly StreakScore[];
  /** The new standings of those who answered; nobody else's changes. */
  readonly standings: ReadonlyMap<number, ChannelStanding>;
}

/**
 * Scores the channel's newest round from the stored standings.
 *
 * @param sequence the round's own sequence number, above every stored lastSequence
 * @param exemptSequences the channel's exempt rounds; those up to the lowest lastSequence may be left out
 */
export function scoreNewest(
  round: RoundToScore,
  sequence: number,
  standingOf: (person: number) => ChannelStanding | undefined,
  exemptSequences: Iterable<number>,
): ScoredRound {
  const exempt = [...exemptSequences];
  return scoreStep(round, sequence, standingOf, (standing) => streakAt(standing, sequence, exempt));
}

function scoreStep(
  round: RoundToScore,
  sequence: number,
  standingOf: (person: number) => ChannelStanding | undefined,
  aliveBefore: (standing: ChannelStanding | undefined) => number,
): ScoredRound {
  const streakBefore = (person: number) => aliveBefore(standingOf(person));
  const standings = new Map<number, ChannelStanding>();
  const scores = scoreRound({ ...round, streakBefore }).map((score): StreakScore => {
    const before = { streak: streakBefore(score.person), best: standingOf(score.person)?.best ?? 0 };
    const after = nextStanding(before, { answered: true, exempt: false });
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
 * Scores all of a channel's scored rounds, oldest first, from nothing: what stored scores and standings must equal.
 * The first round has sequence number 1. Work: O(rounds + answers), however many people there are.
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
    const scored = scoreStep(
      round,
      sequence,
      (person) => standings.get(person),
      (standing) =>
        standing ? aliveStreak(standing, sequence, exemptBefore - (exemptUpTo[standing.lastSequence] ?? 0)) : 0,
    );
    for (const score of scored.scores) scores.push({ ...score, round: round.id });
    for (const [person, standing] of scored.standings) standings.set(person, standing);
    if (round.exempt) exemptSequences.push(sequence);
    exemptUpTo.push(exemptSequences.length);
  }
  return { scores, standings, exemptSequences };
}
