import type { EpochMs } from "../../chat/card.ts";
import type { Db } from "../database.ts";

/** The most missed times kept per channel and reason. */
const MAX_MISSED_RUNS = 20;

export type MissedReason = "too-late" | "skipped" | "no-question" | "not-delivered" | "restored";

/** A scheduled time at which no question was posted. */
export interface MissedRun {
  readonly runAt: EpochMs;
  readonly reason: MissedReason;
}

export async function noteMissedRuns(
  db: Db,
  missed: {
    readonly channelId: number;
    readonly runs: readonly EpochMs[];
    readonly reason: MissedReason;
    readonly now: EpochMs;
  },
): Promise<void> {
  const { channelId, runs, reason, now } = missed;
  if (runs.length === 0) return;
  await db
    .insertInto("missed_runs")
    .values(runs.slice(-MAX_MISSED_RUNS).map((run) => ({ channel_id: channelId, run_at: run, reason, noted_at: now })))
    .onConflict((conflict) => conflict.columns(["channel_id", "run_at"]).doNothing())
    .execute();
  const oldest = await db
    .selectFrom("missed_runs")
    .select("run_at")
    .where("channel_id", "=", channelId)
    .where("reason", "=", reason)
    .orderBy("run_at", "desc")
    .offset(MAX_MISSED_RUNS)
    .limit(1)
    .executeTakeFirst();
  if (oldest !== undefined) {
    await db
      .deleteFrom("missed_runs")
      .where("channel_id", "=", channelId)
      .where("reason", "=", reason)
      .where("run_at", "<=", oldest.run_at)
      .execute();
  }
}

/** The question was posted after all: the clock had been ahead. */
export async function forgetMissedRun(tx: Db, channelId: number, run: EpochMs): Promise<void> {
  await tx.deleteFrom("missed_runs").where("channel_id", "=", channelId).where("run_at", "=", run).execute();
}

export async function isSkipped(db: Db, channelId: number, run: EpochMs): Promise<boolean> {
  const row = await db
    .selectFrom("missed_runs")
    .select("run_at")
    .where("channel_id", "=", channelId)
    .where("run_at", "=", run)
    .where("reason", "=", "skipped")
    .executeTakeFirst();
  return row !== undefined;
}

/** Newest first. */
export async function missedRuns(db: Db, channelId: number, limit: number): Promise<readonly MissedRun[]> {
  return db
    .selectFrom("missed_runs")
    .select(["run_at as runAt", "reason"])
    .where("channel_id", "=", channelId)
    .orderBy("run_at", "desc")
    .limit(limit)
    .execute();
}

/** Forgets skips from `from` on: a time that is scheduled again is no longer skipped. */
export async function forgetSkips(db: Db, channelId: number, from: EpochMs | undefined): Promise<void> {
  if (from === undefined) return;
  await db
    .deleteFrom("missed_runs")
    .where("channel_id", "=", channelId)
    .where("reason", "=", "skipped")
    .where("run_at", ">=", from)
    .execute();
}
