import { expect, test } from "vitest";
import { cleanQuery, words } from "./text.ts";

const contentWordsOf = (text: string) =>
  words(text)
    .filter(({ stop }) => !stop)
    .map(({ surface }) => surface);
const spellings = (text: string) => words(text).flatMap(({ stem, variants, parts }) => [stem, ...variants, ...parts]);

test("the frame of a question does not count", () => {
  expect(contentWordsOf("What is the difference between a shard and a stream?")).toEqual(["shard", "stream"]);
});

test("a number is found in words and digits, with and without its unit", () => {
  expect(spellings("fifteen")).toEqual(spellings("15"));
  expect(spellings("16TB")).toEqual(expect.arrayContaining(["16", "tb", "16tb"]));
  expect(contentWordsOf("75%")).toEqual(["75", "percent"]);
});

test("a compound is found whole and in its parts", () => {
  expect(spellings("iam:PassRole")).toEqual(expect.arrayContaining(["iam", "passrol", "pass", "rol"]));
  expect(spellings("K-means")).toContain("kmean");
  expect(spellings("/opt/ml/model")).toContain("optmlmodel");
  expect(spellings(":latest")).toContain(":latest");
});

test("accents and possessives do not matter", () => {
  expect(contentWordsOf("Zoë's café")).toEqual(["zoe", "cafe"]);
});

test.each([
  ["<@U0123> what is <#C99|general> pca :tada:", "what is pca"],
  ["@everyone pca", "pca"],
  ["see https://example.org/x?y=1 about pca", "see about pca"],
  ["<b>pca</b>", "pca"],
  ["  pca \n\t modes ", "pca modes"],
])("%s is read as %s", (raw, clean) => {
  expect(cleanQuery(raw)).toBe(clean);
});

test("a query is cut off, however long it is", () => {
  expect(cleanQuery("word ".repeat(100_000)).length).toBeLessThanOrEqual(400);
});
