import { type ChannelStanding, type Standing, standingAt } from "../../study/streak.ts";
import type { Db } from "../database.ts";
import { prepared } from "../prepared.ts";
import { exemptSequences, newestSequence, standingOf } from "./scores.ts";

/** The person's standing after the last round they answered in the channel. */
export async function findStanding(db: Db, channelId: number, personId: number): Promise<ChannelStanding | undefined> {
  const [row] = (await standingRow(db, { channelId, personId })).rows;
  return row && standingOf(row);
}

const standingRow = prepared((db, params: { channelId: number; personId: number }) =>
  db
    .selectFrom("standings")
    .selectAll()
    .where("channel_id", "=", params.channelId)
    .where("person_id", "=", params.personId),
);

/**
 * The person's standing after the channel's newest scored round; undefined if they never answered.
 *
 * @param last the result of `findStanding`, if already known
 */
export async function standingNow(
  db: Db,
  channelId: number,
  personId: number,
  last?: ChannelStanding,
): Promise<Standing | undefined> {
  const standing = last ?? (await findStanding(db, channelId, personId));
  if (standing === undefined) return undefined;
  return standingAt(standing, (await newestSequence(db, channelId)) + 1, await exemptSequences(db, channelId));
}
