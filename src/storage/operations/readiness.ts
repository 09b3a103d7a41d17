import { sql } from "kysely";
import type { Db } from "../database.ts";

/** Whether the database answers and has a schema. */
export async function isReady(db: Db): Promise<boolean> {
  try {
    await sql`select number from schema_version limit 1`.execute(db);
    return true;
  } catch {
    return false;
  }
}
