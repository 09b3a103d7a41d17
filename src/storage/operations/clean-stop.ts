import { sql } from "kysely";
import type { Db } from "../database.ts";
import { deleteMeta, readMeta, writeMeta } from "../meta.ts";
import { schemaVersion } from "../migrate.ts";

const CLEAN = "clean-stop";

/** Whether the last bot on this database stopped cleanly; true if none has run on it yet. */
export async function endedCleanly(db: Db): Promise<boolean> {
  if ((await schemaVersion(db)) === 0) return true;
  const known = await sql<{
    last: number;
  }>`select count(*) as last from meta where key in ('last-alive', ${CLEAN})`.execute(db);
  return known.rows[0]?.last === 0 || (await readMeta(db, CLEAN)) !== undefined;
}

/** From here on, the stop counts as unclean until `noteCleanStop`. */
export async function noteStart(db: Db): Promise<void> {
  await deleteMeta(db, CLEAN);
}

export async function noteCleanStop(db: Db): Promise<void> {
  await writeMeta(db, CLEAN, "1");
}

/**
 * Checks that the file is sound: its pages and links between them, not their content. It takes about a second for a million
 * answers, so it runs only after an unclean stop, before anything is written.
 *
 * @throws an Error with the code SQLITE_CORRUPT if the file is damaged
 */
export async function checkPages(db: Db): Promise<void> {
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(db);
  const found = rows[0]?.quick_check;
  if (found !== "ok") throw Object.assign(new Error(found), { code: "SQLITE_CORRUPT" });
}
