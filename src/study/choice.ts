import type { EpochMs } from "../chat/card.ts";
import { pick } from "./random.ts";

/** A question that can be posted, so never a draft. */
export interface Candidate {
  readonly id: string;
  readonly topic: string;
  readonly entries: readonly string[];
  /** Questions that give this one away; the exclusion works both ways. */
  readonly excludes: readonly string[];
}

/** A round that was posted, including void rounds, since people saw them. */
export interface PastRound {
  readonly question: string;
  readonly entries: readonly string[];
  readonly at: EpochMs;
  /** The channel as a whole got it wrong, so its entries should return. Ignored after RETURN_UNTIL_MS. */
  readonly missed: boolean;
  readonly reason: "fresh" | "return";
}

export interface ChosenQuestion {
  readonly question: string;
  readonly reason: "fresh" | "return";
}

const DAY_MS = 86_400_000;
/** An entry that the channel missed comes back after one to three weeks. */
const RETURN_AFTER_MS = 7 * DAY_MS;
export const RETURN_UNTIL_MS = 21 * DAY_MS;
/** At most one post in four: none of the three posts before a return is itself a return. */
const POSTS_BETWEEN_RETURNS = 3;
/** How long to separate questions that give each other away or ask about the same entry. */
const SEPARATION_MS = 7 * DAY_MS;

/**
 * Chooses the next question for one channel; undefined if the deck has none.
 *
 * 1. Only the questions asked least often in this channel are eligible: nothing repeats before the deck is used up.
 * 2. If a missed entry is due, it returns as a different eligible question.
 * 3. Otherwise it is the turn of the topic that has waited longest. If possible, the question neither gives away nor
 *    shares an entry with anything asked within a week.
 *
 * Time: O(questions + past rounds).
 *
 * @param input.history rounds of this channel and deck, oldest first
 * @param input.random returns 0 ≤ x < 1, used to break ties
 */
export function chooseQuestion(input: {
  readonly questions: readonly Candidate[];
  readonly history: readonly PastRound[];
  readonly now: EpochMs;
  readonly random: () => number;
}): ChosenQuestion | undefined {
  const { questions, history, now, random } = input;
  const eligible = unaskedThisCycle(questions, history);
  const recent = recentlyAsked(questions, history, now);
  const returning = dueReturn(eligible, entriesDue(history, now), recent, random);
  if (returning) return { question: returning.id, reason: "return" };

  const apart = eligible.filter((question) => !recent.givesAway(question));
  const apartInEntries = apart.filter((question) => !recent.sharesEntry(question));
  const choices = [apartInEntries, apart, eligible].find((some) => some.length > 0) ?? [];
  const topic = longestWaitingTopic(choices, questions, history, random);
  const chosen = pick(
    choices.filter((question) => question.topic === topic),
    random,
  );
  return chosen && { question: chosen.id, reason: "fresh" };
}

/**
 * The least-asked questions, without the one just asked unless it is the only one.
 *
 * `cycles` holds the last cycle through the deck in which each question was asked. A question that joins the deck late
 * catches up with one post, rather than being asked as often as the others already were.
 */
function unaskedThisCycle(questions: readonly Candidate[], history: readonly PastRound[]): readonly Candidate[] {
  const cycles = new Map(questions.map((question) => [question.id, 0]));
  let cycle = 0;
  for (const { question } of history) {
    const asked = cycles.get(question);
    if (asked === undefined) continue;
    if (asked === cycle) cycle++;
    cycles.set(question, cycle);
  }
  let least = cycle;
  for (const asked of cycles.values()) least = Math.min(least, asked);
  const unasked = questions.filter((question) => cycles.get(question.id) === least);
  const justAsked = history.at(-1)?.question;
  const others = unasked.filter((question) => question.id !== justAsked);
  return others.length > 0 ? others : unasked;
}

interface RecentlyAsked {
  readonly givesAway: (question: Candidate) => boolean;
  readonly sharesEntry: (question: Candidate) => boolean;
}

/** What the last seven days rule out. A time after `now` counts as recent, since the clock may have been set back. */
function recentlyAsked(questions: readonly Candidate[], history: readonly PastRound[], now: EpochMs): RecentlyAsked {
  const rounds = history.filter((round) => now - round.at < SEPARATION_MS);
  const asked = new Set(rounds.map((round) => round.question));
  const entries = new Set(rounds.flatMap((round) => round.entries));
  const excluded = new Set<string>();
  for (const question of questions) {
    if (asked.has(question.id)) for (const other of question.excludes) excluded.add(other);
  }
  return {
    givesAway: (question) => excluded.has(question.id) || question.excludes.some((other) => asked.has(other)),
    sharesEntry: (question) => question.entries.some((entry) => entries.has(entry)),
  };
}

/** A question about a missed entry that is due, trying the longest-waiting entry first. */
function dueReturn(
  eligible: readonly Candidate[],
  due: ReadonlyMap<string, string>,
  recent: RecentlyAsked,
  random: () => number,
): Candidate | undefined {
  const byEntry = new Map<string, Candidate[]>();
  for (const question of eligible) {
    for (const entry of question.entries) {
      if (!due.has(entry) || due.get(entry) === question.id || recent.givesAway(question)) continue;
      const questionsOnEntry = byEntry.get(entry);
      if (questionsOnEntry) questionsOnEntry.push(question);
      else byEntry.set(entry, [question]);
    }
  }
  for (const entry of due.keys()) {
    const questions = byEntry.get(entry) ?? [];
    const apart = questions.filter((question) => !recent.sharesEntry(question));
    const chosen = pick(apart.length > 0 ? apart : questions, random);
    if (chosen) return chosen;
  }
  return undefined;
}

/** Empty if one of the last few posts was a return. */
function entriesDue(history: readonly PastRound[], now: EpochMs): ReadonlyMap<string, string> {
  const hasReturned = history.slice(-POSTS_BETWEEN_RETURNS).some((round) => round.reason === "return");
  return hasReturned ? new Map() : dueEntries(history, now);
}

/** Entries whose last round was missed one to three weeks ago, oldest first, with the question that was missed. */
function dueEntries(history: readonly PastRound[], now: EpochMs): Map<string, string> {
  const last = new Map<string, PastRound>();
  for (const round of history) {
    for (const entry of round.entries) {
      // Deleting first keeps the map in the order of each entry's last round.
      last.delete(entry);
      last.set(entry, round);
    }
  }
  const due = new Map<string, string>();
  for (const [entry, round] of last) {
    const age = now - round.at;
    if (round.missed && age >= RETURN_AFTER_MS && age <= RETURN_UNTIL_MS) due.set(entry, round.question);
  }
  return due;
}

/** Topics take turns: the least recently posted goes next, never-posted topics come first, and ties are broken at random. */
function longestWaitingTopic(
  choices: readonly Candidate[],
  questions: readonly Candidate[],
  history: readonly PastRound[],
  random: () => number,
): string | undefined {
  const topics = new Map(questions.map((question) => [question.id, question.topic]));
  const lastPost = new Map<string, number>();
  for (const [place, { question }] of history.entries()) {
    const topic = topics.get(question);
    if (topic !== undefined) lastPost.set(topic, place);
  }
  const waiting = [...new Set(choices.map((question) => question.topic))];
  const since = (topic: string) => lastPost.get(topic) ?? -1;
  const longest = Math.min(...waiting.map(since));
  return pick(
    waiting.filter((topic) => since(topic) === longest),
    random,
  );
}
