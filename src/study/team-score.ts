/**
 * A team's fair score is (points + 15·μ) / (member-rounds + 15), where μ is points per member-round over all teams on the
 * board. It is a weighted mean of the team's own points per member-round and the average team's, which counts as much as
 * 15 member-rounds (shrinkage toward the common mean, as in the empirical Bayes estimate of a rate: Efron and Morris,
 * "Stein's Paradox in Statistics", Scientific American 236/5, 1977). So a few lucky answers move a team only a little,
 * and size alone gives no advantage.
 */
const PRIOR_MEMBER_ROUNDS = 15;

/** Scores closer than this are equal; floating-point division can leave a tiny difference. */
const SCORE_TOLERANCE = 1e-9;

/** Anyone who answered one of the channel's previous 10 rounds is on the roster. */
export const ROSTER_ROUNDS = 10;

/** Points and member-rounds of one or more rounds. */
export interface Sums {
  readonly memberRounds: number;
  readonly points: number;
}

/** One group of a team's member-rounds. */
export interface TeamShare extends Sums {
  readonly team: number;
  /** 0 for the roster. Otherwise right answers by members off the roster, and this many points for each answer. */
  readonly offRoster: number;
}

/**
 * The teams' shares of one round. The roster is everyone who was a member at posting and answered any of the channel's
 * previous ten rounds; each of them is a member-round, whether they answer or not. Other members count only if they
 * answered this round right. They are kept separate, because `countedSums` decides later whether they count.
 *
 * @param recent people who answered any of the previous ten rounds
 * @param points the points of everyone who answered; 0 means a wrong answer
 * @param teamOf the team that a person belonged to when the round was posted
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
  /** For everyone who answered. */
  readonly points: ReadonlyMap<number, number>;
}

/** Membership of a team; `until` is exclusive. */
export interface Membership {
  readonly team: number;
  readonly person: number;
  readonly from: number;
  readonly until: number | undefined;
}

/** The shares of a channel's whole history, computed from scratch, oldest round first; stored team totals must add up to them. */
export function teamHistory(
  rounds: readonly TeamRound[],
  memberships: readonly Membership[],
): readonly (TeamShare & { readonly round: number })[] {
  if (memberships.length === 0) return [];
  const byPerson = Map.groupBy(memberships, (membership) => membership.person);
  /** How many of the previous ten rounds each person answered. */
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

/** μ: points per member-round over all shares of all teams; 0 if there are none. */
export function averageOf(shares: readonly Sums[]): number {
  const { memberRounds, points } = allSums(shares);
  return memberRounds === 0 ? 0 : points / memberRounds;
}

export function allSums(shares: readonly Sums[]): Sums {
  return shares.reduce(addSums, { memberRounds: 0, points: 0 });
}

/**
 * The sum of a team's shares that count: the whole roster, plus answers from off the roster, best first, as long as each
 * earned at least the score so far. So no right answer lowers a score: "an answer never costs more than silence".
 */
export function countedSums(shares: readonly Omit<TeamShare, "team">[], average: number): Sums {
  const others = shares.filter((share) => share.offRoster > 0).sort((a, b) => b.offRoster - a.offRoster);
  return others.reduce(
    (sums, share) => (share.offRoster >= teamScore(sums, average) - SCORE_TOLERANCE ? addSums(sums, share) : sums),
    allSums(shares.filter((share) => share.offRoster === 0)),
  );
}

function addSums(a: Sums, b: Sums): Sums {
  return { memberRounds: a.memberRounds + b.memberRounds, points: a.points + b.points };
}

export function teamScore(sums: Sums, average: number): number {
  return (sums.points + PRIOR_MEMBER_ROUNDS * average) / (sums.memberRounds + PRIOR_MEMBER_ROUNDS);
}
