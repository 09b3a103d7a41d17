import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../../src/storage/database.ts";
import { describeStorage } from "./storage.ts";

describeStorage("SQLite", async () => {
  const db = openDatabase(join(mkdtempSync(join(tmpdir(), "studybot-")), "contract.db"));
  return { db, close: () => db.destroy() };
});
