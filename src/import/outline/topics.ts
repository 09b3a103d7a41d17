import { contentWords } from "../../deck/check/words.ts";
import type { ImportedEntry } from "../imported.ts";
import { shorten } from "./phrases.ts";

/** An entry with the section heading above it, if there is one below the topic's heading. */
export interface PlacedEntry {
  readonly entry: ImportedEntry;
  readonly section: string | undefined;
}

/** A topic with at most this many entries is never too large. */
const LARGE_TOPIC = 20;
/** The number of entries in each part of a split topic. */
const MIN_PART = 4;
const MAX_PART = 14;
/** The smallest share of a part's entries that must contain the names in its title. */
const MIN_NAMED_SHARE = 0.4;

/**
 * Splits topics that have more than twenty entries and more than a third of the sheet, so that topics stay meaningful.
 * They are split by their section headings or, without those, where the subject changes; the latter parts are named after
 * their content. `splitTopics` lists the topics that were split by subject.
 */
export function splitLargeTopics(placed: readonly PlacedEntry[]): {
  entries: ImportedEntry[];
  splitTopics: readonly string[];
} {
  const splitTopics = new Set<string>();
  const bySections = byTopic(placed).flatMap(({ topic, members }) => {
    const sections = new Set(members.map(({ section }) => section));
    if (!isTooLarge(members.length, placed.length) || sections.size < 2) return members;
    return members.map((one) => (one.section === undefined ? one : renamed(one, `${topic}: ${one.section}`)));
  });
  const bySubject = byTopic(bySections).flatMap(({ topic, members }) => {
    if (!isTooLarge(members.length, placed.length)) return members;
    splitTopics.add(topic);
    const largest = Math.max(2 * MIN_PART, Math.min(MAX_PART, Math.floor(placed.length / 3)));
    const parts = runsOf(members.map(wordsOfEntry), largest).map(([from, to]) => members.slice(from, to));
    const names = namesOf(parts, topic);
    return parts.flatMap((part, at) => part.map((one) => renamed(one, names[at] ?? topic)));
  });
  return { entries: bySubject.map(({ entry }) => entry), splitTopics: [...splitTopics] };
}

function isTooLarge(size: number, total: number): boolean {
  return size > LARGE_TOPIC && size > total / 3;
}

function renamed({ entry, section }: PlacedEntry, title: string): PlacedEntry {
  return { section, entry: { ...entry, topic: { title: shorten(title, 100) } } };
}

function byTopic(placed: readonly PlacedEntry[]): { topic: string; members: PlacedEntry[] }[] {
  return [...Map.groupBy(placed, ({ entry }) => entry.topic.title)].map(([topic, members]) => ({ topic, members }));
}

function wordsOfEntry({ entry }: PlacedEntry): ReadonlySet<string> {
  return new Set(contentWords(`${entry.content.title} ${entry.content.body}`));
}

/**
 * Splits a sequence of texts into runs of MIN_PART to `largest` whose members are more similar than nearby texts are on
 * average. Similarity is the cosine over words weighted by rarity. Dynamic programming finds the best split, in time
 * linear in the number of texts.
 */
function runsOf(texts: readonly ReadonlySet<string>[], largest: number): [from: number, to: number][] {
  const similarity = similarityOf(texts, largest);
  const best: { score: number; from: number }[] = [{ score: 0, from: 0 }];
  for (let to = 1; to <= texts.length; to += 1) {
    let found = { score: Number.NEGATIVE_INFINITY, from: 0 };
    let within = 0;
    for (let from = to - 1; from >= Math.max(0, to - largest); from -= 1) {
      for (let other = from + 1; other < to; other += 1) within += similarity(from, other);
      const before = best[from]?.score ?? Number.NEGATIVE_INFINITY;
      if (to - from >= MIN_PART && before + within > found.score) found = { score: before + within, from };
    }
    best[to] = found;
  }
  const runs: [number, number][] = [];
  for (let to = texts.length; to > 0; to = best[to]?.from ?? 0) runs.unshift([best[to]?.from ?? 0, to]);
  return runs;
}

/**
 * How much more similar two texts are than the average pair in this sequence, considering only pairs within `reach` of
 * each other.
 */
function similarityOf(texts: readonly ReadonlySet<string>[], reach: number): (one: number, other: number) => number {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of text) counts.set(word, (counts.get(word) ?? 0) + 1);
  const weight = (word: string) => Math.log((texts.length + 1) / (counts.get(word) ?? 1)) ** 2;
  const lengths = texts.map((text) => Math.sqrt([...text].reduce((sum, word) => sum + weight(word), 0)) || 1);
  const cosine = (one: number, other: number) => {
    let shared = 0;
    for (const word of texts[one] ?? []) if (texts[other]?.has(word)) shared += weight(word);
    return shared / ((lengths[one] ?? 1) * (lengths[other] ?? 1));
  };
  const near = texts.map((_, one) => texts.slice(one + 1, one + reach).map((_, step) => cosine(one, one + 1 + step)));
  const all = near.flat();
  const mean = all.reduce((sum, one) => sum + one, 0) / Math.max(all.length, 1);
  return (one, other) => (near[one]?.[other - one - 1] ?? 0) - mean;
}

/**
 * Names each part after one or two terms that are frequent in it and rare in the others, or after the topic with a number
 * if there are none.
 */
function namesOf(parts: readonly (readonly PlacedEntry[])[], topic: string): string[] {
  const counts = new Map<string, number>();
  for (const one of parts.flat()) for (const word of wordsOfEntry(one)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const used = new Set<string>();
  return parts.map((part, at) => {
    const texts = part.map(({ entry }) => ` ${entry.content.title} ${entry.content.body} `.toLowerCase());
    const ranked = rankedNames(part, texts, counts).filter((term) => !used.has(term.toLowerCase()));
    const [first] = ranked;
    const second = ranked.find((term) => first !== undefined && addsEntries(first, term, texts));
    const names = [first, second].filter((name) => name !== undefined);
    for (const name of names) used.add(name.toLowerCase());
    const named = texts.filter((text) => names.some((name) => contains(text, name))).length;
    return named < texts.length * MIN_NAMED_SHARE ? `${topic} (${at + 1})` : capitalize(names.join(", "));
  });
}

/** The part's terms that occur in at least two of its texts, or three if they are common words; most distinctive first. */
function rankedNames(
  part: readonly PlacedEntry[],
  texts: readonly string[],
  counts: ReadonlyMap<string, number>,
): readonly string[] {
  const terms = [...new Set(part.flatMap(({ entry }) => entry.content.terms))];
  return terms
    .filter((term) => term.length >= 3 && term.length <= 40)
    .map((term) => {
      const support = texts.filter((text) => contains(text, term)).length;
      // A term of several words occurs in no more texts than its rarest word.
      const rarest = Math.min(...contentWords(term).map((word) => counts.get(word) ?? 0));
      const elsewhere = Math.max(0, rarest - support);
      return { term, support, score: support / (elsewhere + 1.5) + term.length / 200 };
    })
    .filter(({ term, support }) => support >= (/\p{Lu}|\p{N}| /u.test(term) ? 2 : 3))
    .toSorted((a, b) => b.score - a.score)
    .map(({ term }) => term);
}

/** Whether the second name covers entries that the first does not. */
function addsEntries(first: string, second: string, texts: readonly string[]): boolean {
  const shares = contentWords(second).some((word) => contentWords(first).includes(word));
  return !shares && texts.filter((text) => contains(text, second) && !contains(text, first)).length >= 2;
}

/** Whether a lowercase text contains a term as a word: "branch" is in "branches", but "format" is not in "information". */
function contains(text: string, term: string): boolean {
  const at = text.indexOf(term.toLowerCase());
  return at !== -1 && !/\p{L}/u.test(text.charAt(at - 1)) && !/^\p{L}{3}/u.test(text.slice(at + term.length));
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
