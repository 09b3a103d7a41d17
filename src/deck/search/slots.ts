import { type Word, words } from "./text.ts";
import type { Thesaurus } from "./thesaurus.ts";

/** A word that carries meaning, and the concepts that it stands for, by itself or in a phrase. */
export interface Slot {
  readonly word: Word;
  readonly concepts: readonly string[];
}

const NO_CONCEPTS: readonly string[] = [];

/** The words of a text that are not stop words, in order. */
export function readSlots(text: string, thesaurus: Thesaurus): Slot[] {
  const found = words(text);
  const concepts = new Map<number, string[]>();
  for (const { value, from, length } of thesaurus.find(found.map(({ stem }) => stem))) {
    for (let place = from; place < from + length; place += 1) {
      const known = concepts.get(place);
      if (known) known.push(value);
      else concepts.set(place, [value]);
    }
  }
  return found.flatMap((word, place) => (word.stop ? [] : [{ word, concepts: concepts.get(place) ?? NO_CONCEPTS }]));
}
