import type { Candidates } from "./candidates.ts";
import type { Fit, FitMeter } from "./fit.ts";
import type { QueryWord } from "./read-query.ts";

export interface Ranked {
  /** Index into `index.entryIds`. */
  readonly entry: number;
  readonly fit: Fit;
  /** 0 to 1. */
  readonly score: number;
}

/**
 * The weight of each measure of fit. They were learned by softmax regression with shrinkage on the development set
 * (test/ask/queries.yaml without its held-out part) and then rounded. No result depends delicately on a single weight.
 */
const WEIGHTS: Fit = {
  cover: 2.5,
  exact: 1.8,
  core: 3.5,
  together: 1.9,
  title: 1.9,
  name: 1.5,
  question: 2.8,
  answer: 1.4,
  frequency: 3.3,
};
const MEASURES = Object.keys(WEIGHTS) as readonly (keyof Fit)[];
const SUM = MEASURES.reduce((sum, measure) => sum + WEIGHTS[measure], 0);

/** The candidates, best first. */
export function rank(query: readonly QueryWord[], candidates: Candidates, meter: FitMeter): Ranked[] {
  const { measure } = meter.start(query);
  return candidates
    .find(query)
    .map((entry) => {
      const fit = measure(entry);
      return { entry, fit, score: MEASURES.reduce((sum, name) => sum + WEIGHTS[name] * fit[name], 0) / SUM };
    })
    .sort((a, b) => b.score - a.score);
}
