import { sql } from "kysely";
import type { EpochMs } from "../../chat/card.ts";
import { findKind, kindOf, type QuestionKind } from "../../study/kinds/registry.ts";
import type { Db } from "../database.ts";
import { flag } from "../flag.ts";
import { prepared } from "../prepared.ts";
import { type Round, type RoundContent, updateRound } from "./rounds.ts";

/** Rounds of a deck in a channel whose answers could be regraded. Voided rounds give no points and are left out. */
export async function gradedRounds(
  db: Db,
  channelId: number,
  deck: string,
  question: string | undefined,
): Promise<readonly { id: number; question: string; kind: QuestionKind; content: RoundContent }[]> {
  let query = db
    .selectFrom("rounds")
    .select(["id", "question", "kind", "content"])
    .where("channel_id", "=", channelId)
    .where("deck", "=", deck)
    .where("state", "!=", "void")
    .orderBy("id");
  if (question !== undefined) query = query.where("question", "=", question);
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, content: JSON.parse(row.content) as RoundContent }));
}

export interface Regraded {
  /** The audit line's id. */
  readonly id: number;
  readonly becameRight: number;
  readonly becameWrong: number;
}

/**
 * Stores the round's corrected content, regrades its answers, and writes the audit line. The caller updates the points, with
 * `rescoreChannel` in the same transaction.
 */
export async function regradeRound(
  tx: Db,
  round: Round,
  content: RoundContent,
  about: { readonly deckVersion: string; readonly now: EpochMs },
): Promise<Regraded> {
  const regraded = await regradeAnswers(tx, { ...round, content });
  await updateRound(tx, round.id, { content });
  const { id } = await tx
    .insertInto("regrades")
    .values({
      round_id: round.id,
      deck_version: about.deckVersion,
      key_before: JSON.stringify(kindOf(round).keyTexts(round.content)),
      key_after: JSON.stringify(kindOf(round).keyTexts(content)),
      became_right: regraded.becameRight,
      became_wrong: regraded.becameWrong,
      at: about.now,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { ...regraded, id };
}

async function regradeAnswers(tx: Db, round: Round): Promise<Omit<Regraded, "id">> {
  let becameRight = 0;
  let becameWrong = 0;
  const given = await tx
    .selectFrom("answers")
    .select(["choice", "is_right", ({ fn }) => fn.countAll<number>().as("count")])
    .where("round_id", "=", round.id)
    .groupBy(["choice", "is_right"])
    .execute();
  for (const row of given) {
    const right = kindOf(round).isRight(round.content, row.choice);
    if (right === (row.is_right === 1)) continue;
    if (right) becameRight += Number(row.count);
    else becameWrong += Number(row.count);
    await tx
      .updateTable("answers")
      .set({ is_right: flag(right) })
      .where("round_id", "=", round.id)
      .where("choice", "=", row.choice)
      .execute();
  }
  // What deleted people typed is not kept, so those counts keep their old grade.
  if (!kindOf(round).isTyped) await regradeForgotten(tx, round);
  return { becameRight, becameWrong };
}

async function regradeForgotten(tx: Db, round: Round): Promise<void> {
  const rows = await tx
    .selectFrom("forgotten_answers")
    .select("choice")
    .distinct()
    .where("round_id", "=", round.id)
    .execute();
  for (const { choice } of rows) {
    await tx
      .updateTable("forgotten_answers")
      .set({ is_right: flag(kindOf(round).isRight(round.content, choice)) })
      .where("round_id", "=", round.id)
      .where("choice", "=", choice)
      .execute();
  }
}

/** Every person's points in the channel. */
export async function channelPoints(db: Db, channelId: number): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom("totals")
    .select(["person_id", "points"])
    .where("channel_id", "=", channelId)
    .where("period", "=", "all")
    .execute();
  return new Map(rows.map((row) => [row.person_id, row.points]));
}

/** Notes the points a correction gave or took. Notes not delivered yet add up, and those that cancel out are removed. */
export async function notePoints(
  tx: Db,
  channelId: number,
  deltas: ReadonlyMap<number, number>,
  now: EpochMs,
): Promise<void> {
  for (const [person, points] of deltas) {
    await tx
      .insertInto("regrade_notes")
      .values({ channel_id: channelId, person_id: person, points, at: now })
      .onConflict((conflict) =>
        conflict
          .columns(["channel_id", "person_id"])
          .doUpdateSet(({ eb }) => ({ points: eb("regrade_notes.points", "+", points), at: now })),
      )
      .execute();
  }
  await tx.deleteFrom("regrade_notes").where("channel_id", "=", channelId).where("points", "=", 0).execute();
}

/** Takes the points that corrections gave or took since the person's last receipt, once; undefined if there were none. */
export async function takeNote(db: Db, channelId: number, personId: number): Promise<number | undefined> {
  const [note] = (await noteRow(db, { channelId, personId })).rows;
  if (note === undefined) return undefined;
  // If two receipts are sent at once, only the one that deletes the note mentions it.
  const deleted = await db
    .deleteFrom("regrade_notes")
    .where("channel_id", "=", channelId)
    .where("person_id", "=", personId)
    .where("points", "=", note.points)
    .executeTakeFirst();
  return deleted.numDeletedRows > 0n ? note.points : undefined;
}

const noteRow = prepared((db, params: { channelId: number; personId: number }) =>
  db
    .selectFrom("regrade_notes")
    .select("points")
    .where("channel_id", "=", params.channelId)
    .where("person_id", "=", params.personId),
);

/** The channel's audit lines, newest first. */
export async function lastRegrades(db: Db, channelId: number, limit: number) {
  const rows = await db
    .selectFrom("regrades")
    .innerJoin("rounds", "rounds.id", "regrades.round_id")
    .select(["rounds.question", "rounds.kind", "regrades.key_before", "regrades.key_after"])
    .select(["regrades.became_right", "regrades.became_wrong", "regrades.at"])
    .where("rounds.channel_id", "=", channelId)
    .orderBy("regrades.id", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    question: row.question,
    kind: row.kind,
    before: JSON.parse(row.key_before) as string[],
    after: JSON.parse(row.key_after) as string[],
    becameRight: row.became_right,
    becameWrong: row.became_wrong,
    at: row.at,
  }));
}

export type AuditLine = Awaited<ReturnType<typeof lastRegrades>>[number];

/** Corrections that the person's next receipts will mention, for their export. */
export async function notesOf(db: Db, personId: number) {
  return db
    .selectFrom("regrade_notes")
    .innerJoin("channels", "channels.id", "regrade_notes.channel_id")
    .select(["channels.name as channel", "regrade_notes.points"])
    .where("regrade_notes.person_id", "=", personId)
    .execute();
}

/** The key in each regraded round's last audit line and the round's stored key, which must agree. */
export async function regradedKeys(
  db: Db,
  channelId: number,
): Promise<readonly { readonly round: number; readonly audited: string; readonly stored: string }[]> {
  const { rows } = await sql<{ id: number; kind: QuestionKind; content: string; key_after: string }>`
    select rounds.id, rounds.kind, rounds.content, regrades.key_after
    from regrades join rounds on rounds.id = regrades.round_id
    where rounds.channel_id = ${channelId}
      and regrades.id = (select max(later.id) from regrades as later where later.round_id = regrades.round_id)`.execute(
    db,
  );
  return rows.map((row) => {
    const content = JSON.parse(row.content) as RoundContent;
    const stored = JSON.stringify(findKind(row.kind)?.keyTexts(content) ?? []);
    return { round: row.id, audited: row.key_after, stored };
  });
}
