import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  averageOf,
  countedSums,
  type Membership,
  type TeamRound,
  teamHistory,
  teamScore,
  teamShares,
} from "./team-score.ts";

const points = (given: Record<number, number>) => new Map(Object.entries(given).map(([who, some]) => [+who, some]));
const everyoneIn = (team: number) => () => team;

describe("a round gives a team", () => {
  test("a member-round for everybody on the roster, silent or not, and their points", () => {
    expect(teamShares([1, 2, 3], points({ 1: 12, 2: 0 }), everyoneIn(7))).toEqual([
      { team: 7, offRoster: 0, memberRounds: 3, points: 12 },
    ]);
  });

  test("one for others only if they answered it right, apart and by what they earned", () => {
    expect(teamShares([1], points({ 4: 10, 5: 0, 6: 10, 8: 15 }), everyoneIn(7))).toEqual([
      { team: 7, offRoster: 0, memberRounds: 1, points: 0 },
      { team: 7, offRoster: 10, memberRounds: 2, points: 20 },
      { team: 7, offRoster: 15, memberRounds: 1, points: 15 },
    ]);
  });

  test("nothing for people without a team", () => {
    expect(teamShares([1], points({ 1: 10, 2: 10 }), () => undefined)).toEqual([]);
  });
});

describe("over a history", () => {
  const round = (id: number, given: Record<number, number>): TeamRound => ({
    id,
    postedAt: id * 100,
    points: points(given),
  });
  const member = (person: number, from = 0, until?: number, team = 7): Membership => ({ team, person, from, until });

  test("whoever answered one of the ten rounds before is on the roster, for ten rounds", () => {
    const rounds = Array.from({ length: 13 }, (_, place) => round(place + 1, place === 0 ? { 1: 0 } : {}));
    expect(teamHistory(rounds, [member(1)]).map((share) => share.round)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test("points stay with the team they were earned for, and joining late imports none", () => {
    const rounds = [round(1, { 1: 10 }), round(2, { 1: 11 }), round(3, { 1: 12 })];
    const shares = teamHistory(rounds, [member(1, 150, 250, 7), member(1, 250, undefined, 8)]);
    expect(shares.map((share) => [share.round, share.team, share.points])).toEqual([
      [2, 7, 11],
      [3, 8, 12],
    ]);
  });

  test("a membership holds from its first moment to the one before its last", () => {
    const at = (from: number, until: number) => teamHistory([round(1, { 1: 10 })], [member(1, from, until)]).length;
    expect([at(100, 101), at(99, 100), at(101, 200)]).toEqual([1, 0, 0]);
  });
});

describe("right answers from off the roster count", () => {
  const roster = { offRoster: 0, memberRounds: 15, points: 165 };
  const others = (offRoster: number, memberRounds: number) => ({
    offRoster,
    memberRounds,
    points: offRoster * memberRounds,
  });

  test("where they lift the team", () => {
    expect(countedSums([roster, others(15, 2)], 11)).toEqual({ memberRounds: 17, points: 195 });
  });

  test("not where the team is better without them", () => {
    expect(countedSums([roster, others(10, 3), others(5, 1)], 11)).toEqual({ memberRounds: 15, points: 165 });
  });

  test("the best first: what would lift the roster alone may no longer lift the team with them", () => {
    expect(countedSums([roster, others(12, 1), others(20, 60)], 11)).toEqual({ memberRounds: 75, points: 1365 });
  });
});

const sums = (memberRounds: number, total: number) => ({ memberRounds, points: total });

test("the score is (points + 15·μ) / (member-rounds + 15)", () => {
  const quick = sums(42, 400);
  const calm = sums(60, 300);
  const average = averageOf([quick, calm]);
  expect(average).toBeCloseTo(700 / 102, 10);
  expect(teamScore(quick, average)).toBeCloseTo((400 + 15 * (700 / 102)) / (42 + 15), 10);
  expect(averageOf([])).toBe(0);
});

test("the example of docs/scoring.md is true", () => {
  const [owls, solo, foxes] = [sums(20, 160), sums(1, 10), sums(60, 420)];
  const average = averageOf([owls, solo, foxes]);
  expect([average, ...[owls, solo, foxes].map((one) => teamScore(one, average))].map((one) => one.toFixed(2))).toEqual([
    "7.28",
    "7.69",
    "7.45",
    "7.06",
  ]);
});

const RIGHT_POINTS = [5, 6, 10, 11, 13, 15, 20];
const anyAverage = fc.double({ min: 0, max: 20, noNaN: true });
const anyTeam = fc
  .tuple(fc.nat(300), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([memberRounds, share]) => sums(memberRounds, Math.floor(memberRounds * share * 20)));

describe("it promises", () => {
  type Share = Parameters<typeof countedSums>[0][number];
  const anyone = fc.integer({ min: 0, max: 7 });
  /** The team's score after another round, with these answers added to what it had. */
  const scoreAfter = (
    { before, recent, average }: { before: readonly Share[]; recent: readonly number[]; average: number },
    given: ReadonlyMap<number, number>,
  ) => teamScore(countedSums([...before, ...teamShares(recent, given, everyoneIn(7))], average), average);
  const anySituation = fc.record({
    before: fc
      .tuple(anyTeam, fc.array(fc.tuple(fc.constantFrom(...RIGHT_POINTS), fc.integer({ min: 1, max: 30 }))))
      .map(([team, others]) => [
        { offRoster: 0, ...team },
        ...others.map(([each, count]) => ({ offRoster: each, ...sums(count, each * count) })),
      ]),
    average: anyAverage,
    recent: fc.uniqueArray(anyone),
    others: fc.dictionary(anyone.map(String), fc.constantFrom(0, ...RIGHT_POINTS)),
    who: anyone,
  });

  test("an answer never costs the team more than silence", () => {
    fc.assert(
      fc.property(anySituation, fc.constantFrom(0, ...RIGHT_POINTS), (given, earned) => {
        const silent = points(given.others);
        silent.delete(given.who);
        const answered = new Map(silent).set(given.who, earned);
        expect(scoreAfter(given, answered)).toBeGreaterThanOrEqual(scoreAfter(given, silent) - 1e-9);
      }),
    );
  });

  test("one lucky person is no champion: a single answer moves a new team by a sixteenth of the way", () => {
    fc.assert(
      fc.property(fc.constantFrom(...RIGHT_POINTS), anyAverage, (earned, average) => {
        expect(teamScore(sums(1, earned), average) - average).toBeCloseTo((earned - average) / 16, 9);
      }),
    );
  });

  test("... so a team that is steadily above the average stays before it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 15, max: 500 }), fc.integer({ min: 1, max: 9 }), (memberRounds, average) => {
        const steady = teamScore(sums(memberRounds, memberRounds * (average + (10 - average) / 8)), average);
        expect(steady).toBeGreaterThanOrEqual(teamScore(sums(1, 10), average) - 1e-9);
      }),
    );
  });

  test("size alone does not win: which side of the average a team is on does not depend on it", () => {
    fc.assert(
      fc.property(anyTeam, fc.integer({ min: 2, max: 50 }), anyAverage, (team, times, average) => {
        fc.pre(team.memberRounds > 0);
        const own = team.points / team.memberRounds;
        for (const size of [1, times]) {
          const score = teamScore(sums(team.memberRounds * size, team.points * size), average);
          expect(score).toBeGreaterThanOrEqual(Math.min(own, average) - 1e-9);
          expect(score).toBeLessThanOrEqual(Math.max(own, average) + 1e-9);
        }
      }),
    );
  });
});
