import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { plainMiniSearch } from "../../bench/ask-baselines.ts";
import { type AskQuery, measureAsk, readAskQueries } from "../../bench/ask-quality.ts";
import { loadDeck } from "../../src/deck/load.ts";
import { createSearch } from "../../src/deck/search/search.ts";

const { deck } = await loadDeck(fileURLToPath(new URL("../../data/decks/aws-mls-part-4", import.meta.url)));
if (deck === undefined) throw new Error("The deck is broken.");
const queries = await readAskQueries(new URL("queries.yaml", import.meta.url));
const search = createSearch(deck);
// Each query is asked once: the tests look at the same answers in different ways.
const answers = new Map(
  queries.map(({ query }) => {
    const { answered, hits } = search.ask(query);
    return [query, { answered, entries: hits.map(({ entry }) => entry) }];
  }),
);
const ours = (query: string) => answers.get(query) ?? { answered: false, entries: [] };
const development = queries.filter(({ split }) => split === undefined);
const heldOut = queries.filter(({ split }) => split === "held-out");

/** A few points under what was measured: a fall below is a loss that learners notice. */
describe("the search finds what people mean", () => {
  test.each([
    ["the development set", development, { hit1: 0.86, hit3: 0.93, refusals: 0.86, falseRefusals: 0.04 }],
    ["its held-out part", heldOut, { hit1: 0.92, hit3: 0.96, refusals: 0.83, falseRefusals: 0.03 }],
  ] as const)("%s", (_, part, floor) => {
    const quality = measureAsk(ours, deck, part);
    expect(quality.hit1).toBeGreaterThanOrEqual(floor.hit1);
    expect(quality.hit3).toBeGreaterThanOrEqual(floor.hit3);
    expect(quality.refusals).toBeGreaterThanOrEqual(floor.refusals);
    expect(quality.falseRefusals).toBeLessThanOrEqual(floor.falseRefusals);
  });

  test.each([
    ["name", 0.97],
    ["abbreviation", 0.95],
    ["typo", 0.92],
    ["number", 0.92],
    ["comparison", 0.9],
    ["natural", 0.88],
    ["synonym", 0.86],
    ["scenario", 0.78],
    ["paraphrase", 0.73],
  ])("%s first", (kind, floor) => {
    const asked = queries.filter((query) => query.kind === kind);
    expect(measureAsk(ours, deck, asked).hit1).toBeGreaterThanOrEqual(floor);
  });

  test("better than plain MiniSearch over the same texts, which answers nearly everything", () => {
    const [mine, theirs] = [measureAsk(ours, deck, queries), measureAsk(plainMiniSearch(deck), deck, queries)];
    expect(mine.hit1).toBeGreaterThan(theirs.hit1 + 0.04);
    expect(theirs.refusals).toBeLessThan(0.2);
  });
});

describe("the set", () => {
  const covered = queries.filter(({ facts }) => facts.length > 0);
  const uncovered = queries.filter(({ facts }) => facts.length === 0);

  test("asks in every way for every fact, and for enough that is not there", () => {
    expect(covered.length).toBeGreaterThanOrEqual(250);
    expect(uncovered.length).toBeGreaterThanOrEqual(60);
    expect(uncovered.filter(({ kind }) => kind === "near").length).toBeGreaterThanOrEqual(uncovered.length / 2);
    const asked = new Set(covered.flatMap(({ facts }) => facts));
    expect(deck.facts.filter((fact) => !asked.has(fact))).toEqual([]);
    expect([...asked].filter((fact) => !deck.facts.includes(fact))).toEqual([]);
  });

  test("is written apart from the deck: no query is one of its phrasings, and none comes twice", () => {
    const plain = (text: string) =>
      text
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, " ")
        .trim();
    const phrasings = new Set([...deck.entries.values()].flatMap((entry) => entry.phrasings.map(plain)));
    const copied = queries.filter(({ query, kind }: AskQuery) => kind !== "name" && phrasings.has(plain(query)));
    expect(copied).toEqual([]);
    expect(new Set(queries.map(({ query }) => plain(query))).size).toBe(queries.length);
  });
});
