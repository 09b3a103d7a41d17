import type { Vocabulary } from "./deck-index.ts";
import { readSlots, type Slot } from "./slots.ts";
import { cleanQuery, words } from "./words/text.ts";
import type { Thesaurus } from "./words/thesaurus.ts";
import type { TypoMender } from "./words/typo.ts";

/** A word of a query and what it matches in the deck. */
export interface QueryWord {
  readonly surface: string;
  /** Spelling id → how alike (0 to 1). Empty: neither the word nor anything like it is in the deck. */
  readonly matches: ReadonlyMap<number, number>;
  /** How telling it is. */
  readonly weight: number;
}

export interface QueryReader {
  read(query: string): QueryWord[];
}

/** More words than this are not read: it bounds the time. */
const MOST_WORDS = 32;
/** How much a match by each kind of spelling counts beside the word itself. */
const ALIKE = { stem: 1, also: 0.9, part: 0.6, joined: 0.95, typo: 0.95, concept: 0.7 };
/** A word that the deck lacks says less about what is wanted than a rare word that it has. */
const UNKNOWN_SHARE = 0.6;

export function createQueryReader(vocabulary: Vocabulary, thesaurus: Thesaurus, typos: TypoMender): QueryReader {
  return {
    read: (query) => {
      const slots = readSlots(joinLetters(cleanQuery(query)), words, thesaurus).slice(0, MOST_WORDS);
      const matches = slots.map((slot) => wordMatches(slot, vocabulary));
      joinNeighbours(slots, matches, vocabulary);
      return slots.map((slot, index) => {
        const own = matches[index] ?? new Map<number, number>();
        if (own.size === 0) mend(slot, own, typos);
        return weigh(slot, own, vocabulary);
      });
    },
  };
}

/** "k means" is "k-means", "t sne" is "t-sne". */
function joinLetters(query: string): string {
  return query.replace(/(?<=^|\s)([b-hj-z]) (?=[a-z]{3,})/gi, "$1-");
}

function wordMatches({ word }: Slot, { ids }: Vocabulary): Map<number, number> {
  const matches = new Map<number, number>();
  const put = (spelling: string, alike: number) => {
    const id = ids.get(spelling);
    if (id !== undefined) matches.set(id, Math.max(matches.get(id) ?? 0, alike));
  };
  put(word.stem, ALIKE.stem);
  for (const spelling of word.also) put(spelling, ALIKE.also);
  if (!ids.has(word.stem)) for (const part of word.parts) put(part, ALIKE.part);
  return matches;
}

/** "fire hose" for "firehose": two words of the query may be one in the deck. */
function joinNeighbours(slots: readonly Slot[], matches: Map<number, number>[], vocabulary: Vocabulary): void {
  for (let right = 1; right < slots.length; right += 1) {
    const joined = `${slots[right - 1]?.word.surface}${slots[right]?.word.surface}`;
    const id = vocabulary.surfaces.get(joined) ?? vocabulary.ids.get(joined);
    if (id === undefined) continue;
    matches[right - 1]?.set(id, ALIKE.joined);
    matches[right]?.set(id, ALIKE.joined);
  }
}

function mend(slot: Slot, matches: Map<number, number>, typos: TypoMender): void {
  for (const { id, alike } of typos.mend(slot.word.surface)) matches.set(id, ALIKE.typo * alike);
}

function weigh(slot: Slot, matches: Map<number, number>, vocabulary: Vocabulary): QueryWord {
  const { surface } = slot.word;
  let [best, weight] = [0, 0];
  for (const [id, alike] of matches) {
    if (alike > best) [best, weight] = [alike, vocabulary.weights[id] ?? 0];
  }
  const concepts = slot.concepts.map((concept) => vocabulary.ids.get(concept)).filter((id) => id !== undefined);
  if (best === 0) weight = Math.max(0, ...concepts.map((id) => vocabulary.weights[id] ?? 0));
  for (const id of concepts) {
    // What a wide concept shares says less than what a narrow one does.
    const telling = Math.sqrt(Math.min(1, (vocabulary.weights[id] ?? 0) / weight));
    matches.set(id, Math.max(matches.get(id) ?? 0, ALIKE.concept * telling));
  }
  if (matches.size > 0) return { surface, matches, weight };
  return { surface, matches, weight: vocabulary.unknownWeight * UNKNOWN_SHARE };
}
