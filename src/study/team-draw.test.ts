import fc from "fast-check";
import { expect, test } from "vitest";
import { seededRandom } from "./random.ts";
import { drawnTeamName, drawTeams } from "./team-draw.ts";
import { parseTeamName } from "./team-name.ts";

const anyPeople = fc
  .array(fc.nat(500), { maxLength: 60 })
  .map((points) => points.map((some, person) => ({ person, points: some })));

test("everybody is in one team, sizes differ by one at most, and points are balanced", () => {
  fc.assert(
    fc.property(anyPeople, fc.nat(), (people, seed) => {
      const teams = drawTeams(people, seededRandom(seed));
      if (people.length < 4) {
        expect(teams).toEqual([]);
        return;
      }
      expect(teams.flat().sort((a, b) => a - b)).toEqual(people.map((one) => one.person));
      const sizes = teams.map((team) => team.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(6);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(2);
      const sums = teams.map((team) => team.reduce((sum, person) => sum + (people[person]?.points ?? 0), 0));
      const best = Math.max(...people.map((one) => one.points));
      expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(2 * best);
    }),
  );
});

test("drawn names are good names, each once", () => {
  const keys = Array.from({ length: 100 }, (_, index) => parseTeamName(drawnTeamName(index))).map(
    (parsed) => parsed.ok && parsed.key,
  );
  expect(new Set(keys).size).toBe(100);
  expect(keys).not.toContain(false);
});
