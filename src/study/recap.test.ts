import { expect, test } from "vitest";
import { rank } from "./ranking.ts";
import { byTopic, climbers, daysAfter, hardestRound, lastFullWeek } from "./recap.ts";

test("the last full week ends before the week of the recap, across the year and in the channel's zone", () => {
  expect(lastFullWeek(Date.parse("2026-11-30T08:00:00Z"), "Europe/Berlin", "monday")).toBe("2026-11-23");
  expect(lastFullWeek(Date.parse("2026-12-04T15:00:00Z"), "Europe/Berlin", "monday")).toBe("2026-11-23");
  expect(lastFullWeek(Date.parse("2027-01-03T20:00:00Z"), "Pacific/Auckland", "monday")).toBe("2026-12-28");
  expect(lastFullWeek(Date.parse("2026-11-30T08:00:00Z"), "UTC", "sunday")).toBe("2026-11-22");
  expect(daysAfter("2026-12-28", 6)).toBe("2027-01-03");
});

test("the hardest round has the smallest share of right answers; of equal ones the larger, then the later", () => {
  const round = (id: string, right: number, answers: number) => ({ id, right, answers });
  expect(hardestRound([round("a", 1, 2), round("b", 1, 3), round("c", 2, 3)])?.id).toBe("b");
  expect(hardestRound([round("a", 1, 2), round("b", 2, 4), round("c", 2, 4)])?.id).toBe("c");
  expect(hardestRound([round("a", 2, 2), round("b", 0, 0)])).toBeUndefined();
});

test("topics add up their rounds, best first", () => {
  const rounds = [
    { topic: "x", answers: 4, right: 1 },
    { topic: "y", answers: 2, right: 2 },
    { topic: "x", answers: 4, right: 3 },
    { topic: "z", answers: 0, right: 0 },
  ];
  expect(byTopic(rounds, (round) => round.topic)).toEqual([
    { topic: "y", answers: 2, right: 2 },
    { topic: "x", answers: 8, right: 4 },
  ]);
});

test("only who was on both boards can rise, and nobody who fell or stayed", () => {
  const board = (points: Record<string, number>) =>
    rank(Object.entries(points).map(([name, value], person) => ({ name, points: value, person: person + 1 })));
  const before = board({ ann: 30, bob: 20, cyd: 10 });
  expect(climbers(board({ ann: 5, bob: 20, cyd: 30 }), before, 2)).toEqual([{ name: "cyd", from: 3, to: 1 }]);
  expect(climbers(board({ ann: 30, bob: 20, cyd: 10, new: 99 }), before, 2)).toEqual([]);
});
