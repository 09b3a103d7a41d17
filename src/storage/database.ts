import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { databasePath } from "./database-path.ts";
import { openingProblem, StorageError } from "./errors.ts";
import type { Schema } from "./schema.ts";
import { retryWhenBusy, STANDSTILL_MS } from "./sqlite/retry-when-busy.ts";
import { cacheStatements } from "./sqlite/statement-cache.ts";
import { immediateTransactions } from "./sqlite/transactions.ts";

/** A database or the transaction that a function runs in. A query on the outer one inside a transaction waits for itself. */
export type Db = Kysely<Schema>;

/** How long opening waits for another program's lock, in ms. */
const OPENING_MS = 250;
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
    const dialect = new SqliteDialect({ database: immediateTransactions(raw, cacheStatements(raw)) });
    const createDriver = dialect.createDriver.bind(dialect);
    dialect.createDriver = () => retryWhenBusy(createDriver(), options.patienceMs ?? PATIENCE_MS);
    return new Kysely<Schema>({ dialect });
  } catch (cause) {
    throw new StorageError(openingProblem(path, cause), { cause });
  }
}
