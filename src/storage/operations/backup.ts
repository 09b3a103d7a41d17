import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import Database from "better-sqlite3";
import type { EpochMs } from "../../chat/card.ts";
import { StorageError } from "../errors.ts";

/** Pages (4 KB each) copied per step before other work gets its turn; a step takes a few milliseconds. */
const PAGES_A_STEP = 500;
/** Key in a copy's `meta`: when the copy was made. A bot that starts on such a database knows that it was restored. */
export const COPIED_AT = "copied-at";

export interface Backup {
  readonly file: string;
  readonly at: EpochMs;
}

/**
 * Copies a database, which may be in use, to a new file: a consistent snapshot, checked, synced to disk, a single file
 * without a WAL, and marked as copied at `copiedAt`.
 *
 * @throws Error if it cannot be read or written; the partial copy is removed
 */
export async function copyDatabase(source: string, target: string, copiedAt: EpochMs | undefined): Promise<void> {
  try {
    await copyPages(source, target);
    finishCopy(target, copiedAt);
    await syncToDisk(target);
  } catch (error) {
    for (const end of ["", "-wal", "-shm", "-journal"]) await rm(`${target}${end}`, { force: true });
    throw error;
  }
}

async function copyPages(source: string, target: string): Promise<void> {
  const raw = new Database(source, { readonly: true, fileMustExist: true, timeout: 5_000 });
  try {
    // Holds a snapshot, whatever is written in the meantime.
    raw.exec("begin");
    raw.prepare("select count(*) from sqlite_master").get();
    await raw.backup(target, { progress: () => PAGES_A_STEP });
  } finally {
    raw.close();
  }
}

function finishCopy(target: string, copiedAt: EpochMs | undefined): void {
  const copy = new Database(target);
  try {
    copy.pragma("journal_mode = DELETE");
    const check = String(copy.pragma("integrity_check(1)", { simple: true }));
    if (check !== "ok") throw new StorageError(`The database is damaged: ${check}`);
    const hasMeta = copy.prepare("select 1 from sqlite_master where name = 'meta'").get() !== undefined;
    if (!hasMeta) throw new StorageError("This is no database of studybot.");
    const lastAlive = copy.prepare("select value from meta where key = 'last-alive'").pluck().get() as
      | string
      | undefined;
    // A copy of a copy keeps the first copy's time.
    copy
      .prepare("insert into meta (key, value) values (?, ?) on conflict (key) do nothing")
      .run(COPIED_AT, String(copiedAt ?? lastAlive ?? Date.now()));
  } finally {
    copy.close();
  }
}

/** Makes a backup in `folder`, complete or not at all, then deletes this database's oldest backups beyond `keep`. */
export async function backUp(given: {
  readonly database: string;
  readonly folder: string;
  readonly keep: number;
  readonly now: EpochMs;
}): Promise<string> {
  const { database, folder, keep, now } = given;
  await ensureFolder(folder);
  for (const name of await readdir(folder)) {
    if (name.startsWith(`.${stem(database)}-`) && name.includes(".partial")) await rm(join(folder, name));
  }
  const file = join(folder, backupName(database, now));
  const partial = join(folder, `.${basename(file)}.partial`);
  await copyDatabase(database, partial, now);
  await rename(partial, file);
  await syncToDisk(folder);
  const others = (await listBackups(folder, database)).filter((one) => one.file !== file);
  for (const one of others.slice(keep - 1)) await rm(one.file);
  return file;
}

/** Creates only the last folder of the path: if its parent does not exist, the path is probably wrong. */
async function ensureFolder(folder: string): Promise<void> {
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}

/** The backups of this database in the folder, newest first, recognized by name. */
export async function listBackups(folder: string, database: string): Promise<readonly Backup[]> {
  const found: Backup[] = [];
  for (const name of await readdir(folder)) {
    const [, date, time] = /-(\d{4}-\d{2}-\d{2})T(\d{6})Z\.db$/.exec(name) ?? [];
    const at = Date.parse(`${date}T${time?.replace(/(..)(..)(..)/, "$1:$2:$3")}Z`);
    if (Number.isNaN(at) || name !== backupName(database, at)) continue;
    found.push({ file: join(folder, name), at });
  }
  return found.sort((a, b) => b.at - a.at);
}

/** "studybot-2026-11-23T080000Z.db": sorts by time, in UTC, and is valid on every file system. */
function backupName(database: string, at: EpochMs): string {
  return `${stem(database)}-${new Date(at).toISOString().slice(0, 19).replaceAll(":", "")}Z.db`;
}

function stem(database: string): string {
  return basename(database).replace(/\.(db|sqlite3?)$/, "");
}

/** Syncs a file's content, or a folder's entries. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
