import type { EpochMs } from "../../chat/card.ts";
import type { Db } from "../database.ts";
import { flag } from "../flag.ts";
import { ensurePerson } from "../people/people.ts";
import { prepared } from "../prepared.ts";
import type { AnswersTable } from "../schema.ts";
import type { RoundState } from "./rounds.ts";

export type AnswerVia = "reaction" | "button" | "command";

export interface GivenAnswer {
  readonly roundId: number;
  readonly communityId: number;
  readonly user: { readonly id: string; readonly name: string };
  /** Encoded by `encodeChoice`. */
  readonly choice: string;
  readonly isRight: boolean;
  readonly via: AnswerVia;
  readonly readBack: boolean;
  /** When the platform says it was given. */
  readonly at: EpochMs;
}

export type Recorded =
  /** "first-counts": only the first answer counts here, and there is one already. */
  | {
      readonly kind: "new" | "changed" | "same" | "first-counts";
      readonly choice: string;
      readonly isRight: boolean;
      readonly person: number;
    }
  | { readonly kind: "closed" | "void" };

/**
 * Records one answer in one transaction: checks that the round still takes answers, then upserts on (round, person).
 * Receiving the same event twice changes nothing, and an older event that arrives late does not undo a newer one.
 */
export function recordAnswer(db: Db, given: GivenAnswer, now: EpochMs): Promise<Recorded> {
  return db.transaction().execute(async (tx) => {
    const [round] = (await roundTakingAnswers(tx, { id: given.roundId })).rows;
    if (round === undefined || round.state === "void") return { kind: "void" };
    if (!takesAnswers(round.state, round.closes_at, given.at)) return { kind: "closed" };

    const person = await ensurePerson(tx, given.communityId, given.user, now);
    const [before] = (await answerRow(tx, { round: given.roundId, person: person.id })).rows;
    if (before !== undefined) {
      const kept = { choice: before.choice, isRight: before.is_right === 1, person: person.id };
      if (before.choice === given.choice) return { kind: "same", ...kept };
      if (round.first_answer_counts === 1) return { kind: "first-counts", ...kept };
      // A reaction that was read back says what was chosen but not when, so it never overrides a recorded answer.
      if (before.at > given.at || given.readBack) return { kind: "same", ...kept };
    }
    await upsertAnswer(tx, {
      round_id: given.roundId,
      person_id: person.id,
      choice: given.choice,
      is_right: flag(given.isRight),
      via: given.via,
      read_back: flag(given.readBack),
      at: given.at,
    });
    const { choice, isRight } = given;
    return { kind: before === undefined ? "new" : "changed", choice, isRight, person: person.id };
  });
}

const roundTakingAnswers = prepared((db, params: { id: number }) =>
  db.selectFrom("rounds").select(["state", "closes_at", "first_answer_counts"]).where("id", "=", params.id),
);

const answerRow = prepared((db, params: { round: number; person: number }) =>
  db
    .selectFrom("answers")
    .select(["choice", "is_right", "at"])
    .where("round_id", "=", params.round)
    .where("person_id", "=", params.person),
);

const upsertAnswer = prepared((db, row: Pick<AnswersTable, keyof AnswersTable>) =>
  db
    .insertInto("answers")
    .values({
      round_id: row.round_id,
      person_id: row.person_id,
      choice: row.choice,
      is_right: row.is_right,
      via: row.via,
      read_back: row.read_back,
      at: row.at,
    })
    .onConflict((conflict) =>
      conflict.columns(["round_id", "person_id"]).doUpdateSet(({ ref }) => ({
        choice: ref("excluded.choice"),
        is_right: ref("excluded.is_right"),
        via: ref("excluded.via"),
        read_back: ref("excluded.read_back"),
        at: ref("excluded.at"),
      })),
    ),
);

/**
 * A round takes answers from the moment it is posted (a click proves that it was) until its window ends. Answers given in
 * time still count after closing, until the reveal.
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
  const [row] = (await answerRow(db, { round: roundId, person: personId })).rows;
  return row && { choice: row.choice, isRight: row.is_right === 1 };
}

export interface ChoiceCount {
  readonly choice: string;
  readonly right: boolean;
  readonly count: number;
}

/** How often each choice was made. People who deleted their data are still counted, never named. */
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
