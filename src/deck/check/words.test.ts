import { expect, test } from "vitest";
import { contentWords, plainText, singular, wordsOf } from "./words.ts";

test("words keep what belongs to them", () => {
  expect(wordsOf("Is **C++** 0.5 GB, `S3` e-mail's 70 %?")).toEqual(["is", "c++", "0.5", "gb", "s3", "e-mail's", "70"]);
});

test("plain text is what a reader sees", () => {
  expect(plainText("**Bold** and _it_ `snake_case` [link](https://example.org)")).toBe("Bold and it snake_case link");
});

test("words that carry meaning, plurals folded", () => {
  expect(contentWords("Which of these containers is in the policies?")).toEqual(["container", "policy"]);
  expect(["class", "classes", "boxes", "bus", "analysis", "images"].map(singular)).toEqual([
    "class",
    "class",
    "box",
    "bus",
    "analysi",
    "image",
  ]);
});
