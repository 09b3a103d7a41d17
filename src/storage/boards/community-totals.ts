import { sql } from "kysely";
import type { Db } from "../database.ts";

/**
 * Community totals add up a person's totals in all channels of the community. Code that changes a channel's totals keeps
 * them in step in the same transaction: `subtractFromCommunity` before, `addToCommunity` after.
 */
const communityOf = (channelId: number) => sql`(select community_id from channels where id = ${channelId})`;

/** Subtracts the channel's totals, as stored now, from the community's. */
export async function subtractFromCommunity(tx: Db, channelId: number): Promise<void> {
  await sql`update community_totals set
      points = community_totals.points - gone.points,
      right_answers = community_totals.right_answers - gone.right_answers,
      answers = community_totals.answers - gone.answers
    from totals as gone
    where gone.channel_id = ${channelId} and gone.period = community_totals.period
      and gone.person_id = community_totals.person_id
      and community_totals.community_id = ${communityOf(channelId)}`.execute(tx);
}

/** Adds the channel's totals, as stored now, to the community's, and removes people without answers. */
export async function addToCommunity(tx: Db, channelId: number): Promise<void> {
  await sql`insert into community_totals (community_id, period, person_id, points, right_answers, answers)
    select ${communityOf(channelId)}, period, person_id, points, right_answers, answers
    from totals where channel_id = ${channelId}
    on conflict (community_id, period, person_id) do update set
      points = community_totals.points + excluded.points,
      right_answers = community_totals.right_answers + excluded.right_answers,
      answers = community_totals.answers + excluded.answers`.execute(tx);
  await sql`delete from community_totals where community_id = ${communityOf(channelId)} and answers = 0`.execute(tx);
}

/** Rebuilds all communities' totals from their channels'. */
export async function replaceCommunityTotals(tx: Db): Promise<void> {
  await tx.deleteFrom("community_totals").execute();
  await sql`insert into community_totals (community_id, period, person_id, points, right_answers, answers)
    select channels.community_id, totals.period, totals.person_id,
      sum(totals.points), sum(totals.right_answers), sum(totals.answers)
    from totals join channels on channels.id = totals.channel_id
    group by channels.community_id, totals.period, totals.person_id`.execute(tx);
}

/** Adds one scored round. */
export async function addRoundToCommunity(
  tx: Db,
  round: { readonly id: number; readonly channelId: number },
  period: string,
): Promise<void> {
  await sql`insert into community_totals (community_id, period, person_id, points, right_answers, answers)
    select ${communityOf(round.channelId)}, ${period}, scores.person_id, scores.points, answers.is_right, 1
    from scores join answers on answers.round_id = scores.round_id and answers.person_id = scores.person_id
    where scores.round_id = ${round.id}
    on conflict (community_id, period, person_id) do update set
      points = community_totals.points + excluded.points,
      right_answers = community_totals.right_answers + excluded.right_answers,
      answers = community_totals.answers + excluded.answers`.execute(tx);
}
