import type { Db } from "./database.ts";

/** Who invited the bot into a channel, before anybody has set the channel up. The latest invitation counts. */
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

function keyOf(communityId: number, channel: string): string {
  return `inviter:${communityId}:${channel}`;
}
