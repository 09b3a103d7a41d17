import type { EpochMs } from "../../chat/card.ts";
import type { Db } from "../database.ts";
import { flag } from "../flag.ts";
import { prepared } from "../prepared.ts";

export interface Person {
  readonly id: number;
  readonly name: string;
  readonly hidden: boolean;
}

/** The person behind a platform account, if the bot knows one. */
export async function findPerson(db: Db, communityId: number, external: string): Promise<Person | undefined> {
  const [row] = (await personRow(db, { communityId, external })).rows;
  return row && { id: row.id, name: row.name, hidden: row.hidden === 1 };
}

const personRow = prepared((db, params: { communityId: number; external: string }) =>
  db
    .selectFrom("people")
    .select(["id", "name", "hidden", "left_at"])
    .where("id", "=", ({ selectFrom }) =>
      selectFrom("accounts")
        .select("person_id")
        .where("community_id", "=", params.communityId)
        .where("external_id", "=", params.external),
    ),
);

/** Finds or adds the person, and keeps the name up to date. An empty name means unknown and changes nothing. */
export async function ensurePerson(
  tx: Db,
  communityId: number,
  user: { id: string; name: string },
  now: EpochMs,
): Promise<Person> {
  const name = user.name.slice(0, 100);
  const [row] = (await personRow(tx, { communityId, external: user.id })).rows;
  if (row !== undefined) {
    const known = { id: row.id, name: name === "" ? row.name : name, hidden: row.hidden === 1 };
    // Someone who acts has not left, whatever the platform said before.
    if (row.left_at !== null || known.name !== row.name)
      await tx.updateTable("people").set({ left_at: null, name: known.name }).where("id", "=", known.id).execute();
    return known;
  }
  const person = await tx
    .insertInto("people")
    .values({ community_id: communityId, name, hidden: 0, created_at: now })
    .returning("id")
    .executeTakeFirstOrThrow();
  await tx
    .insertInto("accounts")
    .values({ community_id: communityId, external_id: user.id, person_id: person.id })
    .execute();
  return { id: person.id, name, hidden: false };
}

export async function setHidden(db: Db, personId: number, hidden: boolean): Promise<void> {
  await db
    .updateTable("people")
    .set({ hidden: flag(hidden) })
    .where("id", "=", personId)
    .execute();
}

/** Boards do not list the person until they answer again; their points stay. */
export async function markLeft(db: Db, personId: number, now: EpochMs): Promise<void> {
  await db.updateTable("people").set({ left_at: now }).where("id", "=", personId).execute();
}

/** An admin named by another admin, in addition to the platform's own. */
export interface Admin {
  readonly kind: "person" | "role";
  /** The platform's id of the user or role. */
  readonly externalId: string;
}

export async function addAdmin(db: Db, communityId: number, admin: Admin, now: EpochMs): Promise<void> {
  await db
    .insertInto("admins")
    .values({ community_id: communityId, kind: admin.kind, external_id: admin.externalId, added_at: now })
    .onConflict((conflict) => conflict.columns(["community_id", "kind", "external_id"]).doNothing())
    .execute();
}

/** False if there was no such admin. */
export async function removeAdmin(db: Db, communityId: number, admin: Admin): Promise<boolean> {
  const result = await db
    .deleteFrom("admins")
    .where("community_id", "=", communityId)
    .where("kind", "=", admin.kind)
    .where("external_id", "=", admin.externalId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export async function listAdmins(db: Db, communityId: number): Promise<readonly Admin[]> {
  return db
    .selectFrom("admins")
    .select(["kind", "external_id as externalId"])
    .where("community_id", "=", communityId)
    .orderBy("added_at")
    .execute();
}
