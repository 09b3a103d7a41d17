import type { EpochMs } from "../chat/card.ts";
import { pick } from "./random.ts";

/** A question that may be asked: drafts are left out. */
export interface Candidate {
  readonly id: string;
  readonly topic: string;
  readonly entries: readonly string[];
  /** Questions that give this one away; it counts both ways. */
  readonly excludes: readonly string[];
}

/** A round that was posted; a void one too, since people saw it. */
export interface PastRound {
  readonly question: string;
  readonly entries: readonly string[];
  readonly at: EpochMs;
  /** The channel as a whole did not know it: its entries want to come back. Of no use beyond RETURN_UNTIL_MS. */
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
/** One post in four: no return among the three posts before a return. */
const POSTS_BETWEEN_RETURNS = 3;
/** How long questions that give each other away, and questions on one entry, keep apart. */
const APART_MS = 7 * DAY_MS;

/**
 * Chooses the question that comes next in one channel; undefined where the deck has none.
 *
 * 1. Only questions that were asked least often in this channel: no repeat before the deck is used up.
 * 2. A missed entry returns as another one of these, if one is due.
 * 3. Else the topic that waited longest, with a question that neither gives away, nor asks about the entry of,
 *    anything asked within a week, as long as there is one.
 *
 * Work: O(questions + past rounds).
 *
 * @param input.history of this channel and deck, oldest first
 * @param input.random 0 ≤ x < 1, chooses among equals
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
 * The least-asked questions, without the one just asked where there is another.
 *
 * `cycles` says up to which cycle through the deck a question was asked. A question that joins the deck late catches up with one
 * post, rather than being asked as often as the others were before it came.
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

/** What the last seven days rule out. A time after `now` (the clock was set back) counts as recent. */
function recentlyAsked(questions: readonly Candidate[], history: readonly PastRound[], now: EpochMs): RecentlyAsked {
  const rounds = history.filter((round) => now - round.at < APART_MS);
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

/** A question on a missed entry whose time has come, the longest waiting entry first. */
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

/** None while one has come back among the last few posts. */
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

/** Topics take turns: the one whose last post is longest ago, those never posted first, equals by lot. */
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
