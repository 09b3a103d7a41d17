import type { Deck } from "../../deck.ts";
import { ownTexts } from "../entry-texts.ts";
import { FIELD_NAMES } from "../field-names.ts";
import { createPhraseMatcher, type PhraseMatcher } from "./phrase-matcher.ts";
import { cleanQuery, type WordReader, words } from "./text.ts";

export interface UncoveredNames {
  /** The share of a query's words, 0 to 1, that name things the deck never mentions. */
  share(query: string): number;
}

let fieldNames: PhraseMatcher<string> | undefined;

/** The field's names, which are the same for every deck: read once. */
function namesOfTheField(): PhraseMatcher<string> {
  fieldNames ??= createPhraseMatcher(
    FIELD_NAMES.split(/[,\n]/).map((name) => {
      const stems = words(name).map(({ stem }) => stem);
      return { stems, value: stems.join(" ") };
    }),
  );
  return fieldNames;
}

/** Finds names from the field that no title, name, body or note contains. (Questions may contain them in distractors.) */
export function createUncoveredNames(deck: Deck, read: WordReader): UncoveredNames {
  const phrases = namesOfTheField();
  const covered = new Set<string>();
  for (const entry of deck.entries.values()) {
    for (const { text } of ownTexts(entry).filter(({ kind }) => kind !== "question")) {
      const found = read(text);
      for (const { value } of phrases.find(found.map(({ stem }) => stem))) covered.add(value);
      for (const spelling of found.flatMap(({ variants }) => variants)) covered.add(spelling);
    }
  }
  return {
    share: (query) => {
      const found = words(cleanQuery(query));
      const uncovered = phrases.find(found.map(({ stem }) => stem)).filter(({ value }) => !covered.has(value));
      const named = new Set(
        uncovered.flatMap(({ from, length }) => Array.from({ length }, (_, place) => from + place)),
      );
      const content = [...found.keys()].filter((place) => !found[place]?.stop);
      return content.length === 0 ? 0 : content.filter((place) => named.has(place)).length / content.length;
    },
  };
}
