import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import packageJson from "../package.json" with { type: "json" };
import type { Bot } from "./bot/bot.ts";
import { COMMANDS } from "./bot/commands.ts";
import { type BotOptions, createBot } from "./bot/create-bot.ts";
import { createDeckShelf } from "./bot/deck-shelf.ts";
import { PLATFORM_MESSAGES } from "./bot/messages/platforms.ts";
import { statusPage } from "./bot/messages/status-page.ts";
import { overviewOf } from "./bot/recovery/overview.ts";
import { clockProblem } from "./bot/rounds/clock-jumps.ts";
import { openStudyChannel } from "./bot/setup/own-channel.ts";
import type { EpochMs } from "./chat/card.ts";
import type { Config } from "./config.ts";
import { loadDecksOrFail } from "./decks.ts";
import { startBackups } from "./operations/backups.ts";
import { type Cleanup, createCleanup } from "./operations/cleanup.ts";
import { startClock } from "./operations/clock.ts";
import { createHealthServer } from "./operations/health.ts";
import type { Metrics } from "./operations/metrics.ts";
import { verifyInBackground } from "./operations/verify-in-background.ts";
import { createRenderer } from "./picture/renderer.ts";
import type { PlatformAdapter } from "./platforms/platform.ts";
import { type Db, openDatabase } from "./storage/database.ts";
import { databasePath } from "./storage/database-path.ts";
import { asStorageError } from "./storage/errors.ts";
import { lockDatabase } from "./storage/lock.ts";
import { migrate } from "./storage/migrate.ts";
import { checkPages, endedCleanly, noteCleanStop, noteStart } from "./storage/operations/clean-stop.ts";

const REVEAL_GRACE_MS = 1_000;

export interface Studybot {
  /** undefined: no platform has a page. */
  readonly playgroundUrl: string | undefined;
  readonly healthUrl: string;
  /** Loads changed decks, all or none. @throws DeckError; the old decks stay in use. */
  reloadDecks(): Promise<void>;
  stop(): Promise<void>;
}

/** The bot's clock and timers: the machine's, unless a test supplies its own. */
export interface Environment extends Pick<Bot, "observe">, Pick<BotOptions, "startRetryMs" | "drainTimeoutMs"> {
  now(): EpochMs;
  sleep(ms: number): Promise<void>;
  /** Calls `turn` at every tick of the clock until the returned function is called. */
  everyTick(turn: () => Promise<void>): () => Promise<void>;
  /** How long to wait for another program's lock on the database. */
  readonly lockTimeoutMs?: number;
}

const MACHINE: Environment = { now: Date.now, sleep, everyTick: startClock };

/**
 * The composition root: configuration → storage → decks → platforms → clock.
 *
 * @throws ConfigError, StorageError, DeckError, or a listener's Error, each with one clear line.
 */
export async function startStudybot(config: Config, log: Logger, given: Partial<Environment> = {}): Promise<Studybot> {
  const environment: Environment = { ...MACHINE, ...given };
  const problem = clockProblem(environment.now());
  if (problem !== undefined) throw new Error(problem);
  const cleanup = createCleanup();
  try {
    return await startParts({ config, log, environment, cleanup });
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

interface Start {
  readonly config: Config;
  readonly log: Logger;
  readonly environment: Environment;
  readonly cleanup: Cleanup;
}

async function startParts({ config, log, environment, cleanup }: Start): Promise<Studybot> {
  const { now } = environment;
  const upSince = now();
  const loadDecks = () => loadDecksOrFail(config, log);
  const decks = createDeckShelf(await loadDecks(), loadDecks);
  cleanup.defer(lockDatabase(config.databaseUrl));
  const { db, wasClean } = await openMigrated(config, log, environment);
  cleanup.defer(() => db.destroy());
  let isRunning = false;
  cleanup.defer(async () => {
    if (isRunning)
      await noteCleanStop(db).catch((error: unknown) => log.warn({ err: error }, "could not record the clean stop"));
  });
  const platforms = await createPlatforms(config, { db, log, now });
  const metrics = config.metrics ? await loadMetrics(db) : undefined;
  const renderer = createRenderer();
  cleanup.defer(renderer.stop);
  const running = createBot({
    db,
    decks,
    log,
    platforms,
    defaults: { deck: config.defaultDeck, timeZone: config.timeZone },
    random: Math.random,
    drawPicture: renderer.render,
    observe: metrics?.observe,
    revealGraceMs: REVEAL_GRACE_MS,
    ...environment,
  });
  const pages = new Map([["/status", () => renderStatus(running.bot, upSince)]]);
  if (metrics !== undefined) pages.set("/metrics", metrics.render);
  const routes = new Map(platforms.flatMap((platform) => [...(platform.routes ?? [])]));
  const health = await createHealthServer(config, { db, log, routes, pages });
  cleanup.defer(health.stop);
  cleanup.defer(running.stop);
  await running.start();
  // Catches up on what fell due while the bot was down, before anything new is posted.
  await running.tick();
  cleanup.defer(
    environment.everyTick(() =>
      running.tick().catch((error: unknown) => log.error({ err: error }, "a clock tick failed")),
    ),
  );
  for (const { name, ownChannel } of platforms)
    if (ownChannel !== undefined) await openStudyChannel(running.bot, { platform: name, ...ownChannel });
  cleanup.defer(startBackups(config, { db, log, now }));
  if (!wasClean) cleanup.defer(verifyInBackground(config.databaseUrl, log));
  isRunning = true;
  const playgroundUrl = platforms.find(({ url }) => url !== undefined)?.url;
  return { playgroundUrl, healthUrl: health.url, reloadDecks: running.reloadDecks, stop: cleanup.run };
}

async function openMigrated(
  config: Config,
  log: Logger,
  { now, lockTimeoutMs }: Environment,
): Promise<{ readonly db: Db; readonly wasClean: boolean }> {
  const db = openDatabase(config.databaseUrl, { lockTimeoutMs });
  try {
    const wasClean = await endedCleanly(db);
    if (!wasClean) await checkPages(db);
    const applied = await migrate(db, now());
    if (applied.length > 0) log.info({ migrations: applied }, "database brought up to date");
    await noteStart(db);
    return { db, wasClean };
  } catch (error) {
    await db.destroy();
    throw asStorageError(databasePath(config.databaseUrl), error);
  }
}

/** Loads prom-client only if metrics are on. */
async function loadMetrics(db: Db): Promise<Metrics> {
  const { createMetrics } = await import("./operations/metrics.ts");
  return createMetrics(db, { version: packageJson.version, node: process.versions.node });
}

async function renderStatus(bot: Bot, upSince: number): Promise<{ body: string; type: string }> {
  const body = statusPage(await overviewOf(bot, { version: packageJson.version, upSince }));
  return { body, type: "text/plain; charset=utf-8" };
}

/** Loads and creates only the configured platforms. */
function createPlatforms(
  config: Config,
  { db, log, now }: { readonly db: Db; readonly log: Logger; readonly now: () => EpochMs },
): Promise<readonly PlatformAdapter[]> {
  return Promise.all(
    config.platforms.map((platform) =>
      platform.create({
        commands: COMMANDS,
        log: log.child({ platform: platform.name }),
        now,
        db,
        messages: PLATFORM_MESSAGES,
      }),
    ),
  );
}
