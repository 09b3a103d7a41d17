import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { averageOf, type Membership, type TeamRound, teamHistory, teamScore, teamShares } from "./team-score.ts";

const points = (given: Record<number, number>) => new Map(Object.entries(given).map(([who, some]) => [+who, some]));
const everyoneIn = (team: number) => () => team;

describe("a round gives a team", () => {
  test("a member-round for everybody on the roster, silent or not, and their points", () => {
    expect(teamShares([1, 2, 3], points({ 1: 12, 2: 0 }), everyoneIn(7))).toEqual([
      { team: 7, memberRounds: 3, points: 12 },
    ]);
  });

  test("one for others only if they answered it right", () => {
    expect(teamShares([1], points({ 4: 10, 5: 0, 6: 10 }), everyoneIn(7))).toEqual([
      { team: 7, memberRounds: 3, points: 20 },
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

type Sums = Parameters<typeof teamScore>[0];
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
  const anyone = fc.integer({ min: 0, max: 7 });
  /** The team's score after a round in which `given` answered, on top of what it had. */
  const scoreAfter = (before: Sums, recent: readonly number[], given: ReadonlyMap<number, number>, average: number) => {
    const [now] = teamShares(recent, given, everyoneIn(7));
    return teamScore(sums(before.memberRounds + (now?.memberRounds ?? 0), before.points + (now?.points ?? 0)), average);
  };
  const anySituation = fc.record({
    before: anyTeam,
    average: anyAverage,
    recent: fc.uniqueArray(anyone),
    others: fc.dictionary(anyone.map(String), fc.constantFrom(0, ...RIGHT_POINTS)),
    who: anyone,
  });

  test("an answer never costs the team more than silence", () => {
    fc.assert(
      fc.property(anySituation, fc.constantFrom(0, ...RIGHT_POINTS), (given, earned) => {
        const { before, average, recent, who } = given;
        const silent = points(given.others);
        silent.delete(who);
        const score = scoreAfter(before, recent, silent, average);
        // A newcomer's right answer is one more member-round: it lifts what is below its own points.
        const floor = recent.includes(who) || earned === 0 ? score : Math.min(score, earned);
        expect(scoreAfter(before, recent, new Map(silent).set(who, earned), average)).toBeGreaterThanOrEqual(
          floor - 1e-9,
        );
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
