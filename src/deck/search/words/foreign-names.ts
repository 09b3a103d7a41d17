import type { Deck } from "../../deck.ts";
import { ownTexts } from "../entry-texts.ts";
import { FIELD_NAMES } from "../field-names.ts";
import { createPhraseBook, type PhraseBook } from "./phrase-book.ts";
import { cleanQuery, type WordReader, words } from "./text.ts";

export interface ForeignNames {
  /** How much of a query is names of things that the deck never speaks of, 0 to 1. */
  share(query: string): number;
}

let fieldNames: PhraseBook<string> | undefined;

/** The field's names, which are the same for every deck: read once. */
function namesOfTheField(): PhraseBook<string> {
  fieldNames ??= createPhraseBook(
    FIELD_NAMES.split(/[,\n]/).map((name) => {
      const stems = words(name).map(({ stem }) => stem);
      return { stems, value: stems.join(" ") };
    }),
  );
  return fieldNames;
}

/** The field's names that stand nowhere in titles, names, bodies and notes. (In a question they may, as a distractor.) */
export function createForeignNames(deck: Deck, read: WordReader): ForeignNames {
  const book = namesOfTheField();
  const spoken = new Set<string>();
  for (const entry of deck.entries.values()) {
    for (const { text } of ownTexts(entry).filter(({ kind }) => kind !== "asked")) {
      const found = read(text);
      for (const { value } of book.find(found.map(({ stem }) => stem))) spoken.add(value);
      for (const spelling of found.flatMap(({ also }) => also)) spoken.add(spelling);
    }
  }
  return {
    share: (query) => {
      const found = words(cleanQuery(query));
      const foreign = book.find(found.map(({ stem }) => stem)).filter(({ value }) => !spoken.has(value));
      const named = new Set(foreign.flatMap(({ from, length }) => Array.from({ length }, (_, place) => from + place)));
      const telling = [...found.keys()].filter((place) => !found[place]?.stop);
      return telling.length === 0 ? 0 : telling.filter((place) => named.has(place)).length / telling.length;
    },
  };
}
