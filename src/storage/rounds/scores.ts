import { type Selectable, sql } from "kysely";
import type { EpochMs } from "../../chat/card.ts";
import {
  type ChannelStanding,
  type HistoryRound,
  type ScoredHistory,
  scoreHistory,
  scoreNewest,
} from "../../study/streak.ts";
import { addRoundToCommunity, addToCommunity, subtractFromCommunity } from "../boards/community-totals.ts";
import { addToTeamTotals, periodKeys, replaceTeamTotals } from "../boards/team-totals.ts";
import type { Db } from "../database.ts";
import type { StandingsTable } from "../schema.ts";
import { type Round, updateRound } from "./rounds.ts";

/** Rows per insert: SQLite allows at most 32,766 parameters per statement. */
const CHUNK = 1000;

/** Marks the closed round as revealed and updates everything derived from it. Runs in the caller's transaction. */
export async function scoreRevealedRound(tx: Db, round: Round, now: EpochMs): Promise<void> {
  const sequence = (await newestSequence(tx, round.channelId)) + 1;
  await updateRound(tx, round.id, { state: "revealed", revealedAt: now, sequence });
  const before = await tx
    .selectFrom("standings")
    .innerJoin("answers", "answers.person_id", "standings.person_id")
    .selectAll("standings")
    .where("standings.channel_id", "=", round.channelId)
    .where("answers.round_id", "=", round.id)
    .execute();
  const standings = new Map<number, ChannelStanding>(before.map((row) => [row.person_id, standingOf(row)]));
  const scored = scoreNewest(
    { rule: round.scoringRule, difficulty: round.difficulty, answers: await scoredAnswers(tx, round.id) },
    sequence,
    (person) => standings.get(person),
    await exemptSequences(tx, round.channelId),
  );
  await insertScores(
    tx,
    scored.scores.map((score) => ({ ...score, round: round.id })),
  );
  await saveStandings(tx, round.channelId, scored.standings);
  await addToTotals(tx, round);
  await addToTeamTotals(tx, round, sequence, scored.scores);
}

/** Rebuilds everything derived from one channel's answers, for example after a round is voided or someone's data is deleted. */
export async function rescoreChannel(tx: Db, channelId: number): Promise<void> {
  await renumber(tx, channelId);
  const history = scoreHistory(await channelHistory(tx, channelId));
  const rounds = tx.selectFrom("rounds").select("id").where("channel_id", "=", channelId);
  await tx.deleteFrom("scores").where("round_id", "in", rounds).execute();
  await tx.deleteFrom("standings").where("channel_id", "=", channelId).execute();
  await subtractFromCommunity(tx, channelId);
  await tx.deleteFrom("totals").where("channel_id", "=", channelId).execute();
  await insertScores(tx, history.scores);
  await saveStandings(tx, channelId, history.standings);
  await sql`insert into totals (channel_id, period, person_id, points, right_answers, answers) ${totalsFromScores(channelId)}`.execute(
    tx,
  );
  await addToCommunity(tx, channelId);
  await replaceTeamTotals(tx, channelId, history.scores);
}

/** A stored standing in the form the rules use. */
export function standingOf(row: Selectable<StandingsTable>): ChannelStanding {
  const { streak, best, answered, freezes } = row;
  return { streak, best, answered, freezes, lastSequence: row.last_sequence };
}

/** Computes the channel's scores and standings from answers and stored rounds alone. */
export async function recomputeChannel(db: Db, channelId: number): Promise<ScoredHistory> {
  return scoreHistory(await channelHistory(db, channelId));
}

/** The channel's totals in every period, from its scores. */
export function totalsFromScores(channelId: number) {
  return sql<{ period: string; person_id: number; points: number; right_answers: number; answers: number }>`
    select rounds.channel_id, periods.period, scores.person_id,
      sum(scores.points) as points, sum(answers.is_right) as right_answers, count(*) as answers
    from scores
      join rounds on rounds.id = scores.round_id
      join answers on answers.round_id = scores.round_id and answers.person_id = scores.person_id
      join (
        select id, 'all' as period from rounds where channel_id = ${channelId}
        union all select id, 'week:' || week from rounds where channel_id = ${channelId}
        union all select id, 'month:' || month from rounds where channel_id = ${channelId}
        union all select id, 'season:' || season_id from rounds where channel_id = ${channelId}
      ) as periods on periods.id = rounds.id
    where rounds.channel_id = ${channelId}
    group by rounds.channel_id, periods.period, scores.person_id`;
}

/** The newest scored round's sequence number; 0 if there is none. */
export async function newestSequence(db: Db, channelId: number): Promise<number> {
  const row = await db
    .selectFrom("rounds")
    .select(({ fn }) => fn.max<number | null>("sequence").as("sequence"))
    .where("channel_id", "=", channelId)
    .executeTakeFirst();
  return row?.sequence ?? 0;
}

export async function exemptSequences(db: Db, channelId: number): Promise<readonly number[]> {
  const rows = await db
    .selectFrom("rounds")
    .select("sequence")
    .where("channel_id", "=", channelId)
    .where("exempt", "=", 1)
    .where("sequence", "is not", null)
    .execute();
  return rows.flatMap((row) => (row.sequence === null ? [] : [row.sequence]));
}

async function scoredAnswers(db: Db, roundId: number) {
  const rows = await db
    .selectFrom("answers")
    .select(["person_id", "is_right", "at", "read_back"])
    .where("round_id", "=", roundId)
    .orderBy("at")
    .orderBy("person_id")
    .execute();
  return rows.map((row) => ({
    person: row.person_id,
    right: row.is_right === 1,
    at: row.at,
    readBack: row.read_back === 1,
  }));
}

async function channelHistory(db: Db, channelId: number): Promise<readonly HistoryRound[]> {
  const rounds = await db
    .selectFrom("rounds")
    .select(["id", "scoring_rule", "difficulty", "exempt"])
    .where("channel_id", "=", channelId)
    .where("sequence", "is not", null)
    .orderBy("sequence")
    .execute();
  const answers = await db
    .selectFrom("answers")
    .innerJoin("rounds", "rounds.id", "answers.round_id")
    .select(["round_id", "person_id", "is_right", "at", "read_back"])
    .where("rounds.channel_id", "=", channelId)
    .where("rounds.sequence", "is not", null)
    .orderBy("at")
    .orderBy("person_id")
    .execute();
  const byRound = Map.groupBy(answers, (answer) => answer.round_id);
  return rounds.map((round) => ({
    id: round.id,
    rule: round.scoring_rule,
    difficulty: round.difficulty,
    exempt: round.exempt === 1,
    answers: (byRound.get(round.id) ?? []).map((row) => ({
      person: row.person_id,
      right: row.is_right === 1,
      at: row.at,
      readBack: row.read_back === 1,
    })),
  }));
}

/** Closes the gap that a voided round leaves in the sequence. */
async function renumber(tx: Db, channelId: number): Promise<void> {
  const rounds = await tx
    .selectFrom("rounds")
    .select(["id", "sequence"])
    .where("channel_id", "=", channelId)
    .where("sequence", "is not", null)
    .orderBy("sequence")
    .execute();
  for (const [place, round] of rounds.entries()) {
    if (round.sequence !== place + 1) await updateRound(tx, round.id, { sequence: place + 1 });
  }
}

async function insertScores(tx: Db, scores: ScoredHistory["scores"]): Promise<void> {
  for (let from = 0; from < scores.length; from += CHUNK) {
    const rows = scores.slice(from, from + CHUNK).map((score) => ({
      round_id: score.round,
      person_id: score.person,
      base: score.base,
      bonus: score.bonus,
      points: score.points,
      streak: score.streak,
    }));
    await tx.insertInto("scores").values(rows).execute();
  }
}

async function saveStandings(
  tx: Db,
  channelId: number,
  standings: ReadonlyMap<number, ChannelStanding>,
): Promise<void> {
  const rows = [...standings].map(([person, standing]) => ({
    channel_id: channelId,
    person_id: person,
    streak: standing.streak,
    best: standing.best,
    last_sequence: standing.lastSequence,
    answered: standing.answered,
    freezes: standing.freezes,
  }));
  for (let from = 0; from < rows.length; from += CHUNK) {
    await tx
      .insertInto("standings")
      .values(rows.slice(from, from + CHUNK))
      .onConflict((conflict) =>
        conflict.columns(["channel_id", "person_id"]).doUpdateSet(({ ref }) => ({
          streak: ref("excluded.streak"),
          best: ref("excluded.best"),
          last_sequence: ref("excluded.last_sequence"),
          answered: ref("excluded.answered"),
          freezes: ref("excluded.freezes"),
        })),
      )
      .execute();
  }
}

async function addToTotals(tx: Db, round: Round): Promise<void> {
  for (const period of periodKeys(round)) {
    await sql`insert into totals (channel_id, period, person_id, points, right_answers, answers)
      select ${round.channelId}, ${period}, scores.person_id, scores.points, answers.is_right, 1
      from scores join answers on answers.round_id = scores.round_id and answers.person_id = scores.person_id
      where scores.round_id = ${round.id}
      on conflict (channel_id, period, person_id) do update set
        points = totals.points + excluded.points,
        right_answers = totals.right_answers + excluded.right_answers,
        answers = totals.answers + excluded.answers`.execute(tx);
    await addRoundToCommunity(tx, round, period);
  }
}
