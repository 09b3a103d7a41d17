import Database from "better-sqlite3";
import { databasePath } from "./database-path.ts";
import { openingProblem, StorageError, storageTrouble } from "./errors.ts";

/**
 * Keeps a second bot off the database with an exclusive lock on `<file>.lock`, itself a tiny SQLite file: the operating
 * system releases such a lock however the process dies. Programs that only read do not take it.
 *
 * @throws StorageError if another bot holds the lock or the file cannot be written
 */
export function lockDatabase(url: string): () => void {
  const path = databasePath(url);
  if (path === ":memory:") return () => undefined;
  let raw: Database.Database;
  try {
    raw = new Database(`${path}.lock`, { timeout: 0 });
  } catch (cause) {
    throw new StorageError(openingProblem(path, cause), { cause });
  }
  try {
    raw.pragma("journal_mode = DELETE");
    raw.exec("begin exclusive");
  } catch (cause) {
    raw.close();
    if (storageTrouble(cause) !== "locked") throw new StorageError(openingProblem(path, cause), { cause });
    throw new StorageError(
      `Another studybot is running on ${path}. One bot a database file: stop the other one first.`,
      { cause },
    );
  }
  return () => raw.close();
}
