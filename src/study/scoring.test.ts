import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SCORING_RULE_NAMES, type ScoredAnswer, type ScoringRule, scoreRound } from "./scoring.ts";

function answer(person: number, right: boolean, at = person, readBack = false): ScoredAnswer {
  return { person, right, at, readBack };
}

function points(
  rule: ScoringRule,
  answers: ScoredAnswer[],
  options: { difficulty?: "easy" | "medium" | "hard"; streak?: number } = {},
) {
  const { difficulty = "medium", streak = 0 } = options;
  return scoreRound({ rule, difficulty, answers, streakBefore: () => streak }).map((score) => score.points);
}

describe("standard", () => {
  test("10 points for right, 0 for wrong", () => {
    expect(points("standard", [answer(1, true), answer(2, false)])).toEqual([10, 0]);
  });

  test.each([
    [1, 11],
    [4, 14],
    [5, 15],
    [40, 15],
  ])("after %i earlier rounds in a row a right answer is worth %i, a wrong one still 0", (streak, worth) => {
    expect(points("standard", [answer(1, true), answer(2, false)], { streak })).toEqual([worth, 0]);
  });

  test("the bonus is told apart from the base", () => {
    const [score] = scoreRound({
      rule: "standard",
      difficulty: "hard",
      answers: [answer(1, true)],
      streakBefore: () => 2,
    });
    expect(score).toEqual({ person: 1, base: 10, bonus: 2, points: 12 });
  });
});

describe("race", () => {
  test("the first three right answers get 5, 3 and 1 more, whatever the streak and the order they are stored in", () => {
    const answers = [
      answer(4, true, 400),
      answer(1, false, 50),
      answer(3, true, 300),
      answer(2, true, 100),
      answer(5, true, 500),
    ];
    expect(points("race", answers, { streak: 5 })).toEqual([11, 0, 13, 15, 10]);
  });

  test("the same moment shares the better bonus and uses up the places after it", () => {
    const answers = [answer(1, true, 100), answer(2, true, 100), answer(3, true, 200), answer(4, true, 300)];
    expect(points("race", answers)).toEqual([15, 15, 11, 10]);
    const second = [answer(1, true, 100), answer(2, true, 200), answer(3, true, 200), answer(4, true, 300)];
    expect(points("race", second)).toEqual([15, 13, 13, 10]);
  });

  test("a reaction read back after an outage is worth 10 and takes nobody's place", () => {
    const answers = [answer(1, true, 100, true), answer(2, true, 200)];
    expect(points("race", answers)).toEqual([10, 15]);
  });
});

test("difficulty: 5, 10 or 15, and the streak bonus", () => {
  const right = [answer(1, true), answer(2, false)];
  expect(points("difficulty", right, { difficulty: "easy" })).toEqual([5, 0]);
  expect(points("difficulty", right, { difficulty: "medium" })).toEqual([10, 0]);
  expect(points("difficulty", right, { difficulty: "hard", streak: 9 })).toEqual([20, 0]);
});

const anyAnswers = fc.uniqueArray(
  fc.record({ person: fc.nat(50), right: fc.boolean(), at: fc.nat(10), readBack: fc.boolean() }),
  { selector: (one) => one.person, maxLength: 20 },
);
const anyRule = fc.constantFrom(...SCORING_RULE_NAMES);
const anyDifficulty = fc.constantFrom("easy" as const, "medium" as const, "hard" as const);

test("points depend on what was answered and when, never on the order in which answers are stored", () => {
  fc.assert(
    fc.property(anyRule, anyDifficulty, anyAnswers, fc.nat(), (rule, difficulty, answers, turn) => {
      const streakBefore = (person: number) => person % 8;
      const byPerson = (some: readonly ScoredAnswer[]) =>
        new Map(scoreRound({ rule, difficulty, answers: some, streakBefore }).map((score) => [score.person, score]));
      const cut = answers.length === 0 ? 0 : turn % answers.length;
      expect(byPerson([...answers.slice(cut), ...answers.slice(0, cut)])).toEqual(byPerson(answers));
    }),
  );
});

test("everybody gets one score; wrong is 0; right is worth its base and a bonus of 0 to 5", () => {
  fc.assert(
    fc.property(anyRule, anyDifficulty, anyAnswers, (rule, difficulty, answers) => {
      const scores = scoreRound({ rule, difficulty, answers, streakBefore: (person) => person });
      expect(scores.map((score) => score.person)).toEqual(answers.map((one) => one.person));
      for (const [place, score] of scores.entries()) {
        expect(score.points).toBe(score.base + score.bonus);
        expect(score.points > 0).toBe(answers[place]?.right);
        expect(score.bonus).toBeGreaterThanOrEqual(0);
        expect(score.bonus).toBeLessThanOrEqual(5);
      }
    }),
  );
});

test("in a race, no later right answer beats an earlier one", () => {
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      const scores = scoreRound({ rule: "race", difficulty: "easy", answers, streakBefore: () => 0 });
      const racers = answers.flatMap((one, place) =>
        one.right && !one.readBack ? [{ at: one.at, bonus: scores[place]?.bonus ?? 0 }] : [],
      );
      for (const one of racers) {
        const earlier = racers.filter((other) => other.at < one.at).length;
        expect(one.bonus).toBe([5, 3, 1][earlier] ?? 0);
      }
    }),
  );
});
