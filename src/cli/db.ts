import { existsSync } from "node:fs";
import process from "node:process";
import Database from "better-sqlite3";
import type { Command } from "commander";
import { noteBackup } from "../storage/backups.ts";
import { databasePath, openDatabase, StorageError } from "../storage/database.ts";
import { type Difference, verify } from "../storage/verify.ts";
import { readEnvironment } from "./environment.ts";

export function addDbCommands(program: Command): void {
  const db = program.command("db").description("look after the database");
  db.command("verify")
    .description(
      "recompute every grade, point, streak and board from the answers, and compare; exit code 1 on a difference",
    )
    .option("--json", "print one JSON object")
    .action(verifyDatabase);
  db.command("backup")
    .description("copy the database to a new file, consistent even while the bot runs")
    .argument("<file>", "the copy; must not exist yet")
    .option("--json", "print one JSON object")
    .action(backup);
}

async function verifyDatabase(options: { json?: true }): Promise<void> {
  const path = existing(readEnvironment().databaseUrl);
  const db = openDatabase(path, { readonly: true });
  try {
    const { checked, differences } = await verify(db);
    if (differences.length > 0) process.exitCode = 1;
    if (options.json) print(JSON.stringify({ ok: differences.length === 0, checked, differences }));
    else {
      for (const difference of differences) print(differenceLine(difference));
      print(
        differences.length === 0
          ? `All ${checked} values agree.`
          : `${differences.length} of ${checked} values differ.`,
      );
    }
  } finally {
    await db.destroy();
  }
}

function differenceLine({ channel, what, key, stored, recomputed }: Difference): string {
  return `${channel} ${what} (${key}): stored ${stored}; recomputed ${recomputed}`;
}

async function backup(file: string, options: { json?: true }): Promise<void> {
  const path = existing(readEnvironment().databaseUrl);
  if (existsSync(file)) throw new StorageError(`${file} exists already. Give the name of a new file.`);
  const source = new Database(path, { readonly: true });
  try {
    await source.backup(file);
  } catch (cause) {
    throw new StorageError(`The backup could not be written to ${file}: ${(cause as Error).message}`, { cause });
  } finally {
    source.close();
  }
  const copy = new Database(file, { readonly: true });
  const check = String(copy.pragma("quick_check", { simple: true }));
  copy.close();
  if (check !== "ok") throw new StorageError(`The backup ${file} is damaged: ${check}`);
  await noteSoundBackup(path);
  print(options.json ? JSON.stringify({ ok: true, file }) : `Backed up to ${file}, and checked.`);
}

/** For the status page. The copy is made all the same where this cannot be noted, such as in a database that may only be read. */
async function noteSoundBackup(path: string): Promise<void> {
  try {
    const db = openDatabase(path, { busyMs: 5_000 });
    await noteBackup(db, Date.now()).finally(() => db.destroy());
  } catch {}
}

function existing(url: string): string {
  const path = databasePath(url);
  if (!existsSync(path))
    throw new StorageError(`There is no database ${path} yet. Start the bot once, or set DATABASE_URL.`);
  return path;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
