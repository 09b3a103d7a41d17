import { words } from "./text.ts";
import { THESAURUS_GROUPS } from "./thesaurus-words.ts";

/** What two words of one group share: found in a text, its name ("#12") counts as a further spelling of the words. */
export type Concept = string;

const LONGEST_PHRASE = 4;

export type FoundConcept = { readonly concept: Concept; readonly from: number; readonly length: number };

export interface Thesaurus {
  /** The concepts of a text's stems, each with the words that it stands on. */
  find(stems: readonly string[]): FoundConcept[];
}

export function createThesaurus(groups: string = THESAURUS_GROUPS): Thesaurus {
  const concepts = new Map<string, Set<Concept>>();
  for (const [number, line] of groups.split("\n").entries()) {
    for (const phrase of line.split(",")) {
      const key = words(phrase)
        .map(({ stem }) => stem)
        .join(" ");
      if (key === "") continue;
      const known = concepts.get(key) ?? new Set();
      concepts.set(key, known.add(`#${number}`));
    }
  }
  return { find: (stems) => findConcepts(concepts, stems) };
}

function findConcepts(concepts: ReadonlyMap<string, ReadonlySet<Concept>>, stems: readonly string[]): FoundConcept[] {
  const found: FoundConcept[] = [];
  for (let from = 0; from < stems.length; from += 1) {
    for (let length = 1; length <= LONGEST_PHRASE && from + length <= stems.length; length += 1) {
      const known = concepts.get(stems.slice(from, from + length).join(" "));
      for (const concept of known ?? []) found.push({ concept, from, length });
    }
  }
  return found;
}
