import { sql } from "kysely";
import type { EpochMs } from "../../chat/card.ts";
import type { Db } from "../database.ts";
import { ensurePerson } from "../people/people.ts";

/** The most reasons shown per question. */
const REASONS_SHOWN = 3;

/** Stores the report. A second one by the same person on the same round replaces and reopens the first. */
export async function recordReport(
  db: Db,
  given: {
    readonly roundId: number;
    readonly communityId: number;
    readonly user: { readonly id: string; readonly name: string };
    readonly reason: string;
  },
  now: EpochMs,
): Promise<"new" | "changed"> {
  return db.transaction().execute(async (tx) => {
    const person = await ensurePerson(tx, given.communityId, given.user, now);
    const changed = await tx
      .updateTable("reports")
      .set({ reason: given.reason, at: now, settled_at: null })
      .where("round_id", "=", given.roundId)
      .where("person_id", "=", person.id)
      .executeTakeFirst();
    if (changed.numUpdatedRows > 0n) return "changed";
    await tx
      .insertInto("reports")
      .values({ round_id: given.roundId, person_id: person.id, reason: given.reason, at: now, settled_at: null })
      .execute();
    return "new";
  });
}

export interface ReportedQuestion {
  readonly deck: string;
  readonly question: string;
  readonly count: number;
  /** Newest first, at most three. */
  readonly reasons: readonly string[];
}

/** The channel's questions with open reports, most reported first. Voided rounds need no further action and are left out. */
export async function openReports(db: Db, channelId: number, limit: number): Promise<readonly ReportedQuestion[]> {
  const open = db
    .selectFrom("reports")
    .innerJoin("rounds", "rounds.id", "reports.round_id")
    .where("rounds.channel_id", "=", channelId)
    .where("rounds.state", "!=", "void")
    .where("reports.settled_at", "is", null);
  const questions = await open
    .select(["rounds.deck", "rounds.question"])
    .select(({ fn }) => [fn.countAll<number>().as("count"), fn.max("reports.at").as("last")])
    .groupBy(["rounds.deck", "rounds.question"])
    .orderBy("count", "desc")
    .orderBy("last", "desc")
    .limit(limit)
    .execute();
  return Promise.all(
    questions.map(async ({ deck, question, count }) => {
      const reasons = await open
        .select("reports.reason")
        .where("rounds.deck", "=", deck)
        .where("rounds.question", "=", question)
        .where("reports.reason", "!=", "")
        .orderBy("reports.at", "desc")
        .limit(REASONS_SHOWN)
        .execute();
      return { deck, question, count: Number(count), reasons: reasons.map((row) => row.reason) };
    }),
  );
}

/** Settles the question's reports: it was corrected, or nothing was wrong with it. Returns how many were settled. */
export async function settleReports(
  tx: Db,
  channelId: number,
  question: { readonly deck?: string; readonly id: string },
  now: EpochMs,
): Promise<number> {
  let rounds = tx
    .selectFrom("rounds")
    .select("id")
    .where("channel_id", "=", channelId)
    .where("question", "=", question.id);
  if (question.deck !== undefined) rounds = rounds.where("deck", "=", question.deck);
  const result = await tx
    .updateTable("reports")
    .set({ settled_at: now })
    .where("settled_at", "is", null)
    .where("round_id", "in", rounds)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Removes who reported and what they wrote; the fact that the question was reported stays. */
export async function forgetReports(tx: Db, personId: number): Promise<void> {
  await tx.updateTable("reports").set({ person_id: null, reason: "" }).where("person_id", "=", personId).execute();
}

/** The person's own reports, for their export. */
export async function reportsOf(db: Db, personId: number) {
  const { rows } = await sql<{ deck: string; question: string; reason: string; at: number }>`
    select rounds.deck, rounds.question, reports.reason, reports.at
    from reports join rounds on rounds.id = reports.round_id where reports.person_id = ${personId} order by reports.at`.execute(
    db,
  );
  return rows;
}
