import type { EpochMs } from "../chat/card.ts";
import type { Db } from "./database.ts";
import { ensurePerson } from "./people.ts";
import type { AnswersTable, RoundState } from "./schema.ts";

export interface GivenAnswer {
  readonly roundId: number;
  readonly communityId: number;
  readonly user: { readonly id: string; readonly name: string };
  /** As `encodeChoice` makes it. */
  readonly choice: string;
  readonly isRight: boolean;
  readonly via: AnswersTable["via"];
  readonly readBack: boolean;
  /** When the platform says it was given. */
  readonly at: EpochMs;
}

export type Recorded =
  | { readonly kind: "new" | "changed" | "same"; readonly choice: string; readonly isRight: boolean }
  /** The channel counts first answers, and there is one. */
  | { readonly kind: "first-counts"; readonly choice: string; readonly isRight: boolean }
  | { readonly kind: "closed" | "void" };

/**
 * One answer, one transaction: the round still takes answers → upsert on (round, person). The same event twice leaves the
 * same state, and an older event that comes late does not undo a newer one.
 */
export function recordAnswer(db: Db, given: GivenAnswer, now: EpochMs): Promise<Recorded> {
  return db.transaction().execute(async (tx) => {
    const round = await tx
      .selectFrom("rounds")
      .select(["state", "closes_at", "first_answer_counts"])
      .where("id", "=", given.roundId)
      .executeTakeFirst();
    if (round === undefined || round.state === "void") return { kind: "void" };
    if (!takesAnswers(round.state, round.closes_at, given.at)) return { kind: "closed" };

    const person = await ensurePerson(tx, given.communityId, given.user, now);
    const before = await tx
      .selectFrom("answers")
      .select(["choice", "is_right", "at"])
      .where("round_id", "=", given.roundId)
      .where("person_id", "=", person.id)
      .executeTakeFirst();
    if (before !== undefined) {
      const kept = { choice: before.choice, isRight: before.is_right === 1 };
      if (before.choice === given.choice) return { kind: "same", ...kept };
      if (round.first_answer_counts === 1) return { kind: "first-counts", ...kept };
      // Read-back tells what stands there, not when: it never overrules an answer that is known.
      if (before.at > given.at || given.readBack) return { kind: "same", ...kept };
    }
    const values = {
      choice: given.choice,
      is_right: given.isRight ? 1 : 0,
      via: given.via,
      read_back: given.readBack ? 1 : 0,
      at: given.at,
    } as const;
    await tx
      .insertInto("answers")
      .values({ round_id: given.roundId, person_id: person.id, ...values })
      .onConflict((conflict) => conflict.columns(["round_id", "person_id"]).doUpdateSet(values))
      .execute();
    return { kind: before === undefined ? "new" : "changed", choice: given.choice, isRight: given.isRight };
  });
}

/**
 * A round takes answers from its posting on (a click proves the post) until its window ends. What was given in time still
 * counts after closing, until the reveal.
 */
function takesAnswers(state: RoundState, closesAt: EpochMs | null, at: EpochMs): boolean {
  if (state !== "scheduled" && state !== "posting" && state !== "open" && state !== "closed") return false;
  return closesAt === null || at <= closesAt;
}

export async function findAnswer(
  db: Db,
  roundId: number,
  personId: number,
): Promise<{ choice: string; isRight: boolean } | undefined> {
  const row = await db
    .selectFrom("answers")
    .select(["choice", "is_right"])
    .where("round_id", "=", roundId)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return row && { choice: row.choice, isRight: row.is_right === 1 };
}

export interface ChoiceCount {
  readonly choice: string;
  readonly right: boolean;
  readonly count: number;
}

/** How often each choice was made; people who deleted their data are still counted, never named. */
export async function choiceCounts(db: Db, roundId: number): Promise<readonly ChoiceCount[]> {
  const rows = await db
    .selectFrom("answers")
    .select(["choice", "is_right", ({ fn }) => fn.countAll<number>().as("count")])
    .where("round_id", "=", roundId)
    .groupBy(["choice", "is_right"])
    .unionAll(
      db
        .selectFrom("forgotten_answers")
        .select(["choice", "is_right", ({ ref }) => ref("count").as("count")])
        .where("round_id", "=", roundId),
    )
    .execute();
  return rows.map((row) => ({ choice: row.choice, right: row.is_right === 1, count: Number(row.count) }));
}

export interface TopicAccuracy {
  readonly deck: string;
  readonly topic: string;
  readonly answers: number;
  readonly right: number;
}

/** A person's answers in revealed rounds, by topic. */
export async function accuracyByTopic(db: Db, personId: number): Promise<readonly TopicAccuracy[]> {
  const rows = await db
    .selectFrom("answers")
    .innerJoin("rounds", "rounds.id", "answers.round_id")
    .select(["rounds.deck", "rounds.topic"])
    .select(({ fn }) => [fn.countAll<number>().as("answers"), fn.sum<number>("answers.is_right").as("right")])
    .where("answers.person_id", "=", personId)
    .where("rounds.state", "=", "revealed")
    .groupBy(["rounds.deck", "rounds.topic"])
    .execute();
  return rows.map((row) => ({ ...row, answers: Number(row.answers), right: Number(row.right) }));
}
