import type { Selectable } from "kysely";
import type { EpochMs } from "../chat/card.ts";
import type { PlatformName } from "../chat/event.ts";
import type { Db } from "./database.ts";
import { prepared } from "./prepared.ts";
import type { CommunitiesTable } from "./schema.ts";

export interface Community {
  readonly id: number;
  readonly platform: PlatformName;
  /** The platform's id. */
  readonly external: string;
  readonly name: string;
  /** The time zone in which its boards' weeks and months end. */
  readonly timeZone: string;
  readonly weekStart: "monday" | "sunday";
  /** Only admins may change team memberships. */
  readonly teamsLocked: boolean;
}

export async function ensureCommunity(
  db: Db,
  given: { platform: PlatformName; external: string; name: string; timeZone: string; now: EpochMs },
): Promise<Community> {
  const known = await findCommunity(db, given.platform, given.external);
  if (known !== undefined) return known;
  return db.transaction().execute(async (tx) => {
    const row = await tx
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
      .values({ community_id: row.id, number: 1, name: "Season 1", starts_at: given.now, ends_at: null })
      .execute();
    return communityOf(row);
  });
}

export async function findCommunity(db: Db, platform: PlatformName, external: string): Promise<Community | undefined> {
  const [row] = (await communityRow(db, { platform, external })).rows;
  return row && communityOf(row);
}

const communityRow = prepared((db, params: { platform: PlatformName; external: string }) =>
  db
    .selectFrom("communities")
    .selectAll()
    .where("platform", "=", params.platform)
    .where("external_id", "=", params.external),
);

export async function getCommunity(db: Db, id: number): Promise<Community> {
  return communityOf(await db.selectFrom("communities").selectAll().where("id", "=", id).executeTakeFirstOrThrow());
}

export async function communityPlatform(db: Db, id: number): Promise<PlatformName> {
  const row = await db.selectFrom("communities").select("platform").where("id", "=", id).executeTakeFirstOrThrow();
  return row.platform;
}

/** Changes where weeks begin and end. Existing rounds keep their week. */
export async function saveCalendar(
  db: Db,
  communityId: number,
  calendar: Pick<Community, "timeZone" | "weekStart">,
): Promise<void> {
  await db
    .updateTable("communities")
    .set({ time_zone: calendar.timeZone, week_start: calendar.weekStart })
    .where("id", "=", communityId)
    .execute();
}

/** Used only inside storage. */
export function communityOf(row: Selectable<CommunitiesTable>): Community {
  return {
    id: row.id,
    platform: row.platform,
    external: row.external_id,
    name: row.name,
    timeZone: row.time_zone,
    weekStart: row.week_start,
    teamsLocked: row.teams_locked === 1,
  };
}
