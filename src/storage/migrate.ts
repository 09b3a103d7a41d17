import { readdir, readFile } from "node:fs/promises";
import { sql } from "kysely";
import type { Db } from "./database.ts";
import { StorageError } from "./errors.ts";
import { rescoreChannel } from "./rounds/scores.ts";

const FOLDER = new URL("../../migrations/", import.meta.url);
const SQLITE_ID = "integer primary key autoincrement";

interface Migration {
  readonly number: number;
  readonly name: string;
}

/**
 * Brings the database up to this code's schema. Runs each file in migrations/ once, in order, each in its own transaction.
 *
 * @param folder overridden by tests
 * @throws StorageError if a newer studybot wrote the database, or naming the migration that failed
 */
export async function migrate(db: Db, now: number, folder: URL = FOLDER): Promise<readonly string[]> {
  await sql`create table if not exists schema_version (number integer primary key, name text not null, applied_at bigint not null)`.execute(
    db,
  );
  const migrations = await readMigrations(folder);
  const done = await schemaVersion(db);
  const newest = migrations.at(-1)?.number ?? 0;
  if (done > newest) {
    throw new StorageError(
      `The database is of a newer studybot (schema ${done}; this one knows ${newest}). Update studybot, or restore a backup from before the update.`,
    );
  }
  const applied: string[] = [];
  for (const migration of migrations.filter((candidate) => candidate.number > done)) {
    const text = await readFile(new URL(migration.name, folder), "utf8");
    try {
      await db.transaction().execute(async (tx) => {
        for (const statement of statementsOf(text)) await sql.raw(statement).execute(tx);
        await sql`insert into schema_version values (${migration.number}, ${migration.name}, ${now})`.execute(tx);
      });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new StorageError(
        `The migration ${migration.name} failed, and none of it was kept: ${reason}. The database is as the last one left it.`,
        { cause },
      );
    }
    applied.push(migration.name);
  }
  await rescoreIfRequested(db);
  return applied;
}

/** A migration that changes how points or streaks are derived sets `rescore` in meta. Rescoring waits until all columns exist. */
async function rescoreIfRequested(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const request = await tx.deleteFrom("meta").where("key", "=", "rescore").executeTakeFirst();
    if (request.numDeletedRows === 0n) return;
    for (const { id } of await tx.selectFrom("channels").select("id").execute()) await rescoreChannel(tx, id);
  });
}

/** 0 if the database has no schema yet. */
export async function schemaVersion(db: Db): Promise<number> {
  const known = await sql<{ name: string }>`select name from sqlite_master where name = 'schema_version'`.execute(db);
  if (known.rows.length === 0) return 0;
  const { rows } = await sql<{ number: number | null }>`select max(number) as number from schema_version`.execute(db);
  return rows[0]?.number ?? 0;
}

/** Every migration in the folder, in order. */
export async function readMigrations(folder: URL = FOLDER): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{3}-[a-z0-9-]+\.sql$/.test(name)).sort();
  return names.map((name) => ({ number: Number(name.slice(0, 3)), name }));
}

function statementsOf(text: string): readonly string[] {
  return text
    .replace(/^--.*$/gm, "")
    .replaceAll("@id", SQLITE_ID)
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
