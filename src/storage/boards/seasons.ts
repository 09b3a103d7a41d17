import type { Selectable } from "kysely";
import type { EpochMs } from "../../chat/card.ts";
import type { Db } from "../database.ts";
import type { SeasonsTable } from "../schema.ts";

export interface Season {
  readonly id: number;
  readonly communityId: number;
  readonly number: number;
  readonly name: string;
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs | undefined;
  /**
   * False: created when the previous season ended, and waiting for `/study season start`. Rounds in the meantime belong to
   * it.
   */
  readonly started: boolean;
  /** When the clock ends it. */
  readonly plannedEnd: EpochMs | undefined;
}

/** Oldest first. New rounds belong to the last one. */
export async function listSeasons(db: Db, communityId: number): Promise<readonly Season[]> {
  const query = db.selectFrom("seasons").selectAll().where("community_id", "=", communityId).orderBy("number");
  return (await query.execute()).map(seasonOf);
}

/** The season that new rounds belong to, whether it is running or waiting to be started. */
export async function latestSeason(db: Db, communityId: number): Promise<Season> {
  const row = await db
    .selectFrom("seasons")
    .selectAll()
    .where("community_id", "=", communityId)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirstOrThrow();
  return seasonOf(row);
}

/** Ends the running season and creates the next one, which waits to be started. New rounds belong to it. */
export async function endSeason(tx: Db, season: Season, now: EpochMs): Promise<void> {
  const number = season.number + 1;
  await tx.updateTable("seasons").set({ ends_at: now, planned_end: null }).where("id", "=", season.id).execute();
  await tx
    .insertInto("seasons")
    .values({
      community_id: season.communityId,
      number,
      name: `Season ${number}`,
      starts_at: now,
      ends_at: null,
      started: 0,
    })
    .execute();
}

export async function startSeason(
  tx: Db,
  id: number,
  given: { name: string | undefined; plannedEnd: EpochMs | undefined },
  now: EpochMs,
): Promise<void> {
  await tx
    .updateTable("seasons")
    .set({
      started: 1,
      starts_at: now,
      planned_end: given.plannedEnd ?? null,
      ...(given.name !== undefined && { name: given.name }),
    })
    .where("id", "=", id)
    .execute();
}

export async function seasonsToEnd(db: Db, now: EpochMs): Promise<readonly Season[]> {
  const query = db.selectFrom("seasons").selectAll().where("ends_at", "is", null).where("planned_end", "<=", now);
  return (await query.execute()).map(seasonOf);
}

function seasonOf(row: Selectable<SeasonsTable>): Season {
  return {
    id: row.id,
    communityId: row.community_id,
    number: row.number,
    name: row.name,
    startsAt: row.starts_at,
    endsAt: row.ends_at ?? undefined,
    started: row.started === 1,
    plannedEnd: row.planned_end ?? undefined,
  };
}
