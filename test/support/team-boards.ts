import { sql } from "kysely";
import type { Team } from "./team.ts";

export type TeamBoard = Readonly<Record<string, { memberRounds: number; points: number }>>;

/** Each team's stored all-time sums, by team id. */
export async function boards(team: Team): Promise<TeamBoard> {
  const { rows } = await sql<{ team: number; memberRounds: number; points: number }>`
    select team_id as team, sum(member_rounds) as "memberRounds", sum(points) as points
    from team_totals where period = 'all' group by team_id`.execute(team.db);
  return Object.fromEntries(rows.map(({ team: id, ...sums }) => [id, sums]));
}

/**
 * The same sums in one statement from rounds, answers, memberships, and points, written as the rule states it: a round's
 * roster is the members at posting who answered any of the previous ten rounds, and other members who answered right count
 * too.
 */
export async function boardsFromAnswers(team: Team): Promise<TeamBoard> {
  const { rows } = await sql<{ team: number; memberRounds: number; points: number }>`
    with counted as (
      select m.team_id, r.id as round_id, m.person_id from rounds r
        join memberships m on m.from_at <= r.posted_at and (m.until_at is null or m.until_at > r.posted_at)
      where r.sequence is not null and (
        exists (select 1 from answers a join rounds e on e.id = a.round_id
          where a.person_id = m.person_id and e.channel_id = r.channel_id
            and e.sequence between r.sequence - 10 and r.sequence - 1)
        or exists (select 1 from answers a where a.round_id = r.id and a.person_id = m.person_id and a.is_right = 1))
    )
    select c.team_id as team, count(*) as "memberRounds", coalesce(sum(s.points), 0) as points
    from counted c left join scores s on s.round_id = c.round_id and s.person_id = c.person_id
    group by c.team_id`.execute(team.db);
  return Object.fromEntries(rows.map(({ team: id, ...sums }) => [id, sums]));
}
