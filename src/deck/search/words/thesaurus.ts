import { createPhraseMatcher, type PhraseMatcher } from "./phrase-matcher.ts";
import { words } from "./text.ts";
import { THESAURUS_GROUPS } from "./thesaurus-words.ts";

/**
 * Maps words to concepts, one for each group of related words. A concept's name ("#12") is never a word, so that it can be
 * stored among a text's spellings.
 */
export interface Thesaurus {
  /** The concepts that a single word stands for. */
  conceptsOf(stem: string): readonly string[];
  /** Finds multi-word phrases that stand for a concept. */
  readonly phrases: PhraseMatcher<string>;
}

const NONE: readonly string[] = [];

let ours: Thesaurus | undefined;

/** Our own groups, which are the same for every deck: read once. */
export function ownThesaurus(): Thesaurus {
  ours ??= createThesaurus();
  return ours;
}

export function createThesaurus(groups: string = THESAURUS_GROUPS): Thesaurus {
  const single = new Map<string, string[]>();
  const phrases: { stems: readonly string[]; value: string }[] = [];
  for (const [number, line] of groups.split("\n").entries()) {
    const concept = `#${number}`;
    for (const phrase of line.split(",")) {
      const stems = words(phrase).map(({ stem }) => stem);
      const [first, ...more] = stems;
      if (first === undefined) continue;
      const known = single.get(first) ?? [];
      if (more.length > 0) phrases.push({ stems, value: concept });
      else if (!known.includes(concept)) single.set(first, [...known, concept]);
    }
  }
  return { conceptsOf: (stem) => single.get(stem) ?? NONE, phrases: createPhraseMatcher(phrases) };
}
