import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import type { Deck } from "../src/deck/deck.ts";

/** A learner's query from test/ask/queries.yaml. */
export interface AskQuery {
  readonly kind: string;
  readonly query: string;
  /** The facts that answer it; empty if the deck does not cover it. */
  readonly facts: readonly string[];
  readonly split?: "held-out";
}

/** A search under test. `entries` are ids, best first, up to 5. */
export type Ask = (query: string) => { readonly answered: boolean; readonly entries: readonly string[] };

/** All shares are 0 to 1. A covered query that is refused counts as not found. */
export interface AskQuality {
  readonly covered: number;
  readonly hit1: number;
  readonly hit3: number;
  /** Mean reciprocal rank within the first five. */
  readonly mrr: number;
  /** Covered queries that were refused. */
  readonly falseRefusals: number;
  readonly uncovered: number;
  /** Uncovered queries that were refused. */
  readonly refusals: number;
}

export async function readAskQueries(file: string | URL): Promise<readonly AskQuery[]> {
  return (parse(await readFile(file, "utf8")) as { queries: AskQuery[] }).queries;
}

export function measureAsk(ask: Ask, deck: Deck, queries: readonly AskQuery[]): AskQuality {
  const asked = queries.map(({ query, facts }) => ({ facts, ...ask(query) }));
  const covered = asked.filter(({ facts }) => facts.length > 0);
  const uncovered = asked.filter(({ facts }) => facts.length === 0);
  const ranks = covered.map((answer) => rankOfFirstHit(answer, deck));
  const share = (count: number, of: number) => (of === 0 ? 0 : count / of);
  const refused = (answers: typeof asked) => answers.filter(({ answered }) => !answered).length;
  return {
    covered: covered.length,
    hit1: share(ranks.filter((rank) => rank === 1).length, ranks.length),
    hit3: share(ranks.filter((rank) => rank <= 3).length, ranks.length),
    mrr: share(
      ranks.reduce((sum, rank) => sum + 1 / rank, 0),
      ranks.length,
    ),
    falseRefusals: share(refused(covered), covered.length),
    uncovered: uncovered.length,
    refusals: share(refused(uncovered), uncovered.length),
  };
}

/** From 1; Infinity if the query was refused or none of the first five entries covers a wanted fact. */
function rankOfFirstHit(
  { facts, answered, entries }: ReturnType<Ask> & { readonly facts: readonly string[] },
  deck: Deck,
): number {
  if (!answered) return Number.POSITIVE_INFINITY;
  const place = entries.findIndex((id) => deck.entries.get(id)?.facts.some((fact) => facts.includes(fact)));
  return place === -1 ? Number.POSITIVE_INFINITY : place + 1;
}
