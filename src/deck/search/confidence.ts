import type { Ranked } from "./ranking.ts";
import type { QueryWord } from "./read-query.ts";

/** Below this probability, the bot says that the deck does not cover the query rather than guess. */
export const MIN_CONFIDENCE = 0.35;

/**
 * The probability, 0 to 1, that the best entry answers the query. This is a logistic regression, learned on the
 * development set (test/ask/queries.yaml without its held-out part), on its covered queries with a whole topic removed
 * from the deck (so that nothing answers them), and on the deck's phrasings, each with itself removed from the deck.
 */
export function confidence(query: readonly QueryWord[], best: Ranked, uncoveredShare: number): number {
  const { title, name, question, answer, cover } = best.fit;
  const logit =
    7.1 * best.score +
    2.5 * cover +
    1.4 * Math.max(title, name, question, answer) -
    2.3 * unknownShare(query) +
    3.2 * Math.log1p(query.length) -
    8 * uncoveredShare -
    9.9;
  return 1 / (1 + Math.exp(-logit));
}

/** The weighted share of the query's words, 0 to 1, that match nothing in the deck. */
function unknownShare(query: readonly QueryWord[]): number {
  const sum = (words: readonly QueryWord[]) => words.reduce((total, { weight }) => total + weight, 0);
  const all = sum(query);
  return all === 0 ? 1 : sum(query.filter(({ matches }) => matches.size === 0)) / all;
}
