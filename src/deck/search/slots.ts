import type { Word, WordReader } from "./words/text.ts";
import type { Thesaurus } from "./words/thesaurus.ts";

/** A content word with the concepts it stands for, on its own or in a phrase. */
export interface Slot {
  readonly word: Word;
  readonly concepts: readonly string[];
}

/** The content words of a text, in order; stop words are left out. */
export function readSlots(text: string, words: WordReader, thesaurus: Thesaurus): Slot[] {
  const found = words(text);
  const concepts = found.map(({ stem, stop }) => (stop ? [] : thesaurus.conceptsOf(stem)));
  for (const { value, from, length } of thesaurus.phrases.find(found.map(({ stem }) => stem))) {
    for (let place = from; place < from + length; place += 1) concepts[place] = [...(concepts[place] ?? []), value];
  }
  const slots: Slot[] = [];
  for (const [place, word] of found.entries()) if (!word.stop) slots.push({ word, concepts: concepts[place] ?? [] });
  return slots;
}
