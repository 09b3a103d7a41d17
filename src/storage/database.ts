import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import {
  type AbortableOperationOptions,
  type Compilable,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
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

/** How long opening waits for another program's lock, in ms. */
const OPENING_MS = 250;
/** SQLite's own waiting stops everything else in the process, so it is short; the rest is waited for beside other work. */
const STANDSTILL_MS = 20;
const PATIENCE_MS = 2_000;

export interface OpeningOptions {
  readonly readonly?: boolean;
  /** Stands still for so long where the file is locked: for commands, which have nothing else to do. */
  readonly busyMs?: number;
  /** How long another program's write lock is waited for, beside other work. */
  readonly patienceMs?: number | undefined;
}

/**
 * Opens the SQLite file that `url` names: a path, or `sqlite:<path>`, or `:memory:`. docs/operations.md explains the settings.
 *
 * Another program that holds the write lock is waited for, two seconds in all, without stopping the process.
 *
 * @throws StorageError in one line where the file cannot be opened, written or is no database.
 */
export function openDatabase(url: string, options: OpeningOptions = {}): Db {
  const path = databasePath(url);
  const readonly = options.readonly ?? false;
  try {
    const raw = new Database(path, { readonly, timeout: options.busyMs ?? OPENING_MS });
    raw.pragma("foreign_keys = ON");
    if (!readonly) {
      raw.pragma("journal_mode = WAL");
      raw.pragma("synchronous = FULL");
      raw.pragma(`journal_size_limit = ${64 * 2 ** 20}`);
      raw.pragma("secure_delete = FAST");
      // Shows an unwritable file now instead of at the first answer.
      raw.pragma(`user_version = ${Number(raw.pragma("user_version", { simple: true }))}`);
    }
    raw.prepare("select count(*) from sqlite_master").get();
    if (options.busyMs === undefined) raw.pragma(`busy_timeout = ${STANDSTILL_MS}`);
    const dialect = new SqliteDialect({ database: cached(raw, readonly ? "begin" : "begin immediate") });
    const createDriver = dialect.createDriver.bind(dialect);
    dialect.createDriver = () => patient(createDriver(), options.patienceMs ?? PATIENCE_MS);
    return new Kysely<Schema>({ dialect });
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

/** Kysely prepares every statement anew and begins deferred; this makes each statement once and begins as `begin` says. */
function cached(raw: Database.Database, begin: string): SqliteDatabase {
  const statements = new Map<string, Database.Statement>();
  const prepare = (sql: string): Database.Statement => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = raw.prepare(sql === "begin" ? begin : sql);
    if (statements.size >= 500) statements.clear();
    statements.set(sql, statement);
    return statement;
  };
  return {
    // A full disk has SQLite roll back by itself; a second time would be an error that hides the first one.
    prepare: (sql) => prepare(sql === "rollback" && !raw.inTransaction ? "select 0 where false" : sql),
    close: () => raw.close(),
  };
}

/** Tries again while another program holds the lock; once that took too long, what follows fails at once. */
function patient(driver: Driver, patienceMs: number): Driver {
  const acquire = driver.acquireConnection.bind(driver);
  let lockedSince: number | undefined;
  let made: DatabaseConnection | undefined;
  const wrap = (connection: DatabaseConnection): DatabaseConnection => ({
    streamQuery: connection.streamQuery.bind(connection),
    executeQuery: async <R>(query: CompiledQuery, options?: AbortableOperationOptions) => {
      for (;;) {
        try {
          const result = await connection.executeQuery<R>(query, options);
          lockedSince = undefined;
          return result;
        } catch (error) {
          if (!codeOf(error).startsWith("SQLITE_BUSY")) throw error;
          lockedSince ??= performance.now();
          if (performance.now() - lockedSince > patienceMs) throw error;
        }
        await sleep(STANDSTILL_MS);
      }
    },
  });
  driver.acquireConnection = async (options) => {
    made ??= wrap(await acquire(options));
    return made;
  };
  return driver;
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

/** Trouble of the disk or the file, which passes or which somebody has to mend; undefined where the error is another one. */
export function storageTrouble(error: unknown): "full" | "locked" | "unwritable" | undefined {
  const code = codeOf(error);
  if (code.startsWith("SQLITE_FULL")) return "full";
  if (code.startsWith("SQLITE_BUSY")) return "locked";
  if (/^SQLITE_(?:READONLY|IOERR|CANTOPEN|CORRUPT|NOTADB)/.test(code)) return "unwritable";
  return undefined;
}

/** What SQLite reports of the file, in one line; any other error as it is. */
export function asStorageError(url: string, error: unknown): unknown {
  if (storageTrouble(error) === undefined) return error;
  return new StorageError(openingProblem(databasePath(url), error), { cause: error });
}

/**
 * A statement of a hot path, built and compiled once: that costs Kysely more than SQLite needs to run it. `build` gets a
 * stand-in for each parameter; they may stand where a value stands, and nothing may depend on them.
 *
 * Write subqueries rather than joins: SQLite plans a join with parameters anew at every run where one of its tables has a
 * partial index (it looks whether the bound value implies the index's condition), which costs ten times the run itself.
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
