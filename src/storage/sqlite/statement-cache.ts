import type Database from "better-sqlite3";
import type { SqliteDatabase } from "kysely";

const MAX_STATEMENTS = 500;

/** Prepares each statement once; Kysely would prepare it again at every run. */
export function cacheStatements(raw: Database.Database): SqliteDatabase {
  const statements = new Map<string, Database.Statement>();
  return {
    prepare: (sql) => {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const statement = raw.prepare(sql);
      if (statements.size >= MAX_STATEMENTS) statements.clear();
      statements.set(sql, statement);
      return statement;
    },
    close: () => raw.close(),
  };
}
