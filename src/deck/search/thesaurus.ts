import { createPhraseBook, type PhraseBook } from "./phrase-book.ts";
import { words } from "./text.ts";
import { THESAURUS_GROUPS } from "./thesaurus-words.ts";

/**
 * Finds concepts: what the words of one group share. A concept's name ("#12") is never a word, so that it can stand
 * among the spellings of a text.
 */
export type Thesaurus = PhraseBook<string>;

export function createThesaurus(groups: string = THESAURUS_GROUPS): Thesaurus {
  const phrases = groups
    .split("\n")
    .flatMap((line, number) =>
      line.split(",").map((phrase) => ({ stems: words(phrase).map(({ stem }) => stem), value: `#${number}` })),
    );
  const once = new Map(phrases.map((phrase) => [`${phrase.value} ${phrase.stems.join(" ")}`, phrase]));
  return createPhraseBook(once.values());
}
