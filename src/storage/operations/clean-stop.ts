import { sql } from "kysely";
import type { Db } from "../database.ts";
import { deleteMeta, readMeta, writeMeta } from "../meta.ts";
import { schemaVersion } from "../migrate.ts";

const CLEAN = "clean-stop";

/** Whether the last bot on this database ended as it should. So does a database that none was on yet. */
export async function endedCleanly(db: Db): Promise<boolean> {
  if ((await schemaVersion(db)) === 0) return true;
  const known = await sql<{
    last: number;
  }>`select count(*) as last from meta where key in ('last-alive', ${CLEAN})`.execute(db);
  return known.rows[0]?.last === 0 || (await readMeta(db, CLEAN)) !== undefined;
}

/** From here on, only `noteCleanStop` makes it a clean one. */
export async function noteStart(db: Db): Promise<void> {
  await deleteMeta(db, CLEAN);
}

export async function noteCleanStop(db: Db): Promise<void> {
  await writeMeta(db, CLEAN, "1");
}

/**
 * Looks whether the file is sound: its pages and what they point to, not what is written in them. About a second for a million
 * answers, so it is done only where the last stop was not clean, and before anything is written.
 *
 * @throws an Error with the code SQLITE_CORRUPT where it is damaged
 */
export async function checkPages(db: Db): Promise<void> {
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(db);
  const found = rows[0]?.quick_check;
  if (found !== "ok") throw Object.assign(new Error(found), { code: "SQLITE_CORRUPT" });
}
