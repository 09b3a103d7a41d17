import type { Deck } from "../deck.ts";
import { entryTexts, type TextKind } from "./entry-texts.ts";
import { readSlots, type Slot } from "./slots.ts";
import type { WordReader } from "./words/text.ts";
import type { Thesaurus } from "./words/thesaurus.ts";

/**
 * A deck's texts as flat arrays of numbers, since 100,000 entries have millions of words. A text is a sequence of slots,
 * one for each content word, and a slot can be found under several spellings.
 * In a `…Start` array, item n covers the range from start[n] up to, but not including, start[n + 1].
 */
export interface DeckIndex {
  readonly entryIds: readonly string[];
  /** Entry → its texts. */
  readonly textStart: Uint32Array;
  readonly textKinds: readonly TextKind[];
  /** Text → its spellings, and the slot in the text that each spelling belongs to. */
  readonly spellingStart: Uint32Array;
  readonly spellings: Uint32Array;
  readonly slots: Uint16Array;
  /** Text → the stems of its slots. */
  readonly stemStart: Uint32Array;
  readonly stems: Uint32Array;
  readonly vocabulary: Vocabulary;
}

export interface Vocabulary {
  /** Spelling → id. */
  readonly ids: ReadonlyMap<string, number>;
  /** Words as the deck writes them → the id of their stem. */
  readonly surfaces: ReadonlyMap<string, number>;
  /** The number of entries that contain each spelling, by id. */
  readonly frequencies: Uint32Array;
  /** How informative each spelling is, by id: BM25's inverse document frequency. */
  readonly weights: Float64Array;
  /** The weight of a word that no entry has. */
  readonly unknownWeight: number;
}

type Layout = Omit<DeckIndex, "vocabulary">;

export function buildDeckIndex(deck: Deck, words: WordReader, thesaurus: Thesaurus): DeckIndex {
  const ids = new Map<string, number>();
  const surfaces = new Map<string, number>();
  const idOf = (spelling: string): number => {
    const id = ids.get(spelling) ?? ids.size;
    if (id === ids.size) ids.set(spelling, id);
    return id;
  };
  const layout = startLayout();
  for (const entry of deck.entries.values()) {
    for (const { kind, text } of entryTexts(deck, entry)) {
      const slots = readSlots(text, words, thesaurus);
      if (slots.length > 0) layout.addText(kind, slots, idOf);
      for (const { word } of slots) surfaces.set(word.surface, idOf(word.stem));
    }
    layout.endEntry(entry.id);
  }
  const done = layout.finish();
  const frequencies = countEntries(done, ids.size);
  const weights = Float64Array.from(frequencies, (frequency) => inverseFrequency(frequency, done.entryIds.length));
  const unknownWeight = inverseFrequency(0, done.entryIds.length);
  return { ...done, vocabulary: { ids, surfaces, frequencies, weights, unknownWeight } };
}

function startLayout() {
  const entryIds: string[] = [];
  const textKinds: TextKind[] = [];
  const textStart = [0];
  const spellingStart = [0];
  const spellings: number[] = [];
  const slots: number[] = [];
  const stemStart = [0];
  const stems: number[] = [];
  return {
    addText: (kind: TextKind, found: readonly Slot[], idOf: (spelling: string) => number) => {
      for (const [slot, { word, concepts }] of found.entries()) {
        const put = (spelling: string) => {
          spellings.push(idOf(spelling));
          slots.push(slot);
        };
        stems.push(idOf(word.stem));
        put(word.stem);
        for (const spelling of word.variants) put(spelling);
        for (const spelling of word.parts) put(spelling);
        for (const spelling of concepts) put(spelling);
      }
      textKinds.push(kind);
      spellingStart.push(spellings.length);
      stemStart.push(stems.length);
    },
    endEntry: (id: string) => {
      entryIds.push(id);
      textStart.push(textKinds.length);
    },
    finish: (): Layout => ({
      entryIds,
      textKinds,
      textStart: Uint32Array.from(textStart),
      spellingStart: Uint32Array.from(spellingStart),
      spellings: Uint32Array.from(spellings),
      slots: Uint16Array.from(slots),
      stemStart: Uint32Array.from(stemStart),
      stems: Uint32Array.from(stems),
    }),
  };
}

/** The range of an entry's spellings in `index.spellings`. */
export function entrySpan(index: Layout, entry: number): { readonly from: number; readonly to: number } {
  const at = (text: number) => index.spellingStart[text] ?? 0;
  return { from: at(index.textStart[entry] ?? 0), to: at(index.textStart[entry + 1] ?? 0) };
}

function countEntries(layout: Layout, size: number): Uint32Array {
  const frequencies = new Uint32Array(size);
  const lastSeen = new Int32Array(size).fill(-1);
  for (let entry = 0; entry < layout.entryIds.length; entry += 1) {
    const { from, to } = entrySpan(layout, entry);
    for (const id of layout.spellings.subarray(from, to)) {
      if (lastSeen[id] === entry) continue;
      lastSeen[id] = entry;
      frequencies[id] = (frequencies[id] ?? 0) + 1;
    }
  }
  return frequencies;
}

/** As in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), but always above 0. */
function inverseFrequency(frequency: number, entries: number): number {
  return Math.log(1 + (entries - frequency + 0.5) / (frequency + 0.5));
}
