import { expect, test } from "vitest";
import { createTypoMender } from "./typo.ts";

const WORDS = ["firehose", "inference", "macie", "quicksight", "snapshot", "retain", "sharded", "pipe"];
const mender = createTypoMender({
  ids: new Map(),
  surfaces: new Map(WORDS.map((word, id) => [word, id])),
  frequencies: new Uint32Array(WORDS.length),
  weights: new Float64Array(WORDS.length),
  unknownWeight: 1,
});
const mend = (word: string) => mender.mend(word).map(({ id }) => WORDS[id]);

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
  expect(mend(typed)).toEqual([meant]);
});

test.each(["fire", "certain", "macaroni", "pip", "2pipe", "x", ""])("%s is taken for nothing", (typed) => {
  expect(mend(typed)).toEqual([]);
});

test("the nearer, the more alike", () => {
  const alike = (word: string) => mender.mend(word)[0]?.alike ?? 0;
  expect(alike("inferense")).toBeGreaterThan(alike("imferense"));
  expect(alike("imferense")).toBeGreaterThan(0.5);
});
