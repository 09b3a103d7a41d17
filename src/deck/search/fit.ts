import type { DeckIndex } from "./deck-index.ts";
import type { QueryWord } from "./read-query.ts";

/**
 * How well an entry fits a query, with each measure from 0 to 1. Shares of the query weight its words by how informative
 * they are, and count a synonym or a corrected typo less than the word itself.
 */
export interface Fit {
  /** The share of the query found anywhere in the entry. */
  readonly cover: number;
  /** The same, counting only matches of the words themselves. */
  readonly exact: number;
  /** The share of the query found in the title, names and body. */
  readonly core: number;
  /** The share of the query found in the single text that contains most of it. */
  readonly together: number;
  /** The similarity of the query to the title, and to the closest of the other texts of each kind. */
  readonly title: number;
  readonly name: number;
  readonly question: number;
  readonly answer: number;
  /** The share of the query found, weighted by how often (with BM25's saturation). */
  readonly frequency: number;
}

/** The lowest similarity at which a match counts as the word itself. */
const EXACT = 0.8;
/** How many occurrences a word counts for in `frequency`, by the kind of text it is in. */
const OCCURRENCE_WEIGHTS = { title: 3, name: 2, question: 1.5, body: 1, answer: 1 };
/** BM25's k1: a word that occurs this often counts half. */
const HALF_SATURATION = 4;

export interface FitMeter {
  /** Prepares one query for many entries; `measure` is only valid until the next `start`. */
  start(query: readonly QueryWord[]): { measure(entry: number): Fit };
}

export function createFitMeter(index: DeckIndex): FitMeter {
  // Spelling id → 1 + its index in `lists`; filled for each query and cleared before the next.
  const marks = new Int32Array(index.vocabulary.weights.length);
  const touched: number[] = [];
  return {
    start: (query) => {
      for (const id of touched) marks[id] = 0;
      touched.length = 0;
      const lists: { word: number; similarity: number }[][] = [];
      for (const [word, { matches }] of query.entries()) {
        for (const [id, similarity] of matches) {
          if (!marks[id]) {
            touched.push(id);
            marks[id] = lists.push([]);
          }
          lists[(marks[id] ?? 1) - 1]?.push({ word, similarity });
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
  readonly lists: readonly (readonly { word: number; similarity: number }[])[];
  readonly weights: Float64Array;
}

function measureEntry(lookup: Lookup, entry: number): Fit {
  const { index, weights } = lookup;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const all = new Float64Array(weights.length);
  const core = new Float64Array(weights.length);
  const times = new Float64Array(weights.length);
  const nearest = { title: 0, name: 0, question: 0, body: 0, answer: 0 };
  let together = 0;
  for (let text = index.textStart[entry] ?? 0; text < (index.textStart[entry + 1] ?? 0); text += 1) {
    const found = findInText(lookup, text);
    if (found === undefined) continue;
    const kind = index.textKinds[text] ?? "answer";
    const recall = weightedSum(found.words, weights) / total;
    nearest[kind] = Math.max(nearest[kind], Math.sqrt(recall * found.precision));
    together = Math.max(together, recall);
    for (let word = 0; word < weights.length; word += 1) {
      const similarity = found.words[word] ?? 0;
      if (similarity > (all[word] ?? 0)) all[word] = similarity;
      if (similarity > (core[word] ?? 0) && kind !== "question" && kind !== "answer") core[word] = similarity;
      times[word] = (times[word] ?? 0) + similarity * OCCURRENCE_WEIGHTS[kind];
    }
  }
  const share = (found: Float64Array) => (total === 0 ? 0 : weightedSum(found, weights) / total);
  return {
    cover: share(all),
    exact: share(all.map((similarity) => (similarity >= EXACT ? 1 : 0))),
    core: share(core),
    together,
    title: nearest.title,
    name: nearest.name,
    question: nearest.question,
    answer: Math.max(nearest.body, nearest.answer),
    frequency: share(times.map((count) => count / (count + HALF_SATURATION))),
  };
}

/** How well each word of the query matches a text, and how much of the text the query covers. */
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
    for (const { word, similarity } of lists[mark - 1] ?? []) {
      raise(words, word, similarity);
      raise(slots, slot, similarity);
    }
  }
  if (words === undefined || slots === undefined) return undefined;
  return { words, precision: coverage(slots, stems, index.vocabulary.weights) };
}

function raise(values: Float64Array, place: number, value: number): void {
  if (value > (values[place] ?? 0)) values[place] = value;
}

/** The weighted share of a text's words that match the query. */
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
