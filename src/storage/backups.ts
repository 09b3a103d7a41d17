import type { EpochMs } from "../chat/card.ts";
import type { Db } from "./database.ts";
import { readMeta, writeMeta } from "./meta.ts";

const KEY = "last-backup";

/** When a copy of this database was last made and found sound. */
export async function lastBackupAt(db: Db): Promise<EpochMs | undefined> {
  const value = await readMeta(db, KEY);
  return value === undefined ? undefined : Number(value);
}

export async function noteBackup(db: Db, at: EpochMs): Promise<void> {
  await writeMeta(db, KEY, String(at));
}
