import type { EpochMs } from "../../chat/card.ts";
import type { Db } from "../database.ts";

const KEY = "last-alive";

export async function lastAlive(db: Db): Promise<EpochMs | undefined> {
  const row = await db.selectFrom("meta").select("value").where("key", "=", KEY).executeTakeFirst();
  return row && Number(row.value);
}

export async function markAlive(db: Db, now: EpochMs): Promise<void> {
  await db
    .insertInto("meta")
    .values({ key: KEY, value: String(now) })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: String(now) }))
    .execute();
}

/** Marks rounds whose window overlapped the outage from `from` to `to` by at least `minMs`. */
export async function markOutage(db: Db, from: EpochMs, to: EpochMs, minMs: number): Promise<void> {
  await db
    .updateTable("rounds")
    .set({ exempt: 1 })
    .where("state", "in", ["posting", "open", "closed"])
    .where("posted_at", "is not", null)
    .where("posted_at", "<=", to - minMs)
    .where("closes_at", ">=", from + minMs)
    .execute();
}
