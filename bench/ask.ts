import { fileURLToPath } from "node:url";
import type { Deck } from "../src/deck/deck.ts";
import { loadDeck } from "../src/deck/load.ts";
import { createSearch } from "../src/deck/search/search.ts";
import { plainMiniSearch, sqliteFts5 } from "./ask-baselines.ts";
import { type Ask, type AskQuality, type AskQuery, measureAsk, readAskQueries } from "./ask-quality.ts";
import type { BenchLine } from "./line.ts";
import { seededRandom, syntheticDeck, syntheticQueries } from "./synthetic-deck.ts";

const DECK = fileURLToPath(new URL("../data/decks/aws-mls-part-4", import.meta.url));
const QUERIES = new URL("../test/ask/queries.yaml", import.meta.url);
const MANY = 100_000;

/** Standard searches over the same texts, measured in the same run. */
const BASELINES = { MiniSearch: plainMiniSearch, FTS5: sqliteFts5 } as const satisfies Record<
  string,
  (deck: Deck) => Ask
>;

const METRICS = {
  "hit@1": "hit1",
  "hit@3": "hit3",
  MRR: "mrr",
  "uncovered queries refused": "refusals",
  "covered queries refused": "falseRefusals",
} as const satisfies Record<string, keyof AskQuality>;

/**
 * Compares the search behind `/ask` with MiniSearch and SQLite FTS5: quality on the development and held-out queries, hit@1
 * by kind of query, latency and indexing time, and the same on a made-up deck of 100,000 entries.
 */
export async function benchAsk(): Promise<BenchLine[]> {
  const { deck, problems } = await loadDeck(DECK);
  if (deck === undefined) throw new Error(`The deck cannot be used: ${problems[0]?.message}`);
  const queries = await readAskQueries(QUERIES);
  return [...speedLines(deck, queries), ...qualityLines(deck, queries), ...sizeLines()];
}

function qualityLines(deck: Deck, queries: readonly AskQuery[]): BenchLine[] {
  const ours = asAsk(deck);
  const parts = {
    development: queries.filter(({ split }) => split === undefined),
    "held-out": queries.filter(({ split }) => split === "held-out"),
  };
  const lines = Object.entries(BASELINES).flatMap(([name, create]) => {
    const baseline = create(deck);
    return Object.entries(parts).flatMap(([part, asked]) => {
      const [mine, theirs] = [measureAsk(ours, deck, asked), measureAsk(baseline, deck, asked)];
      return Object.entries(METRICS).map(([metric, key]) =>
        line(`ask ${metric}, ${part} (${name})`, "share", mine[key], theirs[key]),
      );
    });
  });
  const kinds = [...new Set(queries.filter(({ facts }) => facts.length > 0).map(({ kind }) => kind))];
  const byKind = kinds.map((kind) => {
    const asked = queries.filter((query) => query.kind === kind);
    return line(`ask hit@1, ${kind}, all ${asked.length}`, "share", measureAsk(ours, deck, asked).hit1);
  });
  return [...lines, ...byKind];
}

function speedLines(deck: Deck, queries: readonly AskQuery[]): BenchLine[] {
  const texts = queries.map(({ query }) => query);
  // The first index in the process, as at a start.
  const [ours, indexed] = timed(() => asAsk(deck));
  const [mini, miniIndexed] = timed(() => plainMiniSearch(deck));
  const [mine, theirs] = [latencies(ours, texts), latencies(mini, texts)];
  return [
    line("ask index ready, this deck (MiniSearch)", "ms", indexed, miniIndexed),
    line("ask p50, this deck (MiniSearch)", "ms", percentile(mine, 0.5), percentile(theirs, 0.5)),
    line("ask p95, this deck (MiniSearch)", "ms", percentile(mine, 0.95), percentile(theirs, 0.95)),
  ];
}

function sizeLines(): BenchLine[] {
  const random = seededRandom(1);
  const deck = syntheticDeck(MANY, random);
  const texts = syntheticQueries(deck, 300, random);
  const [ours, indexed] = timed(() => asAsk(deck));
  const mine = latencies(ours, texts);
  const [mini, miniIndexed] = timed(() => plainMiniSearch(deck));
  // MiniSearch takes a third of a second per query.
  const theirs = latencies(mini, texts.slice(0, 20), 1);
  return [
    line(`ask index ready, ${MANY} made-up entries (MiniSearch)`, "ms", indexed, miniIndexed),
    line(`ask p50, ${MANY} made-up entries (MiniSearch)`, "ms", percentile(mine, 0.5), percentile(theirs, 0.5)),
    line(`ask p95, ${MANY} made-up entries (MiniSearch)`, "ms", percentile(mine, 0.95), percentile(theirs, 0.95)),
  ];
}

function asAsk(deck: Deck): Ask {
  const search = createSearch(deck);
  return (query) => {
    const { answered, hits } = search.ask(query);
    return { answered, entries: hits.map(({ entry }) => entry) };
  };
}

/** Milliseconds per query, ascending. One extra round warms up. */
function latencies(ask: Ask, queries: readonly string[], rounds = 4): number[] {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    for (const query of queries) {
      const [, time] = timed(() => ask(query));
      if (round > 0) times.push(time);
    }
  }
  return times.sort((a, b) => a - b);
}

function timed<Result>(run: () => Result): [Result, number] {
  const from = performance.now();
  const result = run();
  return [result, performance.now() - from];
}

function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0;
}

function line(name: string, unit: string, value: number, baseline?: number): BenchLine {
  if (baseline === undefined) return { name, value, unit };
  return baseline === 0 ? { name, value, unit, baseline } : { name, value, unit, baseline, ratio: value / baseline };
}
