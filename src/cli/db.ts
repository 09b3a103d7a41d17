import { existsSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import type { Command } from "commander";
import { replaceCommunityTotals } from "../storage/boards/community-totals.ts";
import { listChannels } from "../storage/channels.ts";
import { openDatabase } from "../storage/database.ts";
import { databasePath } from "../storage/database-path.ts";
import { StorageError } from "../storage/errors.ts";
import { lockDatabase } from "../storage/lock.ts";
import { readMigrations, schemaVersion } from "../storage/migrate.ts";
import { copyDatabase } from "../storage/operations/backup.ts";
import { noteBackup } from "../storage/operations/backup-notes.ts";
import { restoreDatabase } from "../storage/operations/restore.ts";
import { type Difference, verify } from "../storage/operations/verify.ts";
import { rescoreChannel } from "../storage/rounds/scores.ts";
import { readEnvironment } from "./environment.ts";

/** How long a command waits for a lock. */
const BUSY_MS = 10_000;

export function addDbCommands(program: Command): void {
  const db = program.command("db").description("look after the database");
  db.command("verify")
    .description(
      "recompute every grade, point, streak and board from the answers, and compare; exit code 1 on a difference",
    )
    .option("--mend", "make points, streaks and boards afresh from the answers first; the bot must not run")
    .option("--json", "print one JSON object")
    .action(verifyDatabase);
  db.command("backup")
    .description("copy the database to a new file, consistent even while the bot runs")
    .argument("<file>", "the copy; must not exist yet")
    .option("--json", "print one JSON object")
    .action(backup);
  db.command("restore")
    .description("put a backup in the database's place; the bot must not run, and what was there is kept")
    .argument("<file>", "the backup")
    .option("--json", "print one JSON object")
    .action(restore);
}

async function verifyDatabase(options: { mend?: true; json?: true }): Promise<void> {
  const path = existingPath(readEnvironment().databaseUrl);
  if (options.mend) await mend(path);
  const db = openDatabase(path, { readonly: true });
  try {
    // A transaction gives a consistent snapshot even if the bot is writing.
    const { checked, differences } = await db.transaction().execute(verify);
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

async function mend(path: string): Promise<void> {
  const unlock = lockDatabase(path);
  const db = openDatabase(path, { busyMs: BUSY_MS });
  try {
    if ((await schemaVersion(db)) !== (await readMigrations()).at(-1)?.number) {
      throw new StorageError("The database is of another studybot version. Start the bot of this version once.");
    }
    for (const { id } of await listChannels(db)) await db.transaction().execute((tx) => rescoreChannel(tx, id));
    await db.transaction().execute(replaceCommunityTotals);
  } finally {
    await db.destroy();
    unlock();
  }
}

function differenceLine({ channel, what, key, stored, recomputed }: Difference): string {
  return `${channel} ${what} (${key}): stored ${stored}; recomputed ${recomputed}`;
}

async function backup(file: string, options: { json?: true }): Promise<void> {
  const path = existingPath(readEnvironment().databaseUrl);
  if (existsSync(file)) throw new StorageError(`${file} exists already. Give the name of a new file.`);
  try {
    await copyDatabase(path, file, Date.now());
  } catch (cause) {
    throw new StorageError(`The backup could not be written to ${file}: ${(cause as Error).message}`, { cause });
  }
  await noteGoodBackup(path);
  print(options.json ? JSON.stringify({ ok: true, file }) : `Backed up to ${file}, and checked.`);
}

async function restore(file: string, options: { json?: true }): Promise<void> {
  const { databaseUrl } = readEnvironment();
  const path = databasePath(databaseUrl);
  if (!existsSync(file)) throw new StorageError(`There is no file ${file}. Nothing was changed.`);
  const unlock = lockDatabase(databaseUrl);
  try {
    const { at, kept } = await restoreDatabase(resolve(file), path, Date.now());
    const moment = new Date(at).toISOString();
    if (options.json) return print(JSON.stringify({ ok: true, at: moment, ...(kept !== undefined && { kept }) }));
    print(`${path} is as it was at ${moment}. Start the bot again.`);
    if (kept !== undefined) print(`What was there before is kept as ${kept}.`);
  } finally {
    unlock();
  }
}

/** For the status page. If the note cannot be written, for example in a read-only database, the backup is still good. */
async function noteGoodBackup(path: string): Promise<void> {
  try {
    const db = openDatabase(path, { busyMs: 5_000 });
    await noteBackup(db, Date.now()).finally(() => db.destroy());
  } catch {}
}

function existingPath(url: string): string {
  const path = databasePath(url);
  if (!existsSync(path))
    throw new StorageError(`There is no database ${path} yet. Start the bot once, or set DATABASE_URL.`);
  return path;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
