import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import Database from "better-sqlite3";
import {
  type Compilable,
  type CompiledQuery,
  Kysely,
  type QueryResult,
  type SqliteDatabase,
  SqliteDialect,
} from "kysely";
import type { Schema } from "./schema.ts";

/** A database or the transaction that a function runs in. A query on the outer one inside a transaction waits for itself. */
export type Db = Kysely<Schema>;

/** Said to whoever starts the bot; one line. */
export class StorageError extends Error {
  override readonly name = "StorageError";
}

/**
 * Opens the SQLite file that `url` names: a path, or `sqlite:<path>`, or `:memory:`.
 *
 * WAL with synchronous=FULL: an answer that was acknowledged survives a power cut. `busy_timeout` is short because it
 * blocks the event loop; there is one writer, so only a backup's last step and `deck regrade` can ever make it wait.
 *
 * @throws StorageError in one line where the file cannot be opened, written or is no database.
 */
export function openDatabase(url: string, options: { readonly?: boolean; busyMs?: number } = {}): Db {
  const path = databasePath(url);
  try {
    const raw = new Database(path, { readonly: options.readonly ?? false, timeout: options.busyMs ?? 250 });
    raw.pragma("foreign_keys = ON");
    if (options.readonly !== true) {
      raw.pragma("journal_mode = WAL");
      raw.pragma("synchronous = FULL");
      // Shows an unwritable file now instead of at the first answer.
      raw.pragma(`user_version = ${Number(raw.pragma("user_version", { simple: true }))}`);
    }
    raw.prepare("select count(*) from sqlite_master").get();
    return new Kysely<Schema>({ dialect: new SqliteDialect({ database: cached(raw) }) });
  } catch (cause) {
    throw new StorageError(openingProblem(path, cause), { cause });
  }
}

export function databasePath(url: string): string {
  if (/^postgres(ql)?:/.test(url))
    throw new StorageError("PostgreSQL is not supported yet: give DATABASE_URL a file name.");
  const path = url.replace(/^(sqlite|file):(\/\/(?=\/))?/, "");
  return path === ":memory:" ? path : resolve(path);
}

/** Kysely prepares every statement anew and begins deferred; this makes each statement once and begins as a writer. */
function cached(raw: Database.Database): SqliteDatabase {
  const statements = new Map<string, Database.Statement>();
  const prepare = (sql: string): Database.Statement => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = raw.prepare(sql === "begin" ? "begin immediate" : sql);
    if (statements.size >= 500) statements.clear();
    statements.set(sql, statement);
    return statement;
  };
  return { prepare, close: () => raw.close() };
}

/**
 * A statement of a hot path, built and compiled once: that costs Kysely more than SQLite needs to run it. `build` gets a
 * stand-in for each parameter; they may stand where a value stands, and nothing may depend on them.
 */
export function prepared<P extends Readonly<Record<string, string | number | null>>, R>(
  build: (db: Db, params: P) => Compilable<R>,
): (db: Db, params: P) => Promise<QueryResult<R>> {
  const names = new Map<unknown, string>();
  const standIn = (_: object, name: string): object => {
    const made = { name };
    names.set(made, name);
    return made;
  };
  let compiled: CompiledQuery<R> | undefined;
  return (db, params) => {
    compiled ??= build(db, new Proxy({}, { get: standIn }) as P).compile();
    const parameters = compiled.parameters.map((value) => {
      const name = names.get(value);
      return name === undefined ? value : params[name];
    });
    return db.executeQuery({ ...compiled, parameters });
  };
}

/** What is wrong, where the file is and what to do, in one line. */
export function openingProblem(path: string, cause: unknown): string {
  const code = (cause as { code?: string }).code ?? "";
  if (code === "SQLITE_NOTADB" || code === "SQLITE_CORRUPT") {
    return `The database ${path} is damaged or is no SQLite file. Nothing was changed. Restore a backup, or move the file away to start afresh.`;
  }
  if (!existsSync(dirname(path)))
    return `The database's folder ${dirname(path)} does not exist. Create it, or change DATABASE_URL.`;
  if (code.startsWith("SQLITE_READONLY") || code.startsWith("SQLITE_CANTOPEN") || code === "SQLITE_PERM") {
    return `The database ${path} cannot be written. Check who owns the file and its folder, or change DATABASE_URL.`;
  }
  if (code.startsWith("SQLITE_BUSY")) return `The database ${path} is locked by another program.`;
  if (code.startsWith("SQLITE_FULL")) return `The disk that holds ${path} is full. Nothing was changed.`;
  return `The database ${path} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`;
}
