import { expect, test } from "vitest";
import { slug, takenIds, takeUniqueId } from "./ids.ts";

test("an id that is taken gets a number; long ones leave room for it", () => {
  const taken = takenIds(["tea", "tea-2"]);
  expect([takeUniqueId("tea", taken), takeUniqueId("tea", taken), takeUniqueId("tea-2", taken)]).toEqual([
    "tea-3",
    "tea-4",
    "tea-2-2",
  ]);
  const long = "a".repeat(60);
  expect([takeUniqueId(long, taken), takeUniqueId(long, taken)]).toEqual([long, `${"a".repeat(54)}-2`]);
});

test("100,000 cards of one name, or in letters that make no id, get 100,000 ids", () => {
  const taken = takenIds([]);
  const ids = Array.from({ length: 100_000 }, () => takeUniqueId(slug("単語", "entry"), taken));
  expect(new Set(ids).size).toBe(100_000);
  expect(ids.at(-1)).toBe("entry-100000");
});
