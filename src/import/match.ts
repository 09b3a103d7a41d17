import { wordsOf } from "../deck/check/words.ts";
import type { EntryFile, QuestionFile } from "../deck/format.ts";
import { kindOf } from "../study/kinds/registry.ts";

/** Words in both divided by words in either, from which on two texts are versions of one. */
const ALIKE = 0.6;

/** Each with each is done for as many pairs as this. */
const COMPARISON_LIMIT = 4_000_000;

/**
 * Which of the deck's entries or questions each new one is a later version of: the same id where the source gave it,
 * else the same title or prompt, else nearly the same words. Each is matched once.
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
/** Titles of fewer words are alike by chance. */
const NAME_WORDS = 5;

function nearest<T>(item: T, open: ReadonlySet<T>, words: ReadonlyMap<T, TextWords>): T | undefined {
  const own = words.get(item) ?? NO_WORDS;
  let best: T | undefined;
  let score = ALIKE;
  for (const other of open) {
    const others = words.get(other) ?? NO_WORDS;
    // An author may have rewritten the text under a title that stayed.
    const byName = Math.min(own.name.size, others.name.size) >= NAME_WORDS ? likeness(own.name, others.name) : 0;
    const alike = Math.max(likeness(own.text, others.text), byName);
    if (alike >= score) [best, score] = [other, alike];
  }
  return best;
}

function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size === 0 || other.size === 0 || Math.min(one.size, other.size) / Math.max(one.size, other.size) < ALIKE)
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
