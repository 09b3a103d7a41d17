import type { Db } from "./database.ts";

export interface BoardRow {
  readonly person: number;
  readonly name: string;
  readonly points: number;
  readonly right: number;
  readonly answers: number;
}

/**
 * The channel's totals in a period (`all`, `week:…`, `month:…`, `season:…`). Hidden people are left out, except `viewer`,
 * who sees their own row.
 */
export async function boardRows(
  db: Db,
  channelId: number,
  period: string,
  viewer: number | undefined,
): Promise<readonly BoardRow[]> {
  return db
    .selectFrom("totals")
    .innerJoin("people", "people.id", "totals.person_id")
    .select([
      "totals.person_id as person",
      "people.name as name",
      "totals.points as points",
      "totals.right_answers as right",
      "totals.answers as answers",
    ])
    .where("totals.channel_id", "=", channelId)
    .where("totals.period", "=", period)
    .where(({ or, eb }) => or([eb("people.hidden", "=", 0), eb("people.id", "=", viewer ?? -1)]))
    .execute();
}

export async function findStanding(db: Db, channelId: number, personId: number) {
  const row = await db
    .selectFrom("standings")
    .select(["streak", "best", "last_sequence"])
    .where("channel_id", "=", channelId)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return row && { streak: row.streak, best: row.best, lastSequence: row.last_sequence };
}

/** The person's sums over all time, in every channel of theirs. */
export async function personTotals(
  db: Db,
  personId: number,
): Promise<{ points: number; right: number; answers: number }> {
  const row = await db
    .selectFrom("totals")
    .select(({ fn }) => [
      fn.sum<number | null>("points").as("points"),
      fn.sum<number | null>("right_answers").as("right"),
      fn.sum<number | null>("answers").as("answers"),
    ])
    .where("person_id", "=", personId)
    .where("period", "=", "all")
    .executeTakeFirst();
  return { points: row?.points ?? 0, right: row?.right ?? 0, answers: row?.answers ?? 0 };
}
