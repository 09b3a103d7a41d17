import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { databasePath } from "./database-path.ts";
import { openingProblem, StorageError } from "./errors.ts";
import type { Schema } from "./schema.ts";
import { BLOCKING_WAIT_MS, retryWhenBusy } from "./sqlite/retry-when-busy.ts";
import { cacheStatements } from "./sqlite/statement-cache.ts";
import { immediateTransactions } from "./sqlite/transactions.ts";

/** A database or a transaction. Inside a transaction, a query on the outer database would wait for itself forever. */
export type Db = Kysely<Schema>;

/** How long opening the file waits for another program's lock, in ms. */
const OPENING_WAIT_MS = 250;
const LOCK_TIMEOUT_MS = 2_000;

export interface OpeningOptions {
  readonly readonly?: boolean;
  /** Blocks the process this long if the file is locked. For commands, which have nothing else to do. */
  readonly busyMs?: number;
  /** How long to wait for another program's write lock without blocking the process; default 2 s. */
  readonly lockTimeoutMs?: number | undefined;
}

/**
 * Opens the SQLite file that `url` names (see `databasePath`). docs/operations.md explains the settings.
 *
 * If another program holds the write lock, queries wait up to two seconds in all without blocking the process.
 *
 * @throws StorageError with one line if the file cannot be opened or written, or is not a database
 */
export function openDatabase(url: string, options: OpeningOptions = {}): Db {
  const path = databasePath(url);
  const readonly = options.readonly ?? false;
  try {
    const raw = new Database(path, { readonly, timeout: options.busyMs ?? OPENING_WAIT_MS });
    raw.pragma("foreign_keys = ON");
    if (!readonly) {
      raw.pragma("journal_mode = WAL");
      raw.pragma("synchronous = FULL");
      raw.pragma(`journal_size_limit = ${64 * 2 ** 20}`);
      raw.pragma("secure_delete = FAST");
      // Fails now if the file is not writable, rather than at the first answer.
      raw.pragma(`user_version = ${Number(raw.pragma("user_version", { simple: true }))}`);
    }
    raw.prepare("select count(*) from sqlite_master").get();
    if (options.busyMs === undefined) raw.pragma(`busy_timeout = ${BLOCKING_WAIT_MS}`);
    const dialect = new SqliteDialect({ database: immediateTransactions(raw, cacheStatements(raw)) });
    const createDriver = dialect.createDriver.bind(dialect);
    dialect.createDriver = () => retryWhenBusy(createDriver(), options.lockTimeoutMs ?? LOCK_TIMEOUT_MS);
    return new Kysely<Schema>({ dialect });
  } catch (cause) {
    throw new StorageError(openingProblem(path, cause), { cause });
  }
}
