import { expect, test } from "vitest";
import { createTypoCorrector } from "./typo.ts";

const WORDS = ["firehose", "inference", "macie", "quicksight", "snapshot", "retain", "sharded", "pipe"];
const corrector = createTypoCorrector({
  ids: new Map(),
  surfaces: new Map(WORDS.map((word, id) => [word, id])),
  frequencies: new Uint32Array(WORDS.length),
  weights: new Float64Array(WORDS.length),
  unknownWeight: 1,
});
const correct = (word: string) => corrector.correct(word).map(({ id }) => WORDS[id]);

test.each([
  ["firehoze", "firehose"],
  ["inferense", "inference"],
  ["infernece", "inference"],
  ["maice", "macie"],
  ["snapshoot", "snapshot"],
  ["nsapshot", "snapshot"],
  ["retian", "retain"],
  ["quicksite", "quicksight"],
])("%s is taken for %s", (typed, meant) => {
  expect(correct(typed)).toEqual([meant]);
});

test.each(["fire", "certain", "macaroni", "pip", "2pipe", "x", ""])("%s is taken for nothing", (typed) => {
  expect(correct(typed)).toEqual([]);
});

test("the nearer, the more alike", () => {
  const similarity = (word: string) => corrector.correct(word)[0]?.similarity ?? 0;
  expect(similarity("inferense")).toBeGreaterThan(similarity("imferense"));
  expect(similarity("imferense")).toBeGreaterThan(0.5);
});
