import { expect, test } from "vitest";
import { stem } from "./stem.ts";

test.each([
  ["encryption", "encrypted", "encrypts", "encrypting"],
  ["recommendation", "recommends", "recommended"],
  ["classification", "classifier", "classify", "classified"],
  ["federation", "federated", "federate"],
  ["policies", "policy"],
  ["running", "runs", "run"],
  ["buses", "bus"],
])("%s and its relatives are one word", (...relatives) => {
  expect(new Set(relatives.map(stem)).size).toBe(1);
});

test.each([
  ["container", "contain"],
  ["customer", "custom"],
  ["server", "serve"],
  ["training", "train", "trait"],
])("%s and %s stay apart", (first, ...others) => {
  expect(others.map(stem)).not.toEqual(others.map(() => stem(first)));
});

test("short words and words with digits keep their letters", () => {
  expect(["sns", "iam", "s3", "ec2", "1.5"].map(stem)).toEqual(["sns", "iam", "s3", "ec2", "1.5"]);
});
