import { type ChannelStanding, type Standing, standingAt } from "../study/streak.ts";
import type { Db } from "./database.ts";
import { exemptSequences, newestSequence, standingOf } from "./scores.ts";

/** Their standing after the last round that they answered in the channel. */
export async function findStanding(db: Db, channelId: number, personId: number): Promise<ChannelStanding | undefined> {
  const row = await db
    .selectFrom("standings")
    .selectAll()
    .where("channel_id", "=", channelId)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return row && standingOf(row);
}

/** Their standing after the channel's newest scored round; undefined for somebody who never answered. */
export async function standingNow(db: Db, channelId: number, personId: number): Promise<Standing | undefined> {
  const standing = await findStanding(db, channelId, personId);
  if (standing === undefined) return undefined;
  return standingAt(standing, (await newestSequence(db, channelId)) + 1, await exemptSequences(db, channelId));
}
