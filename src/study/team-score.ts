/**
 * The fair score of a team: (points + 15·μ) / (member-rounds + 15), where μ is points per member-round over all teams of
 * the board. It is the mean of the team's own points per member-round and of the average team's, the latter weighing
 * as much as 15 member-rounds (shrinkage towards the common mean, as in the empirical Bayes estimate of a rate:
 * Efron and Morris, "Stein's Paradox in Statistics", Scientific American 236/5, 1977). So a few lucky answers move a team
 * only a little, and size alone moves it nowhere.
 */
const PRIOR_MEMBER_ROUNDS = 15;

/** Whoever answered one of a channel's so many rounds before this one is on the roster. */
export const ROSTER_ROUNDS = 10;

/** What a team has from one round, or from many added up. */
export interface TeamShare {
  readonly team: number;
  readonly memberRounds: number;
  readonly points: number;
}

/**
 * Shares of one round. Its roster are the members at posting who answered any of the channel's ten rounds before;
 * each is a member-round, whether they answer or not. Other members count only if they answered this one right.
 *
 * @param recent who answered any of the ten rounds before
 * @param points of everybody who answered; 0 is a wrong answer
 * @param teamOf the team in which a person was when the round was posted
 */
export function teamShares(
  recent: Iterable<number>,
  points: ReadonlyMap<number, number>,
  teamOf: (person: number) => number | undefined,
): readonly TeamShare[] {
  const counted = new Set(recent);
  for (const [person, earned] of points) if (earned > 0) counted.add(person);
  const shares = new Map<number, TeamShare>();
  for (const person of counted) {
    const team = teamOf(person);
    if (team === undefined) continue;
    const before = shares.get(team);
    shares.set(team, {
      team,
      memberRounds: (before?.memberRounds ?? 0) + 1,
      points: (before?.points ?? 0) + (points.get(person) ?? 0),
    });
  }
  return [...shares.values()];
}

export interface TeamRound {
  readonly id: number;
  readonly postedAt: number;
  /** Of everybody who answered. */
  readonly points: ReadonlyMap<number, number>;
}

/** `until` is the first moment at which it no longer holds. */
export interface Membership {
  readonly team: number;
  readonly person: number;
  readonly from: number;
  readonly until: number | undefined;
}

/** The shares of all of a channel's scored rounds, oldest first, from nothing: what stored team totals must add up to. */
export function teamHistory(
  rounds: readonly TeamRound[],
  memberships: readonly Membership[],
): readonly (TeamShare & { readonly round: number })[] {
  if (memberships.length === 0) return [];
  const byPerson = Map.groupBy(memberships, (membership) => membership.person);
  /** How many of the ten rounds before each person answered. */
  const recent = new Map<number, number>();
  return rounds.flatMap((round, place) => {
    const teamOf = (person: number) => byPerson.get(person)?.find((one) => holdsAt(one, round.postedAt))?.team;
    const shares = teamShares(recent.keys(), round.points, teamOf);
    for (const person of round.points.keys()) recent.set(person, (recent.get(person) ?? 0) + 1);
    for (const person of rounds[place - ROSTER_ROUNDS]?.points.keys() ?? []) {
      const left = (recent.get(person) ?? 0) - 1;
      if (left > 0) recent.set(person, left);
      else recent.delete(person);
    }
    return shares.map((share) => ({ ...share, round: round.id }));
  });
}

function holdsAt({ from, until }: Membership, at: number): boolean {
  return from <= at && (until === undefined || at < until);
}

type Sums = Pick<TeamShare, "memberRounds" | "points">;

/** μ: points per member-round over all teams; 0 where there are none. */
export function averageOf(teams: readonly Sums[]): number {
  const memberRounds = teams.reduce((sum, team) => sum + team.memberRounds, 0);
  return memberRounds === 0 ? 0 : teams.reduce((sum, team) => sum + team.points, 0) / memberRounds;
}

export function teamScore(team: Sums, average: number): number {
  return (team.points + PRIOR_MEMBER_ROUNDS * average) / (team.memberRounds + PRIOR_MEMBER_ROUNDS);
}
