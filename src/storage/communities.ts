import type { Selectable } from "kysely";
import type { EpochMs } from "../chat/card.ts";
import type { PlatformName } from "../chat/event.ts";
import type { Db } from "./database.ts";
import { prepared } from "./prepared.ts";
import type { CommunitiesTable } from "./schema.ts";

export type Community = Selectable<CommunitiesTable>;

export async function ensureCommunity(
  db: Db,
  given: { platform: PlatformName; external: string; name: string; timeZone: string; now: EpochMs },
): Promise<Community> {
  const known = await findCommunity(db, given.platform, given.external);
  if (known !== undefined) return known;
  return db.transaction().execute(async (tx) => {
    const community = await tx
      .insertInto("communities")
      .values({
        platform: given.platform,
        external_id: given.external,
        name: given.name,
        time_zone: given.timeZone,
        week_start: "monday",
        created_at: given.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await tx
      .insertInto("seasons")
      .values({ community_id: community.id, number: 1, name: "Season 1", starts_at: given.now, ends_at: null })
      .execute();
    return community;
  });
}

export async function findCommunity(db: Db, platform: PlatformName, external: string): Promise<Community | undefined> {
  return (await communityRow(db, { platform, external })).rows[0];
}

const communityRow = prepared((db, params: { platform: PlatformName; external: string }) =>
  db
    .selectFrom("communities")
    .selectAll()
    .where("platform", "=", params.platform)
    .where("external_id", "=", params.external),
);

export async function communityPlatform(db: Db, id: number): Promise<PlatformName> {
  const row = await db.selectFrom("communities").select("platform").where("id", "=", id).executeTakeFirstOrThrow();
  return row.platform;
}

/** Where its weeks begin and end; weeks of rounds that are there stay as they are. */
export async function saveCalendar(
  db: Db,
  communityId: number,
  calendar: { readonly time_zone: string; readonly week_start: "monday" | "sunday" },
): Promise<void> {
  await db.updateTable("communities").set(calendar).where("id", "=", communityId).execute();
}
