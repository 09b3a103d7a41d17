import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { checkDeck } from "../src/deck/check/check-deck.ts";
import type { Deck } from "../src/deck/deck.ts";
import { listDeckFolders, loadDecks } from "../src/deck/load.ts";
import { deckStats } from "../src/deck/stats.ts";

const ROOT = fileURLToPath(new URL("../data/decks", import.meta.url));

const { decks, problems } = await loadDecks(ROOT);

function awsDeck(): Deck {
  const deck = decks.get("aws-mls-part-4");
  if (!deck) throw new Error("the deck does not load: npx studybot deck check");
  return deck;
}

test("every deck loads, and none has an error of craft", async () => {
  const folders = await listDeckFolders(ROOT);
  expect(problems).toEqual([]);
  expect(decks.size).toBe("value" in folders ? folders.value.length : 0);
  for (const deck of decks.values()) {
    expect(checkDeck(deck).filter(({ severity }) => severity === "error")).toEqual([]);
  }
});

test("the AWS deck asks about every fact of the cheatsheet, in every kind and difficulty", () => {
  const deck = awsDeck();
  const stats = deckStats(deck);
  expect(deck.facts).toHaveLength(182);
  expect(stats.facts.covered).toEqual(deck.facts);
  expect(stats.facts.asked).toEqual(deck.facts);
  expect(stats.questions).toBeGreaterThanOrEqual(400);
  expect(stats.kinds.multiple).toBeGreaterThanOrEqual(40);
  expect(stats.kinds["fill-in"]).toBeGreaterThanOrEqual(30);
  expect(stats.kinds["true-false"]).toBeGreaterThanOrEqual(30);
  expect(stats.longestIsKey).toBeLessThanOrEqual(0.3);

  const questions = [...deck.questions.values()].filter(({ draft }) => !draft);
  expect(questions.filter(({ scenario }) => scenario).length).toBeGreaterThanOrEqual(60);
  expect(
    questions.filter(({ kind, options }) => kind === "single" && options.length !== 4).map(({ id }) => id),
  ).toEqual([]);
  for (const { id } of deck.topics) {
    const difficulties = new Set(questions.filter(({ topic }) => topic === id).map(({ difficulty }) => difficulty));
    expect([id, difficulties.size]).toEqual([id, 3]);
  }
});

test("every entry of the AWS deck can be found by 3 to 6 phrasings", () => {
  const few = [...awsDeck().entries.values()].filter(({ phrasings }) => phrasings.length < 3 || phrasings.length > 6);
  expect(few.map(({ id }) => id)).toEqual([]);
});
