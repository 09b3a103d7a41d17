import type { Word, WordReader } from "./words/text.ts";
import type { Thesaurus } from "./words/thesaurus.ts";

/** A word that carries meaning, and the concepts that it stands for, by itself or in a phrase. */
export interface Slot {
  readonly word: Word;
  readonly concepts: readonly string[];
}

/** The words of a text that are not stop words, in order. */
export function readSlots(text: string, words: WordReader, thesaurus: Thesaurus): Slot[] {
  const found = words(text);
  const concepts = found.map(({ stem, stop }) => (stop ? [] : thesaurus.ofWord(stem)));
  for (const { value, from, length } of thesaurus.phrases.find(found.map(({ stem }) => stem))) {
    for (let place = from; place < from + length; place += 1) concepts[place] = [...(concepts[place] ?? []), value];
  }
  const slots: Slot[] = [];
  for (const [place, word] of found.entries()) if (!word.stop) slots.push({ word, concepts: concepts[place] ?? [] });
  return slots;
}
