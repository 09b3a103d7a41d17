import { sql } from "kysely";
import type { EpochMs } from "../../chat/card.ts";
import type { Db } from "../database.ts";
import type { RoundState } from "../rounds/rounds.ts";

/** Figures for operators. Each is read from an index or from the newest rows, so its cost does not grow with the database. */

/** How many of the newest deliveries are searched for held ones. */
const NEWEST_SEARCHED = 5_000;

export type RoundCounts = Readonly<Record<RoundState, number>>;

export async function countRounds(db: Db): Promise<RoundCounts> {
  const counts = { scheduled: 0, posting: 0, open: 0, closed: 0 };
  const unrevealed = await db
    .selectFrom("rounds")
    .select(["state", sql<number>`count(*)`.as("count")])
    .where("state", "in", ["scheduled", "posting", "open", "closed"])
    .groupBy("state")
    .execute();
  for (const { state, count } of unrevealed) if (state in counts) counts[state as keyof typeof counts] = count;
  const count = sql<number>`count(*)`.as("count");
  const all = await db.selectFrom("rounds").select(count).executeTakeFirstOrThrow();
  // Only a revealed round that is not void has a sequence number.
  const revealed = await db
    .selectFrom("rounds")
    .select(count)
    .where("sequence", "is not", null)
    .executeTakeFirstOrThrow();
  const others = Object.values(counts).reduce((sum, one) => sum + one, revealed.count);
  return { ...counts, revealed: revealed.count, void: all.count - others };
}

export interface DeliveryCounts {
  /** Owed and not sent yet, including those being sent. */
  readonly waiting: number;
  /** Those of them that were tried already, by why the last attempt failed. */
  readonly retried: readonly { readonly reason: string; readonly count: number; readonly since: EpochMs }[];
  /** Among the newest 5,000: deliveries that may have arrived and wait for an admin. */
  readonly held: number;
}

export async function countDeliveries(db: Db): Promise<DeliveryCounts> {
  const owed = db.selectFrom("deliveries").where("state", "in", ["pending", "sending"]);
  const count = sql<number>`count(*)`.as("count");
  const { count: waiting } = await owed.select(count).executeTakeFirstOrThrow();
  const retried = await owed
    .select([sql<string>`coalesce(error, 'unknown')`.as("reason"), count, sql<number>`min(created_at)`.as("since")])
    .where("attempts", ">", 0)
    .where("state", "=", "pending")
    .groupBy("reason")
    .execute();
  const newest = db.selectFrom("deliveries").select("state").orderBy("id", "desc").limit(NEWEST_SEARCHED).as("newest");
  const { count: held } = await db
    .selectFrom(newest)
    .select(count)
    .where("state", "=", "held")
    .executeTakeFirstOrThrow();
  return { waiting, retried, held };
}

/** When a question was last posted. */
export async function lastPostedAt(db: Db): Promise<EpochMs | undefined> {
  const row = await db
    .selectFrom("rounds")
    .select("posted_at")
    .where("posted_at", "is not", null)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.posted_at ?? undefined;
}

/** The size of the database's pages in bytes, without its write-ahead log. */
export async function databaseSize(db: Db): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`.execute(db);
  return rows[0]?.bytes ?? 0;
}
