import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { sql } from "kysely";
import type { EpochMs } from "../../chat/card.ts";
import { type Db, openDatabase } from "../database.ts";
import { openingProblem, StorageError } from "../errors.ts";
import { readMeta } from "../meta.ts";
import { readMigrations, schemaVersion } from "../migrate.ts";
import { COPIED_AT, copyDatabase, syncToDisk } from "./backup.ts";

export interface Restored {
  /** The time that the database was restored to. */
  readonly at: EpochMs;
  /** Where the previous database is kept; undefined if there was none. */
  readonly kept: string | undefined;
}

/**
 * Replaces the database with a copy of `file`. The previous database is kept beside it. The caller holds the database's
 * lock.
 *
 * @throws StorageError with one line if the file is damaged, not studybot's, or from a newer studybot; nothing is changed
 * then
 */
export async function restoreDatabase(file: string, database: string, now: EpochMs): Promise<Restored> {
  const fresh = `${database}.restoring`;
  await rm(fresh, { force: true });
  await copyDatabase(file, fresh, undefined).catch((cause: unknown) => {
    if (cause instanceof StorageError)
      throw new StorageError(`${file} cannot be restored. ${cause.message}`, { cause });
    throw new StorageError(`${file} cannot be restored. ${openingProblem(file, cause)}`, { cause });
  });
  const at = await copiedAtOf(fresh);
  const kept = existsSync(database)
    ? `${database}.replaced-${new Date(now).toISOString().slice(0, 19).replaceAll(":", "")}Z`
    : undefined;
  if (kept !== undefined) {
    // The WAL belongs to the old file; left beside the new one it would damage it.
    if (existsSync(`${database}-wal`)) await rename(`${database}-wal`, `${kept}-wal`);
    await rename(database, kept);
  }
  await rm(`${database}-shm`, { force: true });
  await rename(fresh, database);
  await syncToDisk(dirname(database));
  return { at, kept };
}

async function copiedAtOf(fresh: string): Promise<EpochMs> {
  const db = openDatabase(fresh, { readonly: true });
  try {
    const newest = (await readMigrations()).at(-1)?.number ?? 0;
    const version = await schemaVersion(db);
    if (version > newest) {
      throw new StorageError(
        `The file is of a newer studybot (schema ${version}; this one knows ${newest}). Update studybot first.`,
      );
    }
    return Number(await readMeta(db, COPIED_AT));
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  } finally {
    await db.destroy();
  }
}

/** When the copy was made, if this database is a restored copy on which `reserveIdsSinceBackup` has not run yet. */
export async function restoredFrom(db: Db): Promise<EpochMs | undefined> {
  const copiedAt = await readMeta(db, COPIED_AT);
  return copiedAt === undefined ? undefined : Number(copiedAt);
}

/** More rounds than anyone could have between a backup and its restore. */
const ID_GAP = 1_000_000;

/**
 * Messages from the lost time are still in the channels, with round ids on their buttons, so no new round may reuse those
 * ids. Deliveries that were pending may have been sent since, so the bot looks for them first.
 */
export async function reserveIdsSinceBackup(tx: Db, copiedAt: EpochMs): Promise<void> {
  const { rows } = await sql`select 1 from sqlite_sequence where name = 'rounds'`.execute(tx);
  if (rows.length === 0) await sql`insert into sqlite_sequence (name, seq) values ('rounds', 0)`.execute(tx);
  await sql`update sqlite_sequence set seq = seq + ${ID_GAP} where name = 'rounds'`.execute(tx);
  await tx
    .updateTable("deliveries")
    .set({ maybe_sent_since: copiedAt })
    .where("state", "in", ["pending", "sending"])
    .where("maybe_sent_since", "is", null)
    .execute();
  await tx.deleteFrom("meta").where("key", "=", COPIED_AT).execute();
}
