/**
 * The fair score of a team: (points + 15·μ) / (member-rounds + 15), where μ is points per member-round over all teams of
 * the board. It is the mean of the team's own points per member-round and of the average team's, the latter weighing
 * as much as 15 member-rounds (shrinkage towards the common mean, as in the empirical Bayes estimate of a rate:
 * Efron and Morris, "Stein's Paradox in Statistics", Scientific American 236/5, 1977). So a few lucky answers move a team
 * only a little, and size alone moves it nowhere.
 */
const PRIOR_MEMBER_ROUNDS = 15;

/** What division leaves of a difference between equal scores. */
const EQUAL = 1e-9;

/** Whoever answered one of a channel's so many rounds before this one is on the roster. */
export const ROSTER_ROUNDS = 10;

/** Points and member-rounds, of one round or of many added up. */
export interface Sums {
  readonly memberRounds: number;
  readonly points: number;
}

/** What a team has of one sort. */
export interface TeamShare extends Sums {
  readonly team: number;
  /** 0: the roster's. More: right answers of members off the roster which earned so many points each. */
  readonly offRoster: number;
}

/**
 * Shares of one round. Its roster are the members at posting who answered any of the channel's ten rounds before;
 * each is a member-round, whether they answer or not. Other members are one only if they answered this one right, and
 * are kept apart: whether they count is seen when the score is made.
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
  const shares = new Map<string, TeamShare>();
  const count = (person: number, offRoster: number): void => {
    const team = teamOf(person);
    if (team === undefined) return;
    const key = `${team}/${offRoster}`;
    const before = shares.get(key);
    shares.set(key, {
      team,
      offRoster,
      memberRounds: (before?.memberRounds ?? 0) + 1,
      points: (before?.points ?? 0) + (points.get(person) ?? 0),
    });
  };
  const roster = new Set(recent);
  for (const person of roster) count(person, 0);
  for (const [person, earned] of points) if (earned > 0 && !roster.has(person)) count(person, earned);
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

/** μ: points per member-round over all shares of all teams; 0 where there are none. */
export function averageOf(shares: readonly Sums[]): number {
  const { memberRounds, points } = allSums(shares);
  return memberRounds === 0 ? 0 : points / memberRounds;
}

export function allSums(shares: readonly Sums[]): Sums {
  return shares.reduce(addSums, { memberRounds: 0, points: 0 });
}

/**
 * What counts of a team's shares: all of the roster's, and answers from off the roster as long as each earned no less
 * than the score that it comes to, the best first. So no right answer lowers a score: "an answer never costs more than silence".
 */
export function countedSums(shares: readonly Omit<TeamShare, "team">[], average: number): Sums {
  const others = shares.filter((share) => share.offRoster > 0).sort((a, b) => b.offRoster - a.offRoster);
  return others.reduce(
    (sums, share) => (share.offRoster >= teamScore(sums, average) - EQUAL ? addSums(sums, share) : sums),
    allSums(shares.filter((share) => share.offRoster === 0)),
  );
}

function addSums(a: Sums, b: Sums): Sums {
  return { memberRounds: a.memberRounds + b.memberRounds, points: a.points + b.points };
}

export function teamScore(sums: Sums, average: number): number {
  return (sums.points + PRIOR_MEMBER_ROUNDS * average) / (sums.memberRounds + PRIOR_MEMBER_ROUNDS);
}
