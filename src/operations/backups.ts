import type { Logger } from "pino";
import type { EpochMs } from "../chat/card.ts";
import type { Config } from "../config.ts";
import type { Db } from "../storage/database.ts";
import { databasePath } from "../storage/database-path.ts";
import { runInBackground } from "../storage/operations/background.ts";
import { listBackups } from "../storage/operations/backup.ts";
import { noteBackup, noteBackupProblem } from "../storage/operations/backup-notes.ts";

const CHECK_MS = 60_000;
const DAY_MS = 24 * 3_600_000;
/** Delay before a failed backup is retried. */
const RETRY_MS = 3_600_000;

/** Makes a backup every day, the first one at once if the last is older than a day. A failure never stops the bot. */
export function startBackups(
  config: Pick<Config, "databaseUrl" | "backups">,
  parts: { readonly db: Db; readonly log: Logger; readonly now: () => EpochMs },
): () => void {
  const { backups } = config;
  const database = databasePath(config.databaseUrl);
  if (backups === undefined || database === ":memory:") return () => undefined;
  const ended = new AbortController();
  let running = false;
  let retryAt = Number.NEGATIVE_INFINITY;

  const check = async (): Promise<void> => {
    if (running || performance.now() < retryAt) return;
    running = true;
    try {
      if (await isDue(backups.folder, database, parts.now()))
        await tryBackup({ ...backups, database, now: parts.now() }, parts, ended.signal);
      else parts.log.debug({ folder: backups.folder }, "no backup is due");
      retryAt = Number.NEGATIVE_INFINITY;
    } catch (error) {
      if (ended.signal.aborted) return;
      retryAt = performance.now() + RETRY_MS;
      parts.log.error({ folder: backups.folder, err: error }, "the backup failed; the next try is in an hour");
      await noteBackupProblem(parts.db, error instanceof Error ? error.message : String(error)).catch(() => undefined);
    } finally {
      running = false;
    }
  };
  const timer = setInterval(check, CHECK_MS).unref();
  void check();
  return () => {
    clearInterval(timer);
    ended.abort();
  };
}

/** Backups dated in the future were made while the clock was wrong, so they do not count. */
async function isDue(folder: string, database: string, now: EpochMs): Promise<boolean> {
  const known = await listBackups(folder, database).catch((error: NodeJS.ErrnoException) => {
    // The backup itself creates the folder.
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return !known.some(({ at }) => at <= now && now - at < DAY_MS);
}

async function tryBackup(
  given: { readonly database: string; readonly folder: string; readonly keep: number; readonly now: EpochMs },
  { db, log }: { readonly db: Db; readonly log: Logger },
  signal: AbortSignal,
): Promise<void> {
  const from = performance.now();
  const file = await runInBackground("back-up", given, signal);
  log.info({ file, ms: Math.round(performance.now() - from) }, "backup made and checked");
  await noteBackup(db, given.now);
}
