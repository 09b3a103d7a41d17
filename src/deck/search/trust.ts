import type { Ranked } from "./ranking.ts";
import type { QueryWord } from "./read-query.ts";

/** Below this probability we say that the deck says nothing about it, rather than guess. */
export const TRUSTED = 0.35;

/**
 * How likely the best entry answers the query, 0 to 1. A logistic regression, learnt on the development set
 * (test/ask/queries.yaml without its held-out part), on its covered queries with a whole topic taken out of the deck
 * (so that nothing answers them), and on the deck's phrasings, each left out of the deck in its turn.
 */
export function trust(query: readonly QueryWord[], best: Ranked, foreignShare: number): number {
  const { title, name, asked, told, cover } = best.fit;
  const logit =
    7.1 * best.score +
    2.5 * cover +
    1.4 * Math.max(title, name, asked, told) -
    2.3 * unknownShare(query) +
    3.2 * Math.log1p(query.length) -
    8 * foreignShare -
    9.9;
  return 1 / (1 + Math.exp(-logit));
}

/** How much of the query is words that have nothing like them in the deck, 0 to 1. */
function unknownShare(query: readonly QueryWord[]): number {
  const sum = (words: readonly QueryWord[]) => words.reduce((total, { weight }) => total + weight, 0);
  const all = sum(query);
  return all === 0 ? 1 : sum(query.filter(({ matches }) => matches.size === 0)) / all;
}
