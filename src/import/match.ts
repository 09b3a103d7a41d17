import { wordsOf } from "../deck/check/words.ts";
import type { EntryFile, QuestionFile } from "../deck/format.ts";
import { kindOf } from "../study/kinds/registry.ts";

/** The lowest Jaccard similarity of two texts' words at which they count as versions of the same text. */
const MIN_SIMILARITY = 0.6;

/** With more pairs than this, texts are not compared word by word. */
const COMPARISON_LIMIT = 4_000_000;

/**
 * Finds the existing entry or question that each new one is a later version of. It compares id, text, and title or prompt,
 * from the most to the least reliable combination, and finally looks for nearly the same words. Each item is matched at
 * most once.
 */
export function matchAll<T>(
  fresh: readonly T[],
  known: readonly T[],
  by: { readonly id: (item: T) => string; readonly name: (item: T) => string; readonly text: (item: T) => string },
): Map<T, T> {
  const found = new Map<T, T>();
  const open = new Set(known);
  const take = (item: T, match: T | undefined): void => {
    if (match === undefined) return;
    found.set(item, match);
    open.delete(match);
  };
  const byKey = (key: (item: T) => string): void => {
    const index = new Map([...open].toReversed().map((item) => [key(item), item]));
    for (const item of fresh) {
      const match = found.has(item) ? undefined : index.get(key(item));
      if (match !== undefined && open.has(match)) take(item, match);
    }
  };
  byKey((item) => `${by.id(item)}\n${by.name(item)}`);
  byKey((item) => `${by.id(item)}\n${by.text(item)}`);
  byKey(by.text);
  byKey((item) => by.name(item).toLowerCase());
  byKey(by.id);
  if ((fresh.length - found.size) * open.size > COMPARISON_LIMIT) return found;
  const words = new Map(
    [...fresh, ...known].map((item) => [
      item,
      { text: new Set(wordsOf(by.text(item))), name: new Set(wordsOf(by.name(item))) },
    ]),
  );
  for (const item of fresh) if (!found.has(item)) take(item, nearest(item, open, words));
  return found;
}

interface TextWords {
  readonly text: ReadonlySet<string>;
  readonly name: ReadonlySet<string>;
}

const NO_WORDS: TextWords = { text: new Set(), name: new Set() };
/** Titles with fewer words may be similar by chance. */
const MIN_NAME_WORDS = 5;

function nearest<T>(item: T, open: ReadonlySet<T>, words: ReadonlyMap<T, TextWords>): T | undefined {
  const own = words.get(item) ?? NO_WORDS;
  let best: T | undefined;
  let score = MIN_SIMILARITY;
  for (const other of open) {
    const others = words.get(other) ?? NO_WORDS;
    // An author may have rewritten the text but kept the title.
    const byName = Math.min(own.name.size, others.name.size) >= MIN_NAME_WORDS ? similarity(own.name, others.name) : 0;
    const found = Math.max(similarity(own.text, others.text), byName);
    if (found >= score) [best, score] = [other, found];
  }
  return best;
}

function similarity(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (
    one.size === 0 ||
    other.size === 0 ||
    Math.min(one.size, other.size) / Math.max(one.size, other.size) < MIN_SIMILARITY
  )
    return 0;
  let shared = 0;
  for (const word of one) if (other.has(word)) shared += 1;
  return shared / (one.size + other.size - shared);
}

export const entryText = {
  id: ({ id }: EntryFile) => id,
  name: ({ title }: EntryFile) => title,
  text: ({ body }: EntryFile) => body,
};
export const questionText = {
  id: ({ id }: QuestionFile) => id,
  name: ({ prompt }: QuestionFile) => prompt,
  text: (question: QuestionFile) => `${question.prompt}\n${kindOf(question).bank.keyText(question)}`,
};
