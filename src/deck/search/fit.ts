import type { DeckIndex } from "./deck-index.ts";
import type { QueryWord } from "./read-query.ts";

/**
 * How well an entry fits a query; each from 0 to 1. "Found" weighs the query's words by how telling they are, and
 * counts a synonym or a mended typo for less than the word itself.
 */
export interface Fit {
  /** What of the query is found anywhere in the entry. */
  readonly cover: number;
  /** The same, counting only the words themselves. */
  readonly exact: number;
  /** What of the query is found in title, names and body together. */
  readonly core: number;
  /** What of the query is found in the one text that has most of it. */
  readonly together: number;
  /** How alike the query is to the title, and to the nearest of the other texts of each kind. */
  readonly title: number;
  readonly name: number;
  readonly asked: number;
  readonly told: number;
  /** What of the query is found, and how often (BM25's saturation). */
  readonly often: number;
}

/** From which similarity on a match counts as the word itself. */
const EXACT = 0.8;
/** A text of these kinds counts so often in `often`. */
const TIMES = { title: 3, name: 2, asked: 1.5, body: 1, told: 1 };
/** BM25's k1: a word that stands so often counts half. */
const HALF_AT = 4;

export interface FitMeter {
  /** One query, many entries: `measure` is only good until the next `start`. */
  start(query: readonly QueryWord[]): { measure(entry: number): Fit };
}

export function createFitMeter(index: DeckIndex): FitMeter {
  // Spelling id → 1 + its place in `lists`; filled for a query and emptied before the next.
  const marks = new Int32Array(index.vocabulary.weights.length);
  const touched: number[] = [];
  return {
    start: (query) => {
      for (const id of touched) marks[id] = 0;
      touched.length = 0;
      const lists: { word: number; alike: number }[][] = [];
      for (const [word, { matches }] of query.entries()) {
        for (const [id, alike] of matches) {
          if (!marks[id]) {
            touched.push(id);
            marks[id] = lists.push([]);
          }
          lists[(marks[id] ?? 1) - 1]?.push({ word, alike });
        }
      }
      const weights = Float64Array.from(query, ({ weight }) => weight);
      return { measure: (entry) => measureEntry({ index, marks, lists, weights }, entry) };
    },
  };
}

interface Lookup {
  readonly index: DeckIndex;
  readonly marks: Int32Array;
  readonly lists: readonly (readonly { word: number; alike: number }[])[];
  readonly weights: Float64Array;
}

function measureEntry(lookup: Lookup, entry: number): Fit {
  const { index, weights } = lookup;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const all = new Float64Array(weights.length);
  const core = new Float64Array(weights.length);
  const times = new Float64Array(weights.length);
  const nearest = { title: 0, name: 0, asked: 0, body: 0, told: 0 };
  let together = 0;
  for (let text = index.textStart[entry] ?? 0; text < (index.textStart[entry + 1] ?? 0); text += 1) {
    const found = findInText(lookup, text);
    if (found === undefined) continue;
    const kind = index.textKinds[text] ?? "told";
    const recall = weightedSum(found.words, weights) / total;
    nearest[kind] = Math.max(nearest[kind], Math.sqrt(recall * found.precision));
    together = Math.max(together, recall);
    for (let word = 0; word < weights.length; word += 1) {
      const alike = found.words[word] ?? 0;
      if (alike > (all[word] ?? 0)) all[word] = alike;
      if (alike > (core[word] ?? 0) && kind !== "asked" && kind !== "told") core[word] = alike;
      times[word] = (times[word] ?? 0) + alike * TIMES[kind];
    }
  }
  const share = (found: Float64Array) => (total === 0 ? 0 : weightedSum(found, weights) / total);
  return {
    cover: share(all),
    exact: share(all.map((alike) => (alike >= EXACT ? 1 : 0))),
    core: share(core),
    together,
    title: nearest.title,
    name: nearest.name,
    asked: nearest.asked,
    told: Math.max(nearest.body, nearest.told),
    often: share(times.map((count) => count / (count + HALF_AT))),
  };
}

/** How well each word of the query is found in a text, and how much of the text the query covers. */
function findInText(lookup: Lookup, text: number): { words: Float64Array; precision: number } | undefined {
  const { index, marks, lists, weights } = lookup;
  const from = index.spellingStart[text] ?? 0;
  const to = index.spellingStart[text + 1] ?? 0;
  const stems = index.stems.subarray(index.stemStart[text] ?? 0, index.stemStart[text + 1]);
  let words: Float64Array | undefined;
  let slots: Float64Array | undefined;
  for (let place = from; place < to; place += 1) {
    const mark = marks[index.spellings[place] ?? 0];
    if (!mark) continue;
    words ??= new Float64Array(weights.length);
    slots ??= new Float64Array(stems.length);
    const slot = index.slots[place] ?? 0;
    for (const { word, alike } of lists[mark - 1] ?? []) {
      raise(words, word, alike);
      raise(slots, slot, alike);
    }
  }
  if (words === undefined || slots === undefined) return undefined;
  return { words, precision: coverage(slots, stems, index.vocabulary.weights) };
}

function raise(values: Float64Array, place: number, value: number): void {
  if (value > (values[place] ?? 0)) values[place] = value;
}

/** The share of a text's words, by their weights, that are found. */
function coverage(found: Float64Array, stems: ArrayLike<number>, weights: ArrayLike<number>): number {
  let [covered, all] = [0, 0];
  for (let slot = 0; slot < stems.length; slot += 1) {
    const weight = weights[stems[slot] ?? 0] ?? 0;
    covered += weight * (found[slot] ?? 0);
    all += weight;
  }
  return all === 0 ? 0 : covered / all;
}

function weightedSum(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < weights.length; place += 1) sum += (values[place] ?? 0) * (weights[place] ?? 0);
  return sum;
}
