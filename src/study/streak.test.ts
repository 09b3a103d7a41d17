import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SCORING_RULE_NAMES, type ScoredAnswer } from "./scoring.ts";
import {
  type ChannelStanding,
  type HistoryRound,
  nextStanding,
  type Standing,
  scoreHistory,
  scoreNewest,
  standingAt,
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

function standingNow(pattern: string): Standing {
  const { standings, exemptSequences } = scoreHistory(rounds(pattern));
  return standingAt(standings.get(1), pattern.length + 1, exemptSequences);
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
    expect(standingNow(pattern).streak).toBe(streak);
  });

  test("an outage never breaks it, silence does, and the best stays", () => {
    const before = { streak: 4, best: 6, answered: 6, freezes: 0 };
    expect(nextStanding(before, { answered: false, exempt: true })).toEqual(before);
    expect(nextStanding(before, { answered: false, exempt: false })).toEqual({ ...before, streak: 0 });
    expect(nextStanding(before, { answered: true, exempt: false })).toEqual({ ...before, streak: 5, answered: 7 });
    expect(nextStanding(undefined, { answered: true, exempt: false })).toMatchObject({ streak: 1, best: 1 });
  });

  const TEN = "x".repeat(10);
  test.each([
    ["ten answered rounds earn a freeze", TEN, 10, 1],
    ["nine do not", "x".repeat(9), 9, 0],
    ["they need not be in a row", "xxxxx-xxxxx", 5, 1],
    ["a freeze is used for a missed round", `${TEN}-`, 10, 0],
    ["and the streak goes on after it", `${TEN}-x`, 11, 0],
    ["without one it ends", `${TEN}--`, 0, 0],
    ["an exempt round costs none", `${TEN}ooo`, 10, 1],
    ["two are held at most", TEN.repeat(4), 40, 2],
    ["two keep it over two rounds", `${TEN.repeat(2)}--`, 20, 0],
    ["not over three", `${TEN.repeat(2)}---`, 0, 0],
    ["the next ten earn another", `${TEN}-${TEN}`, 20, 1],
  ])("%s", (_, pattern, streak, freezes) => {
    expect(standingNow(pattern)).toMatchObject({ streak, freezes });
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
const EVERYBODY: readonly ScoredAnswer[] = Array.from({ length: PEOPLE }, (_, person) => ({
  person,
  right: person % 2 === 0,
  at: person,
  readBack: false,
}));
const anyRound: fc.Arbitrary<Omit<HistoryRound, "id">> = fc.record({
  rule: fc.constantFrom(...SCORING_RULE_NAMES),
  difficulty: fc.constantFrom("easy" as const, "medium" as const, "hard" as const),
  exempt: fc.boolean(),
  answers: fc.uniqueArray(
    fc.record({ person: fc.nat(PEOPLE - 1), right: fc.boolean(), at: fc.nat(5), readBack: fc.boolean() }),
    { selector: (answer: ScoredAnswer) => answer.person },
  ),
});
const anyHistory = fc
  .array(
    // Runs of answers, so that freezes are earned, used and lost.
    fc.oneof(anyRound, { weight: 2, arbitrary: anyRound.map((round) => ({ ...round, answers: EVERYBODY })) }),
    { maxLength: 80, size: "max" },
  )
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
        const now = standingAt(standings.get(person), history.length + 1, exemptSequences);
        // A person who never answered has no standing.
        expect(now).toEqual(standing ?? now);
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

test("100,000 people who came once, each round others", () => {
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
  expect(scoreHistory(history).standings.size).toBe(100_000);
});
