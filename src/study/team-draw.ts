import { shuffled } from "./random.ts";

/** People a team, about. */
const TEAM_SIZE = 4;
/** Fewer make no two teams. */
export const LEAST_TO_DRAW = 4;

/** What teams are called that the bot draws, until their members rename them. */
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
 * Draws teams of about four whose past points are balanced: the best goes to the first team, the next to the second … and
 * back again from the last (a snake draft). Sizes differ by one at most; equals are shuffled.
 *
 * @returns teams of people's numbers; none where there are fewer than four people
 */
export function drawTeams(
  people: readonly { readonly person: number; readonly points: number }[],
  random: () => number,
): readonly (readonly number[])[] {
  if (people.length < LEAST_TO_DRAW) return [];
  const count = Math.max(2, Math.round(people.length / TEAM_SIZE));
  const teams: number[][] = Array.from({ length: count }, () => []);
  const ordered = shuffled(people, random).sort((a, b) => b.points - a.points);
  for (const [place, { person }] of ordered.entries()) {
    const turn = place % (2 * count);
    teams[turn < count ? turn : 2 * count - 1 - turn]?.push(person);
  }
  return teams;
}

/** The `index`th name for a drawn team: Team Amber, Team Birch … Team Amber 2 … */
export function drawnName(index: number): string {
  const turn = Math.floor(index / NAMES.length);
  return `Team ${NAMES[index % NAMES.length]}${turn === 0 ? "" : ` ${turn + 1}`}`;
}
