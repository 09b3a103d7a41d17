import type { Deck, DeckProblem, Question } from "../deck.ts";
import { error, quote } from "../problem.ts";
import { keyText } from "./choice.ts";
import { contentWords, wordsOf } from "./words.ts";

/**
 * Two questions are near-duplicates above this Jaccard similarity: the number of words that both have in prompt and key,
 * divided by the number of words that either has. It is computed twice, over all words and over content words (without
 * the, is, which …, and with plurals folded), and the larger value counts.
 */
const NEAR_DUPLICATE_SIMILARITY = 0.8;

export interface SimilarPair {
  readonly first: Question;
  readonly second: Question;
  /** From 0 to 1. */
  readonly similarity: number;
}

export function nearDuplicateProblems(deck: Deck): DeckProblem[] {
  return similarQuestions([...deck.questions.values()], NEAR_DUPLICATE_SIMILARITY).map(
    ({ first, second, similarity }) =>
      error({
        rule: "near-duplicate",
        place: second.place,
        message: `Question ${quote(second.id)} is nearly the same as ${quote(first.id)} (${first.place.file}:${first.place.line}): they share ${Math.floor(similarity * 100)} % of their words; up to ${NEAR_DUPLICATE_SIMILARITY * 100} % is fine.`,
        remedy: "Test something else about the fact (a definition, a situation, a number, a contrast), or drop one.",
      }),
  );
}

/** All pairs above the threshold, in deck order. */
export function similarQuestions(questions: readonly Question[], threshold: number): SimilarPair[] {
  const pairs = new Map<string, { a: number; b: number; similarity: number }>();
  for (const words of [wordsOf, contentWords]) {
    const sets = questions.map((question) => new Set(words(`${question.prompt} ${keyText(question)}`)));
    for (const pair of similarSets(sets, threshold)) {
      const key = `${pair.a} ${pair.b}`;
      if ((pairs.get(key)?.similarity ?? 0) < pair.similarity) pairs.set(key, pair);
    }
  }
  return [...pairs.values()]
    .sort((x, y) => x.a - y.a || x.b - y.b)
    .flatMap(({ a, b, similarity }) => {
      const [first, second] = [questions[a], questions[b]];
      return first && second ? [{ first, second, similarity }] : [];
    });
}

/**
 * Prefix filtering (Chaudhuri, Ganti and Kaushik 2006): with words sorted from rare to frequent, two sets above the
 * threshold must share one of their first few words. So only questions that share a rare word are compared.
 */
function* similarSets(sets: readonly ReadonlySet<string>[], threshold: number) {
  const frequency = new Map<string, number>();
  for (const set of sets) for (const word of set) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const byRarity = (a: string, b: string) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || (a < b ? -1 : 1);
  const withPrefixWord = new Map<string, number[]>();
  for (const [b, set] of sets.entries()) {
    const prefix = [...set].sort(byRarity).slice(0, set.size - Math.ceil(threshold * set.size) + 1);
    const candidates = new Set(prefix.flatMap((word) => withPrefixWord.get(word) ?? []));
    for (const a of candidates) {
      const similarity = jaccard(sets[a] ?? new Set(), set);
      if (similarity > threshold) yield { a, b, similarity };
    }
    for (const word of prefix) withPrefixWord.set(word, [...(withPrefixWord.get(word) ?? []), b]);
  }
}

export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 && b.size === 0) return 1;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const word of small) if (large.has(word)) shared += 1;
  return shared / (a.size + b.size - shared);
}
