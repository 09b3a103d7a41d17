import type Database from "better-sqlite3";
import type { SqliteDatabase } from "kysely";

/**
 * Takes the write lock when a transaction starts. Kysely's plain "begin" takes it at the first write, which fails if another
 * program has written since the transaction's first read.
 */
export function immediateTransactions(raw: Database.Database, statements: SqliteDatabase): SqliteDatabase {
  const begin = raw.readonly ? "begin" : "begin immediate";
  return {
    prepare: (sql) => {
      if (sql === "begin") return statements.prepare(begin);
      // If the disk is full, SQLite has already rolled back; a second rollback would raise an error that hides the first.
      if (sql === "rollback" && !raw.inTransaction) return statements.prepare("select 0 where false");
      return statements.prepare(sql);
    },
    close: () => statements.close(),
  };
}
