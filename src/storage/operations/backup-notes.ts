import type { EpochMs } from "../../chat/card.ts";
import type { Db } from "../database.ts";
import { deleteMeta, readMeta, writeMeta } from "../meta.ts";

const LAST = "last-backup";
const PROBLEM = "backup-problem";

/** When a backup of this database was last made and passed its check. */
export async function lastBackupAt(db: Db): Promise<EpochMs | undefined> {
  const value = await readMeta(db, LAST);
  return value === undefined ? undefined : Number(value);
}

export async function noteBackup(db: Db, at: EpochMs): Promise<void> {
  await writeMeta(db, LAST, String(at));
  await deleteMeta(db, PROBLEM);
}

/** Why the last daily backup failed; undefined if it succeeded. */
export async function backupProblem(db: Db): Promise<string | undefined> {
  return readMeta(db, PROBLEM);
}

export async function noteBackupProblem(db: Db, problem: string): Promise<void> {
  await writeMeta(db, PROBLEM, problem);
}
