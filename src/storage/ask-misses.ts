import type { EpochMs } from "../chat/card.ts";
import type { Db } from "./database.ts";

/** The most distinct misses kept per community; those asked longest ago are dropped first. */
const MAX_MISSES = 200;
/** In UTF-16 code units. */
const MAX_QUERY_LENGTH = 80;

/** Counts a query that the cheatsheet has no answer to. Keeps only its words in lower case, never who asked. */
export async function countMiss(db: Db, communityId: number, query: string, now: EpochMs): Promise<void> {
  const words =
    query
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(" ")
      .slice(0, MAX_QUERY_LENGTH) ?? "";
  if (words === "") return;
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto("ask_misses")
      .values({ community_id: communityId, query: words, count: 1, last_at: now })
      .onConflict((conflict) =>
        conflict
          .columns(["community_id", "query"])
          .doUpdateSet(({ eb }) => ({ count: eb("ask_misses.count", "+", 1), last_at: now })),
      )
      .execute();
    const surplus = tx
      .selectFrom("ask_misses")
      .select("query")
      .where("community_id", "=", communityId)
      .orderBy("last_at", "desc")
      .orderBy("query")
      .limit(1000)
      .offset(MAX_MISSES);
    await tx.deleteFrom("ask_misses").where("community_id", "=", communityId).where("query", "in", surplus).execute();
  });
}

/** The most frequent first. */
export async function topMisses(
  db: Db,
  communityId: number,
  limit: number,
): Promise<readonly { query: string; count: number }[]> {
  return db
    .selectFrom("ask_misses")
    .select(["query", "count"])
    .where("community_id", "=", communityId)
    .orderBy("count", "desc")
    .orderBy("last_at", "desc")
    .limit(limit)
    .execute();
}
