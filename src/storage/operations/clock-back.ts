import type { EpochMs } from "../../chat/card.ts";
import type { Db } from "../database.ts";
import { UNREVEALED } from "../rounds/rounds.ts";

const DAY_MS = 86_400_000;
/** The longest answer window that can be set. */
const LONGEST_WINDOW_MS = 14 * DAY_MS;

/**
 * After the clock was set back from `from` to `now`, moves times that are now in the future to `now`, so that nothing waits
 * for them.
 */
export async function reschedule(db: Db, from: EpochMs, now: EpochMs): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await rescheduleDeliveries(tx, from - now, now);
    await rescheduleRounds(tx, now);
    await tx
      .updateTable("answers")
      .set({ at: now })
      .where("at", ">", now)
      .where("round_id", "in", tx.selectFrom("rounds").select("id").where("state", "in", UNREVEALED))
      .execute();
    // These times are not missed yet. Those that an admin skipped stay skipped.
    await tx.deleteFrom("missed_runs").where("run_at", ">", now).where("reason", "!=", "skipped").execute();
  });
}

async function rescheduleDeliveries(tx: Db, byMs: number, now: EpochMs): Promise<void> {
  const waiting = tx.updateTable("deliveries").where("state", "in", ["pending", "sending"]);
  // Messages sent under the wrong clock have earlier times in the channel, so the search for them must start earlier.
  await waiting
    .set(({ eb }) => ({ maybe_sent_since: eb("maybe_sent_since", "-", byMs + DAY_MS) }))
    .where("maybe_sent_since", "is not", null)
    .execute();
  await waiting.set({ created_at: now }).where("created_at", ">", now).execute();
  await waiting.set({ not_before: now }).where("not_before", ">", now).execute();
}

/** A round posted further in the future than its window is long gets its whole window, starting now. */
async function rescheduleRounds(tx: Db, now: EpochMs): Promise<void> {
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
