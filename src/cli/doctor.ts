import { existsSync } from "node:fs";
import process from "node:process";
import type { Command } from "commander";
import { pino } from "pino";
import type { Config } from "../config.ts";
import { loadDecksOrFail } from "../decks.ts";
import type { Finding } from "../platforms/platform.ts";
import { type Channel, listChannels } from "../storage/channels.ts";
import { openDatabase } from "../storage/database.ts";
import { databasePath } from "../storage/database-path.ts";
import { schemaVersion } from "../storage/migrate.ts";
import { listBackups } from "../storage/operations/backup.ts";
import { backupProblem } from "../storage/operations/backup-notes.ts";
import { lastAlive } from "../storage/operations/outages.ts";
import { readEnvironment } from "./environment.ts";

/** Backups are daily; a second day leaves time to fix a failure. */
const OLD_BACKUP_MS = 2 * 24 * 3_600_000;

export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("say in plain words whether configuration, database, decks and platforms are in order")
    .option("--json", "print one JSON object")
    .action(doctor);
}

async function doctor(options: { json?: true }): Promise<void> {
  const findings = await examine();
  const ok = findings.every((finding) => finding.ok);
  if (!ok) process.exitCode = 1;
  const lines = findings.map((finding) => `${finding.ok ? "ok   " : "WRONG"}  ${finding.what}: ${finding.text}`);
  process.stdout.write(options.json ? `${JSON.stringify({ ok, findings })}\n` : `${lines.join("\n")}\n`);
}

async function examine(): Promise<readonly Finding[]> {
  const node: Finding = { what: "Node", ok: true, text: process.versions.node };
  let config: Config;
  try {
    config = readEnvironment();
  } catch (error) {
    return [node, { what: "Configuration", ok: false, text: message(error) }];
  }
  const { findings, channels } = await examineDatabase(config);
  return [
    node,
    { what: "Configuration", ok: true, text: `time zone ${config.timeZone}, default deck ${config.defaultDeck}` },
    ...findings,
    await examineBackups(config),
    await examineDecks(config),
    ...(await examinePlatforms(config, channels)),
  ];
}

/** The findings about the database, and the channels in it: none if it cannot be read. */
async function examineDatabase(
  config: Config,
): Promise<{ readonly findings: readonly Finding[]; readonly channels: readonly Channel[] }> {
  const what = "Database";
  try {
    const path = databasePath(config.databaseUrl);
    if (!existsSync(path)) {
      const text = `${path} does not exist yet; the first start makes it`;
      return { findings: [{ what, ok: true, text }], channels: [] };
    }
    const db = openDatabase(config.databaseUrl, { readonly: true });
    try {
      const version = await schemaVersion(db);
      const channels = version === 0 ? [] : await listChannels(db);
      const text = `${path}, schema ${version}, ${channels.length} channels`;
      const paused = channels.filter((channel) => channel.state === "paused").map(pausedFinding);
      return { findings: [{ what, ok: true, text }, ...paused], channels };
    } finally {
      await db.destroy();
    }
  } catch (error) {
    return { findings: [{ what, ok: false, text: message(error) }], channels: [] };
  }
}

function pausedFinding({ name, pausedReason }: Channel): Finding {
  const what = `Channel ${name}`;
  if (pausedReason === undefined) return { what, ok: true, text: "paused by an admin" };
  const text = `paused, because ${pausedReason}; when that is mended, type "/study resume" there`;
  return { what, ok: false, text };
}

async function examineBackups(config: Config): Promise<Finding> {
  const what = "Backups";
  const { backups } = config;
  const path = databasePath(config.databaseUrl);
  if (backups === undefined) return { what, ok: true, text: "none are made; set BACKUP_DIR to have one a day" };
  if (!existsSync(path))
    return { what, ok: true, text: `the first one is made in ${backups.folder} at the first start` };
  const db = openDatabase(path, { readonly: true });
  try {
    if ((await schemaVersion(db)) === 0) return { what, ok: true, text: "nothing to back up yet" };
    const problem = await backupProblem(db);
    if (problem !== undefined) return { what, ok: false, text: `the last try failed: ${problem}` };
    const [newest] = await listBackups(backups.folder, path);
    const alive = await lastAlive(db);
    if (newest === undefined) return { what, ok: false, text: `there is none in ${backups.folder} yet; start the bot` };
    const text = `the newest is ${newest.file}`;
    if (alive === undefined || alive - newest.at < OLD_BACKUP_MS) return { what, ok: true, text };
    return { what, ok: false, text: `${text}, though the bot ran until ${new Date(alive).toISOString()}` };
  } catch (error) {
    return { what, ok: false, text: `${backups.folder} cannot be looked into: ${message(error)}` };
  } finally {
    await db.destroy();
  }
}

async function examineDecks(config: Config): Promise<Finding> {
  try {
    const decks = await loadDecksOrFail(config, pino({ level: "silent" }));
    const sizes = [...decks.values()].map((deck) => `${deck.id} (${deck.questions.size} questions)`);
    return { what: "Decks", ok: true, text: sizes.join(", ") };
  } catch (error) {
    return { what: "Decks", ok: false, text: message(error) };
  }
}

async function examinePlatforms(config: Config, channels: readonly Channel[]): Promise<readonly Finding[]> {
  if (config.platforms.length === 0) {
    const text = "none is configured: set a platform's token or PLAYGROUND=on, or leave PLAYGROUND unset";
    return [{ what: "Platforms", ok: false, text }];
  }
  const { COMMANDS } = await import("../bot/commands.ts");
  const findings: Finding[] = [];
  for (const platform of config.platforms) {
    const own = channels.filter((channel) => channel.platform === platform.name);
    findings.push(...(await platform.doctor({ commands: COMMANDS, channels: own })));
  }
  return findings;
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
