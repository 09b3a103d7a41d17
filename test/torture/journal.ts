import type { Outcome, Person } from "./door.ts";

/** What people did, in order, and what they were told. */
export interface Journal {
  readonly entries: Entry[];
}

export type Entry =
  | {
      readonly what: "answer";
      readonly person: Person;
      readonly round: number;
      readonly choice: string;
      readonly outcome: Outcome;
      /** The reaction may still be on the message, to be read back. */
      readonly stands: boolean;
      /** `/answer` names no round, so it may have been taken for the next one. */
      readonly byCommand: boolean;
      /** Given in the same hurry where nothing tells the order in which they arrived. */
      readonly rivals: readonly string[];
    }
  | { readonly what: "deletion"; readonly person: Person; readonly outcome: Outcome };

/** An answer in the database. */
export interface StoredAnswer {
  readonly platform: string;
  readonly community: string;
  readonly user: string;
  readonly round: number;
  readonly choice: string;
}

/** A round as it stands at the end. */
export interface KnownRound {
  readonly id: number;
  readonly channelId: number;
  readonly state: string;
}

export interface AnswerReport {
  /** Pairs of person and round with an acknowledged answer that was not deleted afterwards. */
  readonly acknowledged: number;
  readonly kept: number;
  readonly lost: number;
  /** Stored, but nobody gave it, not even in doubt. */
  readonly invented: number;
  /** Receipts that people saw. */
  readonly receipts: number;
  readonly refused: number;
  readonly inDoubt: number;
  readonly deletions: { readonly acknowledged: number; readonly answersGone: number; readonly answersBack: number };
  readonly problems: readonly string[];
}

const NONE = "";

/**
 * For each person and round, what may be stored at the end. After an acknowledged answer: that one. After one in doubt: that
 * one too. After a deletion: none, unless a reaction that is still there is read back.
 */
interface Expected {
  allowed: Set<string>;
  /** Reactions that are still on the message. */
  readonly standing: Set<string>;
  deleted: boolean;
}

export function judge(journal: Journal, stored: readonly StoredAnswer[], rounds: readonly KnownRound[]): AnswerReport {
  const expected = new Map<string, Expected>();
  const strays = new Map<string, Set<string>>();
  const gone = { acknowledged: 0, answersGone: 0, answersBack: 0 };
  const entries = journal.entries.map((entry) =>
    mayBeOfNext(entry, journal, stored, rounds) ? doubted(entry) : entry,
  );
  for (const entry of entries) {
    if (entry.what === "deletion") {
      if (entry.outcome.kind === "acknowledged") gone.acknowledged += 1;
      forget(expected, nameOf(entry.person), entry.outcome);
    } else {
      const key = `${nameOf(entry.person)} round ${roundOf(entry, stored)}`;
      expected.set(key, after(expected.get(key), entry));
      if (entry.byCommand && entry.outcome.kind !== "acknowledged")
        strays.set(nameOf(entry.person), (strays.get(nameOf(entry.person)) ?? new Set()).add(entry.choice));
    }
  }
  const held = new Map(stored.map((one) => [`${userOf(one)} round ${one.round}`, one.choice]));
  const problems: string[] = [];
  let kept = 0;
  let lost = 0;
  for (const [key, { allowed, deleted }] of expected) {
    const choice = held.get(key) ?? NONE;
    const isStray = strays.get(key.slice(0, key.lastIndexOf(" round ")))?.has(choice) === true;
    // A command in doubt may have been taken for a later round, and stand there until that has an acknowledged answer.
    const fits = allowed.has(choice) || (allowed.has(NONE) && isStray);
    if (!allowed.has(NONE)) {
      if (fits) kept += 1;
      else lost += 1;
    } else if (deleted && !fits) gone.answersBack += 1;
    if (deleted && choice === NONE) gone.answersGone += 1;
    if (!fits) problems.push(`${key}: stored "${choice}", allowed ${JSON.stringify([...allowed])}`);
  }
  const invented = stored.filter(
    (one) => !expected.has(`${userOf(one)} round ${one.round}`) && strays.get(userOf(one))?.has(one.choice) !== true,
  );
  for (const one of invented) problems.push(`${userOf(one)} round ${one.round}: "${one.choice}" was never given`);
  const outcomes = journal.entries.flatMap((entry) => (entry.what === "answer" ? [entry.outcome.kind] : []));
  const howMany = (kind: Outcome["kind"]): number => outcomes.filter((one) => one === kind).length;
  return {
    acknowledged: kept + lost,
    kept,
    lost,
    invented: invented.length,
    receipts: howMany("acknowledged"),
    refused: howMany("refused"),
    inDoubt: howMany("doubt"),
    deletions: gone,
    problems,
  };
}

function after(before: Expected | undefined, entry: Extract<Entry, { what: "answer" }>): Expected {
  const now = before ?? { allowed: new Set([NONE]), standing: new Set(), deleted: false };
  if (entry.stands) now.standing.add(entry.choice);
  if (entry.outcome.kind === "acknowledged") {
    now.allowed = acknowledged(now.allowed, entry, entry.outcome.stated);
    now.deleted = false;
  }
  // A reaction refused at the last moment is still on the message, and a read-back cannot tell when it was added.
  else if (entry.outcome.kind === "doubt" || entry.stands) now.allowed.add(entry.choice);
  return now;
}

/** A receipt by removing the reaction names no answer. If only the first answer counts, the stored one may be an earlier one. */
function acknowledged(
  before: ReadonlySet<string>,
  { choice, person, rivals }: Extract<Entry, { what: "answer" }>,
  stated: string,
): Set<string> {
  if (stated !== "") return new Set([stated, ...rivals]);
  if (!person.place.plan.firstAnswerCounts) return new Set([choice]);
  const earlier = [...before].filter((one) => one !== NONE);
  return new Set(before.has(NONE) ? [...earlier, choice] : earlier);
}

function forget(expected: Map<string, Expected>, person: string, outcome: Outcome): void {
  if (outcome.kind === "refused") return;
  for (const [key, one] of expected) {
    if (!key.startsWith(`${person} round `)) continue;
    if (outcome.kind === "doubt") one.allowed.add(NONE);
    else {
      one.deleted = !one.allowed.has(NONE) || one.allowed.size > 1;
      one.allowed = new Set([NONE, ...one.standing]);
    }
  }
}

/** Words are unlike any others, so the round that took them can be found, unless others took their place there. */
function roundOf(entry: Extract<Entry, { what: "answer" }>, stored: readonly StoredAnswer[]): number {
  return takerOf(entry, stored) ?? entry.round;
}

function takerOf(entry: Extract<Entry, { what: "answer" }>, stored: readonly StoredAnswer[]): number | undefined {
  if (!entry.byCommand || !isInWords(entry)) return undefined;
  return stored.find((one) => userOf(one) === nameOf(entry.person) && one.choice === entry.choice)?.round;
}

function isInWords({ choice }: Extract<Entry, { what: "answer" }>): boolean {
  return choice.startsWith("guess ");
}

/**
 * Whether `/answer` may have gone to the channel's next round although its receipt fits the question that was seen: that one
 * was given up, and the next asks the same again; or it was in words, which fit any question, and the person changed them there.
 */
function mayBeOfNext(
  entry: Entry,
  journal: Journal,
  stored: readonly StoredAnswer[],
  rounds: readonly KnownRound[],
): boolean {
  if (entry.what !== "answer" || !entry.byCommand || takerOf(entry, stored) !== undefined) return false;
  const seen = rounds.find((one) => one.id === entry.round);
  const next = rounds.find((one) => one.channelId === seen?.channelId && one.id > entry.round);
  if (next === undefined) return false;
  const isThere = (other: Entry): boolean =>
    other.what === "answer" && other.round === next.id && nameOf(other.person) === nameOf(entry.person);
  return seen?.state === "void" || (isInWords(entry) && journal.entries.some(isThere));
}

function doubted(entry: Entry): Entry {
  return entry.outcome.kind === "acknowledged" ? { ...entry, outcome: { kind: "doubt" } } : entry;
}

function nameOf(person: Person): string {
  return `${person.place.platform}/${person.place.community}/${person.id}`;
}

function userOf(one: StoredAnswer): string {
  return `${one.platform}/${one.community}/${one.user}`;
}
