import { shuffled } from "./random.ts";

/** The approximate number of people per team. */
const TEAM_SIZE = 4;
/** Fewer people do not make two teams. */
export const MIN_PEOPLE_TO_DRAW = 4;

/** Names of drawn teams, until their members rename them. */
const NAMES = [
  "Amber",
  "Birch",
  "Coral",
  "Delta",
  "Ember",
  "Fjord",
  "Grove",
  "Heron",
  "Indigo",
  "Juniper",
  "Kelp",
  "Lagoon",
  "Maple",
  "Nova",
  "Onyx",
  "Pine",
  "Quartz",
  "River",
  "Sable",
  "Tundra",
];

/**
 * Draws teams of about four people with balanced past points, in a snake draft: the best goes to the first team, the next
 * to the second … and then back again from the last. Sizes differ by at most one, and ties are shuffled.
 *
 * @returns each team's person ids; no teams if there are fewer than four people
 */
export function drawTeams(
  people: readonly { readonly person: number; readonly points: number }[],
  random: () => number,
): readonly (readonly number[])[] {
  if (people.length < MIN_PEOPLE_TO_DRAW) return [];
  const count = Math.max(2, Math.round(people.length / TEAM_SIZE));
  const teams: number[][] = Array.from({ length: count }, () => []);
  const ordered = shuffled(people, random).sort((a, b) => b.points - a.points);
  for (const [place, { person }] of ordered.entries()) {
    const turn = place % (2 * count);
    teams[turn < count ? turn : 2 * count - 1 - turn]?.push(person);
  }
  return teams;
}

/** The name of the drawn team at `index`, from 0: Team Amber, Team Birch … Team Amber 2 … */
export function drawnTeamName(index: number): string {
  const turn = Math.floor(index / NAMES.length);
  return `Team ${NAMES[index % NAMES.length]}${turn === 0 ? "" : ` ${turn + 1}`}`;
}
