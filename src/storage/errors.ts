import { existsSync } from "node:fs";
import { dirname } from "node:path";

/** The message is one line for whoever starts the bot. */
export class StorageError extends Error {
  override readonly name = "StorageError";
}

/** Classifies a problem with the disk or file, which may pass or needs fixing by hand; undefined for any other error. */
export function storageTrouble(error: unknown): "full" | "locked" | "unwritable" | undefined {
  const code = codeOf(error);
  if (code.startsWith("SQLITE_FULL")) return "full";
  if (code.startsWith("SQLITE_BUSY")) return "locked";
  if (/^SQLITE_(?:READONLY|IOERR|CANTOPEN|CORRUPT|NOTADB)/.test(code)) return "unwritable";
  return undefined;
}

/** Turns an error of SQLite about its file into one line; returns any other error unchanged. */
export function asStorageError(path: string, error: unknown): unknown {
  if (storageTrouble(error) === undefined) return error;
  return new StorageError(openingProblem(path, error), { cause: error });
}

/** One line that says what is wrong, with which file, and what to do. */
export function openingProblem(path: string, cause: unknown): string {
  const code = codeOf(cause);
  if (code === "SQLITE_NOTADB" || code.startsWith("SQLITE_CORRUPT")) {
    return `The database ${path} is damaged or is no SQLite file. Nothing was changed. Restore a backup ("studybot db restore"), or move the file away to start afresh.`;
  }
  if (!existsSync(dirname(path)))
    return `The database's folder ${dirname(path)} does not exist. Create it, or change DATABASE_URL.`;
  if (code.startsWith("SQLITE_READONLY") || code.startsWith("SQLITE_CANTOPEN") || code === "SQLITE_PERM") {
    return `The database ${path} cannot be written. Check who owns the file and its folder, or change DATABASE_URL.`;
  }
  if (code.startsWith("SQLITE_BUSY")) return `The database ${path} is locked by another program.`;
  if (code.startsWith("SQLITE_FULL")) return `The disk that holds ${path} is full. Nothing was changed.`;
  if (code.startsWith("SQLITE_IOERR"))
    return `The disk that holds ${path} cannot be read or written (${code}). It may be full or failing. Nothing was changed.`;
  return `The database ${path} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`;
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}
