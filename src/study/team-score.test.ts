import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { averageOf, type Membership, type TeamRound, teamHistory, teamScore, teamShares } from "./team-score.ts";

const points = (given: Record<number, number>) => new Map(Object.entries(given).map(([who, some]) => [+who, some]));
const everyoneIn = (team: number) => () => team;

describe("a round gives a team", () => {
  test("a member-round for everybody on the roster, silent or not, and their points", () => {
    expect(teamShares([1, 2, 3], points({ 1: 12, 2: 0 }), everyoneIn(7))).toEqual([
      { team: 7, worth: 0, memberRounds: 3, points: 12 },
    ]);
  });

  test("one for others only if they answered it right", () => {
    expect(teamShares([1], points({ 4: 10, 5: 0, 6: 10 }), everyoneIn(7))).toEqual([
      { team: 7, worth: 0, memberRounds: 1, points: 0 },
      { team: 7, worth: 10, memberRounds: 2, points: 20 },
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

const sums = (worth: number, memberRounds: number, total: number) => ({ worth, memberRounds, points: total });

test("the score is (points + 15·μ) / (member-rounds + 15)", () => {
  const quick = [sums(0, 40, 380), sums(10, 2, 20)];
  const calm = [sums(0, 60, 300)];
  const average = averageOf([...quick, ...calm]);
  expect(average).toBeCloseTo(700 / 102, 10);
  expect(teamScore(quick, average).score).toBeCloseTo((400 + 15 * (700 / 102)) / (42 + 15), 10);
  expect(teamScore(calm, average)).toMatchObject({ points: 300, memberRounds: 60 });
  expect(averageOf([])).toBe(0);
});

const RIGHT_POINTS = [5, 6, 10, 11, 13, 15, 20];
const anyAverage = fc.double({ min: 0, max: 20, noNaN: true });
const anyRoster = fc
  .tuple(fc.nat(300), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([memberRounds, share]) => sums(0, memberRounds, Math.floor(memberRounds * share * 20)));
const anyGuests = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom(...RIGHT_POINTS), fc.integer({ min: 1, max: 5 }))
    .map(([worth, count]) => sums(worth, count, worth * count)),
  { selector: (share) => share.worth, maxLength: 4 },
);

describe("it promises", () => {
  test("an answer never costs the team more than silence", () => {
    const anyone = fc.integer({ min: 0, max: 7 });
    fc.assert(
      fc.property(
        fc.tuple(anyRoster, anyGuests, anyAverage),
        fc.uniqueArray(anyone),
        fc.dictionary(anyone.map(String), fc.constantFrom(0, ...RIGHT_POINTS)),
        anyone,
        fc.constantFrom(0, ...RIGHT_POINTS),
        ([earlierRoster, earlierGuests, average], recent, others, who, earned) => {
          const score = (given: ReadonlyMap<number, number>) => {
            const now = teamShares(recent, given, everyoneIn(7));
            return teamScore(added([earlierRoster, ...earlierGuests, ...now]), average).score;
          };
          const silent = points(others);
          silent.delete(who);
          const answered = new Map(silent).set(who, earned);
          expect(score(answered)).toBeGreaterThanOrEqual(score(silent) - 1e-9);
        },
      ),
    );
  });

  test("one lucky person is no champion: a single answer moves a new team by a sixteenth of the way", () => {
    fc.assert(
      fc.property(fc.constantFrom(...RIGHT_POINTS), anyAverage, (earned, average) => {
        const { score } = teamScore([sums(earned, 1, earned)], average);
        expect(score - average).toBeLessThanOrEqual(Math.max(0, earned - average) / 16 + 1e-9);
      }),
    );
  });

  test("... so a team that is steadily above the average stays before it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 15, max: 500 }), fc.integer({ min: 1, max: 9 }), (memberRounds, average) => {
        const steady = teamScore([sums(0, memberRounds, memberRounds * (average + (10 - average) / 8))], average);
        expect(steady.score).toBeGreaterThanOrEqual(teamScore([sums(10, 1, 10)], average).score - 1e-9);
      }),
    );
  });

  test("size alone does not win: which side of the average a team is on does not depend on it", () => {
    fc.assert(
      fc.property(anyRoster, fc.integer({ min: 2, max: 50 }), anyAverage, (team, times, average) => {
        fc.pre(team.memberRounds > 0);
        const own = team.points / team.memberRounds;
        for (const size of [1, times]) {
          const { score } = teamScore([sums(0, team.memberRounds * size, team.points * size)], average);
          expect(score).toBeGreaterThanOrEqual(Math.min(own, average) - 1e-9);
          expect(score).toBeLessThanOrEqual(Math.max(own, average) + 1e-9);
        }
      }),
    );
  });
});

/** As a board adds rounds up: by worth. */
function added(shares: readonly { worth: number; memberRounds: number; points: number }[]) {
  return [...Map.groupBy(shares, (share) => share.worth)].map(([worth, some]) =>
    sums(
      worth,
      some.reduce((sum, share) => sum + share.memberRounds, 0),
      some.reduce((sum, share) => sum + share.points, 0),
    ),
  );
}
