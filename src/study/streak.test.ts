import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ScoredAnswer, ScoringRule } from "./scoring.ts";
import {
  type ChannelStanding,
  type HistoryRound,
  nextStanding,
  type Standing,
  scoreHistory,
  scoreNewest,
  streakAt,
} from "./streak.ts";

/** One person's rounds: "x" answered, "-" silent, "o" silent in an exempt round, "X" answered in an exempt round. */
function rounds(pattern: string): HistoryRound[] {
  return [...pattern].map((mark, place) => ({
    id: 100 + place,
    rule: "standard" as const,
    difficulty: "easy" as const,
    exempt: /[oX]/.test(mark),
    answers: /[xX]/.test(mark) ? [{ person: 1, right: true, at: place, readBack: false }] : [],
  }));
}

function streakNow(pattern: string): number {
  const { standings, exemptSequences } = scoreHistory(rounds(pattern));
  return streakAt(standings.get(1), pattern.length + 1, exemptSequences);
}

describe("a streak", () => {
  test.each([
    ["", 0],
    ["x", 1],
    ["xxx", 3],
    ["xxx-", 0],
    ["xx-x", 1],
    ["xxo", 2],
    ["xxox", 3],
    ["xxoo-", 0],
    ["xX", 2],
    ["o", 0],
    ["-xx", 2],
  ])("after the rounds %s is %i", (pattern, streak) => {
    expect(streakNow(pattern)).toBe(streak);
  });

  test("an outage never breaks it, silence does, and the best stays", () => {
    const before = { streak: 4, best: 6 };
    expect(nextStanding(before, { answered: false, exempt: true })).toEqual({ streak: 4, best: 6 });
    expect(nextStanding(before, { answered: false, exempt: false })).toEqual({ streak: 0, best: 6 });
    expect(nextStanding(before, { answered: true, exempt: false })).toEqual({ streak: 5, best: 6 });
    expect(nextStanding(undefined, { answered: true, exempt: false })).toEqual({ streak: 1, best: 1 });
  });

  test("pays +1 for each earlier round in a row, up to +5", () => {
    const { scores } = scoreHistory(rounds("xxxoxxxx-x"));
    expect(scores.map((score) => [score.round, score.points, score.streak])).toEqual([
      [100, 10, 1],
      [101, 11, 2],
      [102, 12, 3],
      [104, 13, 4],
      [105, 14, 5],
      [106, 15, 6],
      [107, 15, 7],
      [109, 10, 1],
    ]);
  });
});

const PEOPLE = 5;
const anyRound: fc.Arbitrary<Omit<HistoryRound, "id">> = fc.record({
  rule: fc.constantFrom<ScoringRule[]>("standard", "race", "difficulty"),
  difficulty: fc.constantFrom("easy" as const, "medium" as const, "hard" as const),
  exempt: fc.boolean(),
  answers: fc.uniqueArray(
    fc.record({ person: fc.nat(PEOPLE - 1), right: fc.boolean(), at: fc.nat(5), readBack: fc.boolean() }),
    { selector: (answer: ScoredAnswer) => answer.person },
  ),
});
const anyHistory = fc
  .array(anyRound, { maxLength: 40 })
  .map((some) => some.map((round, place): HistoryRound => ({ ...round, id: place * 7 })));

test("the streaks of a whole history are those of the rule, one round and one person at a time", () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      const { scores, standings, exemptSequences } = scoreHistory(history);
      for (let person = 0; person < PEOPLE; person++) {
        let standing: Standing | undefined;
        for (const round of history) {
          const answered = round.answers.some((answer) => answer.person === person);
          standing = nextStanding(standing, { answered, exempt: round.exempt });
          const score = scores.find((one) => one.round === round.id && one.person === person);
          expect(score?.streak).toBe(answered ? standing.streak : undefined);
        }
        expect(streakAt(standings.get(person), history.length + 1, exemptSequences)).toBe(standing?.streak ?? 0);
        expect(standings.get(person)?.best ?? 0).toBe(standing?.best ?? 0);
      }
    }),
  );
});

test("scoring each round as it comes gives what the whole history gives", () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      const stored = new Map<number, ChannelStanding>();
      const exempt: number[] = [];
      const scores = history.flatMap((round, place) => {
        const scored = scoreNewest(round, place + 1, (person) => stored.get(person), exempt);
        for (const [person, standing] of scored.standings) stored.set(person, standing);
        if (round.exempt) exempt.push(place + 1);
        return scored.scores.map((score) => ({ ...score, round: round.id }));
      });
      const whole = scoreHistory(history);
      expect(scores).toEqual(whole.scores);
      expect(stored).toEqual(whole.standings);
      expect(exempt).toEqual(whole.exemptSequences);
    }),
  );
});

test("a long history costs as much as its answers, not rounds times people", () => {
  const history = Array.from(
    { length: 20_000 },
    (_, id): HistoryRound => ({
      id,
      rule: "race",
      difficulty: "easy",
      exempt: id % 2 === 0,
      answers: Array.from({ length: 5 }, (_, turn) => ({
        person: id * 5 + turn,
        right: true,
        at: turn,
        readBack: false,
      })),
    }),
  );
  const begin = performance.now();
  expect(scoreHistory(history).standings.size).toBe(100_000);
  expect(performance.now() - begin).toBeLessThan(3000);
});
