import { sql } from "kysely";
import { type Membership, ROSTER_ROUNDS, type TeamShare, teamHistory, teamShares } from "../../study/team-score.ts";
import type { Db } from "../database.ts";
import type { Round } from "../rounds/rounds.ts";

/** Rows per insert: SQLite allows at most 32,766 parameters per statement. */
const CHUNK = 1000;

export interface PeriodShare extends TeamShare {
  readonly period: string;
}

interface EarnedPoints {
  readonly person: number;
  readonly points: number;
}

/** The keys under which a round's points are added up. */
export function periodKeys(round: Pick<Round, "week" | "month" | "seasonId">): readonly string[] {
  return ["all", `week:${round.week}`, `month:${round.month}`, `season:${round.seasonId}`];
}

/** Adds the newest scored round to its teams' totals. */
export async function addToTeamTotals(
  tx: Db,
  round: Round,
  sequence: number,
  scores: readonly EarnedPoints[],
): Promise<void> {
  const postedAt = round.postedAt;
  if (postedAt === undefined) return;
  const teams = new Map((await channelMemberships(tx, round.channelId, postedAt)).map((one) => [one.person, one.team]));
  if (teams.size === 0) return;
  const recent = await tx
    .selectFrom("answers")
    .innerJoin("rounds", "rounds.id", "answers.round_id")
    .select("answers.person_id")
    .distinct()
    .where("rounds.channel_id", "=", round.channelId)
    .where("rounds.sequence", ">=", sequence - ROSTER_ROUNDS)
    .where("rounds.sequence", "<", sequence)
    .execute();
  const shares = teamShares(
    recent.map((row) => row.person_id),
    pointsByPerson(scores),
    (person) => teams.get(person),
  );
  const rows = periodKeys(round).flatMap((period) => shares.map((share) => ({ ...share, period })));
  await insertShares(tx, round.channelId, rows);
}

/** Rebuilds the channel's team totals from its scores, rounds, and memberships. */
export async function replaceTeamTotals(
  tx: Db,
  channelId: number,
  scores: readonly (EarnedPoints & { readonly round: number })[],
): Promise<void> {
  await tx.deleteFrom("team_totals").where("channel_id", "=", channelId).execute();
  await insertShares(tx, channelId, await recomputeTeamTotals(tx, channelId, scores));
}

/** Computes what the channel's team totals should be. */
export async function recomputeTeamTotals(
  db: Db,
  channelId: number,
  scores: readonly (EarnedPoints & { readonly round: number })[],
): Promise<readonly PeriodShare[]> {
  const memberships = await channelMemberships(db, channelId);
  if (memberships.length === 0) return [];
  const rounds = await db
    .selectFrom("rounds")
    .select(["id", "posted_at", "week", "month", "season_id as seasonId"])
    .where("channel_id", "=", channelId)
    .where("sequence", "is not", null)
    .orderBy("sequence")
    .execute();
  const byRound = Map.groupBy(scores, (score) => score.round);
  const shares = teamHistory(
    rounds.map((round) => ({
      id: round.id,
      // A round without a post time counts as posted before anyone joined a team.
      postedAt: round.posted_at ?? Number.NEGATIVE_INFINITY,
      points: pointsByPerson(byRound.get(round.id) ?? []),
    })),
    memberships,
  );
  const roundOf = new Map(rounds.map((round) => [round.id, round]));
  const sums = new Map<string, PeriodShare>();
  for (const { round: id, ...share } of shares) {
    const round = roundOf.get(id);
    for (const period of round === undefined ? [] : periodKeys(round)) {
      const key = `${period}/${share.team}/${share.offRoster}`;
      const before = sums.get(key);
      sums.set(key, {
        ...share,
        period,
        memberRounds: (before?.memberRounds ?? 0) + share.memberRounds,
        points: (before?.points ?? 0) + share.points,
      });
    }
  }
  return [...sums.values()];
}

/** Memberships in teams of the channel's community; with `at`, only those in effect at that moment. */
async function channelMemberships(db: Db, channelId: number, at?: number): Promise<readonly Membership[]> {
  let query = db
    .selectFrom("memberships")
    .innerJoin("teams", "teams.id", "memberships.team_id")
    .innerJoin("channels", "channels.community_id", "teams.community_id")
    .select(["memberships.team_id", "memberships.person_id", "memberships.from_at", "memberships.until_at"])
    .where("channels.id", "=", channelId);
  if (at !== undefined) {
    query = query
      .where("memberships.from_at", "<=", at)
      .where(({ or, eb }) => or([eb("memberships.until_at", "is", null), eb("memberships.until_at", ">", at)]));
  }
  const rows = await query.execute();
  return rows.map((row) => ({
    team: row.team_id,
    person: row.person_id,
    from: row.from_at,
    until: row.until_at ?? undefined,
  }));
}

function pointsByPerson(scores: readonly EarnedPoints[]): ReadonlyMap<number, number> {
  return new Map(scores.map((score) => [score.person, score.points]));
}

async function insertShares(tx: Db, channelId: number, shares: readonly PeriodShare[]): Promise<void> {
  for (let from = 0; from < shares.length; from += CHUNK) {
    const rows = shares.slice(from, from + CHUNK).map((share) => ({
      channel_id: channelId,
      period: share.period,
      team_id: share.team,
      off_roster: share.offRoster,
      member_rounds: share.memberRounds,
      points: share.points,
    }));
    await tx
      .insertInto("team_totals")
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(["channel_id", "period", "team_id", "off_roster"]).doUpdateSet({
          member_rounds: sql`team_totals.member_rounds + excluded.member_rounds`,
          points: sql`team_totals.points + excluded.points`,
        }),
      )
      .execute();
  }
}

export interface TeamSums {
  readonly team: number;
  readonly name: string;
  readonly ended: boolean;
  readonly shares: readonly TeamShare[];
}

/** The teams' sums in a period over the given channels. Teams without a member-round are left out. */
export async function teamSums(db: Db, channelIds: readonly number[], period: string): Promise<readonly TeamSums[]> {
  const rows = await db
    .selectFrom("team_totals")
    .innerJoin("teams", "teams.id", "team_totals.team_id")
    .select(["teams.id as team", "teams.name", "teams.ended_at", "team_totals.off_roster as offRoster"])
    .select(({ fn }) => [
      fn.sum<number>("team_totals.member_rounds").as("memberRounds"),
      fn.sum<number>("team_totals.points").as("points"),
    ])
    .where("team_totals.channel_id", "in", channelIds)
    .where("team_totals.period", "=", period)
    .groupBy(["teams.id", "team_totals.off_roster"])
    .execute();
  return [...Map.groupBy(rows, (row) => row.team)].flatMap(([team, same]) => {
    const [first] = same;
    if (first === undefined) return [];
    const shares = same.map(({ offRoster, memberRounds, points }) => ({ team, offRoster, memberRounds, points }));
    return [{ team, name: first.name, ended: first.ended_at !== null, shares }];
  });
}
