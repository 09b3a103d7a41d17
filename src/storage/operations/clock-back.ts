import type { EpochMs } from "../../chat/card.ts";
import type { Db } from "../database.ts";
import { UNREVEALED } from "../rounds/rounds.ts";

const DAY_MS = 86_400_000;
/** No window is longer. */
const LONGEST_WINDOW_MS = 14 * DAY_MS;

/**
 * The clock was set back from `from` to `now`: what was stamped with a time that is still to come is brought to now, so
 * that nothing waits for it.
 */
export async function reschedule(db: Db, from: EpochMs, now: EpochMs): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await bringDeliveriesBack(tx, from - now, now);
    await bringRoundsBack(tx, now);
    await tx
      .updateTable("answers")
      .set({ at: now })
      .where("at", ">", now)
      .where("round_id", "in", tx.selectFrom("rounds").select("id").where("state", "in", UNREVEALED))
      .execute();
    // Not missed yet. What an admin skipped stays skipped.
    await tx.deleteFrom("missed_runs").where("run_at", ">", now).where("reason", "!=", "skipped").execute();
  });
}

async function bringDeliveriesBack(tx: Db, byMs: number, now: EpochMs): Promise<void> {
  const waiting = tx.updateTable("deliveries").where("state", "in", ["pending", "sending"]);
  // What was sent by the wrong clock stands in the channel at an earlier time: it is looked for from there on.
  await waiting
    .set(({ eb }) => ({ maybe_sent_since: eb("maybe_sent_since", "-", byMs + DAY_MS) }))
    .where("maybe_sent_since", "is not", null)
    .execute();
  await waiting.set({ created_at: now }).where("created_at", ">", now).execute();
  await waiting.set({ not_before: now }).where("not_before", ">", now).execute();
}

/** A round posted further ahead than its window is long gets the whole window from now on. */
async function bringRoundsBack(tx: Db, now: EpochMs): Promise<void> {
  const unrevealed = tx.updateTable("rounds").where("state", "in", UNREVEALED);
  await unrevealed
    .set(({ eb, ref }) => ({
      posted_at: now,
      closes_at: eb(eb.val(now), "+", eb(ref("closes_at"), "-", ref("posted_at"))),
    }))
    .where(({ eb, ref }) => eb(eb(ref("posted_at"), "*", 2), ">", eb(ref("closes_at"), "+", now)))
    .execute();
  await unrevealed
    .set({ closes_at: null })
    .where("posted_at", "is", null)
    .where("closes_at", ">", now + LONGEST_WINDOW_MS)
    .execute();
}
