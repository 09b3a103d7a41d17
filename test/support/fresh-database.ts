import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { type Db, openDatabase } from "../../src/storage/database.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { tempFolder } from "./process.ts";

let migrated: Promise<string> | undefined;

/** A new file with the current schema, migrated once and then copied. Tests need no durability, so nothing waits for the disk. */
export async function freshDatabase(): Promise<Db> {
  migrated ??= makeOne();
  const file = join(tempFolder(), "test.db");
  await copyFile(await migrated, file);
  const db = openDatabase(file);
  await sql`pragma synchronous = off`.execute(db);
  return db;
}

async function makeOne(): Promise<string> {
  const file = join(tempFolder(), "empty.db");
  const db = openDatabase(file);
  await migrate(db, 0);
  await db.destroy();
  return file;
}
