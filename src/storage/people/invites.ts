import type { Db } from "../database.ts";

/** Stores who invited the bot to a channel, before anyone has set the channel up. The latest invitation counts. */
export async function noteInviter(db: Db, communityId: number, channel: string, user: string): Promise<void> {
  await db
    .insertInto("meta")
    .values({ key: keyOf(communityId, channel), value: user })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: user }))
    .execute();
}

export async function findInviter(db: Db, communityId: number, channel: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("meta")
    .select("value")
    .where("key", "=", keyOf(communityId, channel))
    .executeTakeFirst();
  return row?.value;
}

/** Whether the user invited the bot to any channel of the community. */
export async function hasInvited(db: Db, communityId: number, user: string): Promise<boolean> {
  const row = await db
    .selectFrom("meta")
    .select("key")
    .where("key", "like", `${keyOf(communityId, "")}%`)
    .where("value", "=", user)
    .executeTakeFirst();
  return row !== undefined;
}

function keyOf(communityId: number, channel: string): string {
  return `inviter:${communityId}:${channel}`;
}
