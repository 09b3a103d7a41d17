import { resolve } from "node:path";
import { StorageError } from "./errors.ts";

/**
 * The file that a DATABASE_URL names. It may be a path, `sqlite:<path>`, or `:memory:` for no file.
 *
 * @throws StorageError for a database that is not supported
 */
export function databasePath(url: string): string {
  if (/^postgres(ql)?:/.test(url))
    throw new StorageError("PostgreSQL is not supported yet: give DATABASE_URL a file name.");
  const path = url.replace(/^(sqlite|file):(\/\/(?=\/))?/, "");
  return path === ":memory:" ? path : resolve(path);
}
