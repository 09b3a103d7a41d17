import { performance } from "node:perf_hooks";
import { checkDeck } from "../src/deck/check/check-deck.ts";
import { loadDecks } from "../src/deck/load.ts";
import { chooseQuestion } from "../src/study/choice.ts";
import { seededRandom } from "../src/study/random.ts";
import { quantile, START } from "./home.ts";
import type { BenchLine } from "./line.ts";

const DAY = 86_400_000;

/** Loads and checks the AWS deck, and chooses among 5,000 questions after 2,000 rounds. */
export async function benchDeck(): Promise<readonly BenchLine[]> {
  const from = performance.now();
  const { decks } = await loadDecks("data/decks");
  const loaded = performance.now();
  for (const deck of decks.values()) checkDeck(deck);
  const checked = performance.now();
  return [
    { name: "deck: load, cold", value: loaded - from, unit: "ms" },
    { name: "deck: check after loading", value: checked - loaded, unit: "ms" },
    { name: "deck: choose among 5,000 questions, p50", value: timeChoosing(), unit: "ms" },
  ];
}

function timeChoosing(): number {
  const questions = Array.from({ length: 5000 }, (_, number) => ({
    id: `q${number}`,
    topic: `t${number % 40}`,
    entries: [`e${number % 900}`],
    excludes: [`q${(number * 7) % 5000}`],
  }));
  const history = questions.slice(0, 2000).map((question, place) => ({
    question: question.id,
    entries: question.entries,
    at: START - (2000 - place) * DAY,
    missed: place % 3 === 0,
    reason: "fresh" as const,
  }));
  const times = Array.from({ length: 50 }, () => {
    const begin = performance.now();
    chooseQuestion({ questions, history, now: START, random: seededRandom(1) });
    return performance.now() - begin;
  });
  return quantile(
    times.sort((a, b) => a - b),
    0.5,
  );
}
