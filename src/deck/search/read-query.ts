import type { Vocabulary } from "./deck-index.ts";
import { readSlots, type Slot } from "./slots.ts";
import { cleanQuery, words } from "./words/text.ts";
import type { Thesaurus } from "./words/thesaurus.ts";
import type { TypoCorrector } from "./words/typo.ts";

/** A query word and the spellings it matches in the deck. */
export interface QueryWord {
  readonly surface: string;
  /** Spelling id → similarity (0 to 1). Empty if the deck contains neither the word nor anything like it. */
  readonly matches: ReadonlyMap<number, number>;
  /** How informative the word is. */
  readonly weight: number;
}

export interface QueryReader {
  read(query: string): QueryWord[];
}

/** Further words are ignored, to bound the time. */
const MAX_WORDS = 32;
/** The similarity of a match, by the kind of spelling that matched. */
const SIMILARITY = { stem: 1, variant: 0.9, part: 0.6, joined: 0.95, typo: 0.95, concept: 0.7 };
/** A word that the deck lacks says less about what someone wants than a rare word in the deck. */
const UNKNOWN_SHARE = 0.6;

export function createQueryReader(vocabulary: Vocabulary, thesaurus: Thesaurus, typos: TypoCorrector): QueryReader {
  return {
    read: (query) => {
      const slots = readSlots(joinLetters(cleanQuery(query)), words, thesaurus).slice(0, MAX_WORDS);
      const matches = slots.map((slot) => wordMatches(slot, vocabulary));
      joinNeighbors(slots, matches, vocabulary);
      return slots.map((slot, index) => {
        const own = matches[index] ?? new Map<number, number>();
        if (own.size === 0) correctTypo(slot, own, typos);
        return weigh(slot, own, vocabulary);
      });
    },
  };
}

/** "k means" becomes "k-means", and "t sne" becomes "t-sne". */
function joinLetters(query: string): string {
  return query.replace(/(?<=^|\s)([b-hj-z]) (?=[a-z]{3,})/gi, "$1-");
}

function wordMatches({ word }: Slot, { ids }: Vocabulary): Map<number, number> {
  const matches = new Map<number, number>();
  const put = (spelling: string, similarity: number) => {
    const id = ids.get(spelling);
    if (id !== undefined) matches.set(id, Math.max(matches.get(id) ?? 0, similarity));
  };
  put(word.stem, SIMILARITY.stem);
  for (const spelling of word.variants) put(spelling, SIMILARITY.variant);
  if (!ids.has(word.stem)) for (const part of word.parts) put(part, SIMILARITY.part);
  return matches;
}

/** Two words of the query may be one word in the deck, such as "fire hose" for "firehose". */
function joinNeighbors(slots: readonly Slot[], matches: Map<number, number>[], vocabulary: Vocabulary): void {
  for (let right = 1; right < slots.length; right += 1) {
    const joined = `${slots[right - 1]?.word.surface}${slots[right]?.word.surface}`;
    const id = vocabulary.surfaces.get(joined) ?? vocabulary.ids.get(joined);
    if (id === undefined) continue;
    matches[right - 1]?.set(id, SIMILARITY.joined);
    matches[right]?.set(id, SIMILARITY.joined);
  }
}

function correctTypo(slot: Slot, matches: Map<number, number>, typos: TypoCorrector): void {
  for (const { id, similarity } of typos.correct(slot.word.surface)) matches.set(id, SIMILARITY.typo * similarity);
}

function weigh(slot: Slot, matches: Map<number, number>, vocabulary: Vocabulary): QueryWord {
  const { surface } = slot.word;
  let [best, weight] = [0, 0];
  for (const [id, similarity] of matches) {
    if (similarity > best) [best, weight] = [similarity, vocabulary.weights[id] ?? 0];
  }
  const concepts = slot.concepts.map((concept) => vocabulary.ids.get(concept)).filter((id) => id !== undefined);
  if (best === 0) weight = Math.max(0, ...concepts.map((id) => vocabulary.weights[id] ?? 0));
  for (const id of concepts) {
    // A match by a broad concept says less than one by a narrow concept.
    const informativeness = Math.sqrt(Math.min(1, (vocabulary.weights[id] ?? 0) / weight));
    matches.set(id, Math.max(matches.get(id) ?? 0, SIMILARITY.concept * informativeness));
  }
  if (matches.size > 0) return { surface, matches, weight };
  return { surface, matches, weight: vocabulary.unknownWeight * UNKNOWN_SHARE };
}
