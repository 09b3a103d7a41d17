import { expect, test } from "vitest";
import { readSlots } from "../slots.ts";
import { createPhraseMatcher } from "./phrase-matcher.ts";
import { words } from "./text.ts";
import { createThesaurus } from "./thesaurus.ts";

test("finds every phrase, also where one begins inside another", () => {
  const book = createPhraseMatcher([
    { stems: ["auto", "scal"], value: "scaling" },
    { stems: ["scal", "group"], value: "group" },
    { stems: ["auto"], value: "car" },
  ]);
  expect(book.find(["an", "auto", "scal", "group", "auto"])).toEqual([
    { value: "scaling", from: 1, length: 2 },
    { value: "car", from: 1, length: 1 },
    { value: "group", from: 2, length: 2 },
    { value: "car", from: 4, length: 1 },
  ]);
});

test("words of one group share a concept, whatever their form and number of words", () => {
  const thesaurus = createThesaurus("cheap, low cost, inexpensive\nhide, mask, black out");
  const concepts = (text: string) => new Set(readSlots(text, words, thesaurus).flatMap((slot) => slot.concepts));
  expect(concepts("a low cost machine")).toEqual(concepts("an inexpensive machine"));
  expect(concepts("masking")).toEqual(concepts("black out"));
  expect(concepts("masking")).not.toEqual(concepts("cheap"));
  expect(concepts("the cost is low")).toEqual(new Set());
});
