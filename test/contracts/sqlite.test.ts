import { join } from "node:path";
import { openDatabase } from "../../src/storage/database.ts";
import { tempFolder } from "../support/process.ts";
import { describeStorage } from "./storage.ts";

describeStorage("SQLite", async () => {
  const db = openDatabase(join(tempFolder(), "contract.db"));
  return { db, close: () => db.destroy() };
});
