import fc from "fast-check";
import { expect, test } from "vitest";
import { pick, seededRandom, shuffled } from "./random.ts";

test("the same seed gives the same numbers on every machine", () => {
  const random = seededRandom(42);
  expect([random(), random(), random()]).toEqual([0.6011037519201636, 0.44829055899754167, 0.8524657934904099]);
});

test("numbers are at least 0 and below 1, and seeds that differ only in high bits differ", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (seed) => {
      const random = seededRandom(seed);
      for (let turn = 0; turn < 20; turn++) {
        const number = random();
        expect(number).toBeGreaterThanOrEqual(0);
        expect(number).toBeLessThan(1);
      }
    }),
  );
  expect(seededRandom(1)()).not.toBe(seededRandom(1 + 2 ** 40)());
});

test("shuffling loses nothing, adds nothing, and leaves the given list alone", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
      const given = [...items];
      const result = shuffled(items, seededRandom(seed));
      expect(items).toEqual(given);
      expect([...result].sort()).toEqual([...given].sort());
    }),
  );
});

test("every order of the options is about equally frequent", () => {
  const random = seededRandom(7);
  const counts = new Map<string, number>();
  for (let turn = 0; turn < 6000; turn++) {
    const order = shuffled(["a", "b", "c"], random).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test("there is nothing to pick from an empty list", () => {
  expect(pick([], () => 0.5)).toBeUndefined();
  expect(pick(["a", "b"], () => 0.999)).toBe("b");
});
