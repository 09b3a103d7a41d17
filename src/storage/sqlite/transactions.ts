import type Database from "better-sqlite3";
import type { SqliteDatabase } from "kysely";

/**
 * Takes the write lock at a transaction's start. Kysely's plain "begin" takes it at the first write, which fails where
 * another program wrote since the transaction's first read.
 */
export function immediateTransactions(raw: Database.Database, statements: SqliteDatabase): SqliteDatabase {
  const begin = raw.readonly ? "begin" : "begin immediate";
  return {
    prepare: (sql) => {
      if (sql === "begin") return statements.prepare(begin);
      // A full disk has SQLite roll back by itself; a second time would be an error that hides the first one.
      if (sql === "rollback" && !raw.inTransaction) return statements.prepare("select 0 where false");
      return statements.prepare(sql);
    },
    close: () => statements.close(),
  };
}
