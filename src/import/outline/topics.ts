import { contentWords } from "../../deck/check/words.ts";
import type { ImportedEntry } from "../imported.ts";
import { shorten } from "./phrases.ts";

/** An entry with the heading below its topic's own that it stands under, if any. */
export interface Placed {
  readonly entry: ImportedEntry;
  readonly section: string | undefined;
}

/** A topic of fewer entries is never too large. */
const LARGE = 20;
/** How many entries a part has. */
const SMALLEST = 4;
const LARGEST = 14;
/** So great a share of a part's entries speaks of what the part is named after. */
const NAMED = 0.4;

/**
 * Topics that learners can be told apart by: one with more than twenty entries and more than a third of the sheet's is
 * parted, by the headings within it, or, where it has none, where its subject changes. The parts are named after what
 * they speak of; `parted` tells of which topics they are.
 */
export function withSensibleTopics(placed: readonly Placed[]): { entries: ImportedEntry[]; parted: readonly string[] } {
  const parted = new Set<string>();
  const bySections = byTopic(placed).flatMap(({ topic, members }) => {
    const sections = new Set(members.map(({ section }) => section));
    if (!isTooLarge(members.length, placed.length) || sections.size < 2) return members;
    return members.map((one) => (one.section === undefined ? one : renamed(one, `${topic}: ${one.section}`)));
  });
  const bySubject = byTopic(bySections).flatMap(({ topic, members }) => {
    if (!isTooLarge(members.length, placed.length)) return members;
    parted.add(topic);
    const largest = Math.max(2 * SMALLEST, Math.min(LARGEST, Math.floor(placed.length / 3)));
    const parts = runsOf(members.map(wordsOfEntry), largest).map(([from, to]) => members.slice(from, to));
    const names = namesOf(parts, topic);
    return parts.flatMap((part, at) => part.map((one) => renamed(one, names[at] ?? topic)));
  });
  return { entries: bySubject.map(({ entry }) => entry), parted: [...parted] };
}

function isTooLarge(size: number, total: number): boolean {
  return size > LARGE && size > total / 3;
}

function renamed({ entry, section }: Placed, title: string): Placed {
  return { section, entry: { ...entry, topic: { title: shorten(title, 100) } } };
}

function byTopic(placed: readonly Placed[]): { topic: string; members: Placed[] }[] {
  return [...Map.groupBy(placed, ({ entry }) => entry.topic.title)].map(([topic, members]) => ({ topic, members }));
}

function wordsOfEntry({ entry }: Placed): ReadonlySet<string> {
  return new Set(contentWords(`${entry.content.title} ${entry.content.body}`));
}

/**
 * Cuts a sequence of texts into runs of SMALLEST to `largest` whose members are alike, and more so than neighbours are
 * on the average. Likeness is the cosine over words weighed by their rarity; the best cut of all is found by dynamic
 * programming, in time that grows with the number of texts.
 */
function runsOf(texts: readonly ReadonlySet<string>[], largest: number): [from: number, to: number][] {
  const alike = likenessOf(texts, largest);
  const best: { score: number; from: number }[] = [{ score: 0, from: 0 }];
  for (let to = 1; to <= texts.length; to += 1) {
    let found = { score: Number.NEGATIVE_INFINITY, from: 0 };
    let within = 0;
    for (let from = to - 1; from >= Math.max(0, to - largest); from -= 1) {
      for (let other = from + 1; other < to; other += 1) within += alike(from, other);
      const before = best[from]?.score ?? Number.NEGATIVE_INFINITY;
      if (to - from >= SMALLEST && before + within > found.score) found = { score: before + within, from };
    }
    best[to] = found;
  }
  const runs: [number, number][] = [];
  for (let to = texts.length; to > 0; to = best[to]?.from ?? 0) runs.unshift([best[to]?.from ?? 0, to]);
  return runs;
}

/**
 * How much more alike two texts are than texts of this sequence are on the average, as far as they stand within `reach`
 * of each other.
 */
function likenessOf(texts: readonly ReadonlySet<string>[], reach: number): (one: number, other: number) => number {
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
 * Two names that stand often in a part and seldom in the others; the topic's own with a number where there are none.
 */
function namesOf(parts: readonly (readonly Placed[])[], topic: string): string[] {
  const counts = new Map<string, number>();
  for (const one of parts.flat()) for (const word of wordsOfEntry(one)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const used = new Set<string>();
  return parts.map((part, at) => {
    const texts = part.map(({ entry }) => ` ${entry.content.title} ${entry.content.body} `.toLowerCase());
    const ranked = rankedNames(part, texts, counts).filter((term) => !used.has(term.toLowerCase()));
    const [first] = ranked;
    const second = ranked.find((term) => first !== undefined && isOther(first, term, texts));
    const names = [first, second].filter((name) => name !== undefined);
    for (const name of names) used.add(name.toLowerCase());
    const named = texts.filter((text) => names.some((name) => holds(text, name))).length;
    return named < texts.length * NAMED ? `${topic} (${at + 1})` : capital(names.join(", "));
  });
}

/** The part's terms that stand in two of its texts, or in three where they are plain words; the most telling first. */
function rankedNames(
  part: readonly Placed[],
  texts: readonly string[],
  counts: ReadonlyMap<string, number>,
): readonly string[] {
  const terms = [...new Set(part.flatMap(({ entry }) => entry.content.terms))];
  return terms
    .filter((term) => term.length >= 3 && term.length <= 40)
    .map((term) => {
      const support = texts.filter((text) => holds(text, term)).length;
      // A term of several words stands in no more texts than its rarest word.
      const rarest = Math.min(...contentWords(term).map((word) => counts.get(word) ?? 0));
      const elsewhere = Math.max(0, rarest - support);
      return { term, support, score: support / (elsewhere + 1.5) + term.length / 200 };
    })
    .filter(({ term, support }) => support >= (/\p{Lu}|\p{N}| /u.test(term) ? 2 : 3))
    .toSorted((a, b) => b.score - a.score)
    .map(({ term }) => term);
}

/** Whether the second name speaks of entries that the first leaves out. */
function isOther(first: string, second: string, texts: readonly string[]): boolean {
  const shares = contentWords(second).some((word) => contentWords(first).includes(word));
  return !shares && texts.filter((text) => holds(text, second) && !holds(text, first)).length >= 2;
}

/** Both in lower case but for the term; "format" does not stand in "information", but "branch" in "branches". */
function holds(text: string, term: string): boolean {
  const at = text.indexOf(term.toLowerCase());
  return at !== -1 && !/\p{L}/u.test(text.charAt(at - 1)) && !/^\p{L}{3}/u.test(text.slice(at + term.length));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
