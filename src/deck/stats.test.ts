import { expect, test } from "vitest";
import { TEA_FOLDER } from "../../test/support/decks.ts";
import { loadDeck } from "./load.ts";
import { deckStats } from "./stats.ts";

test("a deck in numbers; drafts are not counted", async () => {
  const { deck } = await loadDeck(TEA_FOLDER);
  expect(deck && deckStats(deck)).toEqual({
    deck: "tea",
    version: "1.2.0",
    entries: 3,
    questions: 6,
    kinds: { single: 3, multiple: 1, "true-false": 1, "fill-in": 1, order: 0 },
    difficulties: { easy: 3, medium: 2, hard: 1 },
    topics: { leaves: { entries: 2, questions: 4 }, brewing: { entries: 1, questions: 2 } },
    facts: { covered: ["tea-1", "tea-2", "tea-3", "tea-4"], asked: ["tea-1", "tea-2", "tea-3", "tea-4"] },
    longestIsKey: 0,
    meanOptions: 3.8,
  });
});
