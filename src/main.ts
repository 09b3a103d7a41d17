import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { startBackups } from "./backups.ts";
import type { Bot } from "./bot/bot.ts";
import { clockProblem } from "./bot/clock-jumps.ts";
import { COMMANDS } from "./bot/commands/commands.ts";
import { type BotParts, createBot } from "./bot/create-bot.ts";
import { createDeckShelf } from "./bot/deck-shelf.ts";
import { statusPage } from "./bot/messages/status-page.ts";
import { overviewOf } from "./bot/overview.ts";
import { openStudyChannel } from "./bot/study-channel.ts";
import type { EpochMs } from "./chat/card.ts";
import type { ChatPlatform } from "./chat/platform.ts";
import { startClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { loadDecksOrFail } from "./decks.ts";
import { createHealthServer } from "./health.ts";
import type { Metrics } from "./metrics.ts";
import { createRenderer } from "./picture/renderer.ts";
import { createPlayground, type Playground } from "./platforms/playground/playground.ts";
import type { Slack } from "./platforms/slack/slack.ts";
import { checkPages, endedCleanly, noteCleanStop, noteStart } from "./storage/clean-stop.ts";
import { asStorageError, type Db, openDatabase } from "./storage/database.ts";
import { lockDatabase } from "./storage/lock.ts";
import { migrate } from "./storage/migrate.ts";
import { verifyInBackground } from "./verify-in-background.ts";

const REVEAL_GRACE_MS = 1_000;

export interface Studybot {
  readonly playgroundUrl: string | undefined;
  readonly healthUrl: string;
  /** Takes changed decks, whole or not at all. @throws DeckError, and the old decks stay. */
  reloadDecks(): Promise<void>;
  stop(): Promise<void>;
}

/** The time the bot lives in: the machine's, unless a test brings its own. */
export interface Surroundings extends Pick<Bot, "reached">, Pick<BotParts, "startRetryMs" | "sendPatienceMs"> {
  now(): EpochMs;
  sleep(ms: number): Promise<void>;
  /** Calls `turn` at every tick of the clock; the returned function ends that. */
  everyTick(turn: () => Promise<void>): () => Promise<void>;
  /** How long another program's lock on the database is waited for. */
  readonly lockPatienceMs?: number;
}

const MACHINE: Surroundings = { now: Date.now, sleep, everyTick: startClock };

/**
 * The composition root: configuration → storage → decks → platforms → clock.
 *
 * @throws ConfigError, StorageError, DeckError or an Error of a listener, each with one clear line.
 */
export async function startStudybot(config: Config, log: Logger, given: Partial<Surroundings> = {}): Promise<Studybot> {
  const surroundings: Surroundings = { ...MACHINE, ...given };
  const { now } = surroundings;
  const upSince = now();
  const problem = clockProblem(now());
  if (problem !== undefined) throw new Error(problem);
  const loadDecks = () => loadDecksOrFail(config, log);
  const decks = createDeckShelf(await loadDecks(), loadDecks);
  const unlock = lockDatabase(config.databaseUrl);
  const undo: (() => Promise<void> | void)[] = [unlock];
  const stop = async (): Promise<void> => {
    for (const step of undo.reverse()) await step();
    undo.length = 0;
  };
  try {
    const { db, wasClean } = await openMigrated(config, log, surroundings);
    undo.push(() => db.destroy());
    let isRunning = false;
    undo.push(async () => {
      if (isRunning)
        await noteCleanStop(db).catch((error: unknown) => log.warn({ err: error }, "the stop was not noted"));
    });
    const playground = config.playground ? playgroundOf(config, db, log, now) : undefined;
    const slack = await slackOf(config, log, now);
    const metrics = config.metrics ? await metricsOf(db) : undefined;
    const renderer = createRenderer();
    undo.push(renderer.stop);
    const running = createBot({
      db,
      decks,
      log,
      platforms: [playground, slack, ...(await chatPlatforms(config, log, now))].filter((one) => one !== undefined),
      defaults: { deck: config.defaultDeck, timeZone: config.timeZone },
      random: Math.random,
      drawPicture: renderer.render,
      observe: metrics?.observe,
      revealGraceMs: REVEAL_GRACE_MS,
      ...surroundings,
    });
    const routes = new Map(slack?.answerHttp === undefined ? [] : [["/slack/events", slack.answerHttp]]);
    const pages = new Map([["/status", () => statusOf(running.bot, upSince)]]);
    if (metrics !== undefined) pages.set("/metrics", metrics.render);
    const health = await createHealthServer(config, { db, log, routes, pages });
    undo.push(health.stop);
    undo.push(running.stop);
    await running.start();
    // What fell due while the bot was down is caught up before anything new is asked.
    await running.tick();
    undo.push(
      surroundings.everyTick(() =>
        running.tick().catch((error: unknown) => log.error({ err: error }, "a turn of the clock failed")),
      ),
    );
    if (playground !== undefined)
      await openStudyChannel(running.bot, { community: "playground", channel: "study", name: "#study" });
    undo.push(startBackups(config, { db, log, now }));
    if (!wasClean) undo.push(verifyInBackground(config.databaseUrl, log));
    isRunning = true;
    return { playgroundUrl: playground?.url, healthUrl: health.url, reloadDecks: running.reloadDecks, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openMigrated(
  config: Config,
  log: Logger,
  { now, lockPatienceMs }: Surroundings,
): Promise<{ readonly db: Db; readonly wasClean: boolean }> {
  const db = openDatabase(config.databaseUrl, { patienceMs: lockPatienceMs });
  try {
    const wasClean = await endedCleanly(db);
    if (!wasClean) await checkPages(db);
    const applied = await migrate(db, now());
    if (applied.length > 0) log.info({ migrations: applied }, "database brought up to date");
    await noteStart(db);
    return { db, wasClean };
  } catch (error) {
    await db.destroy();
    throw asStorageError(config.databaseUrl, error);
  }
}

/** Only loaded where somebody wants it. */
async function metricsOf(db: Db): Promise<Metrics> {
  const { createMetrics } = await import("./metrics.ts");
  return createMetrics(db, { version: packageJson.version, node: process.versions.node });
}

async function statusOf(bot: Bot, upSince: number): Promise<{ body: string; type: string }> {
  const body = statusPage(await overviewOf(bot, { version: packageJson.version, upSince }));
  return { body, type: "text/plain; charset=utf-8" };
}

function playgroundOf(config: Config, db: Db, log: Logger, now: () => EpochMs): Playground {
  return createPlayground({ db, port: config.playgroundPort, commands: COMMANDS, now, log });
}

/** Those whose tokens are set; only they are loaded. */
async function chatPlatforms(config: Config, log: Logger, now: () => EpochMs): Promise<readonly ChatPlatform[]> {
  const platforms: ChatPlatform[] = [];
  if (config.discord !== undefined) {
    const { createDiscord } = await import("./platforms/discord/discord.ts");
    const options = { commands: COMMANDS, log: log.child({ platform: "discord" }), now };
    platforms.push(createDiscord({ ...config.discord, ...options }));
  }
  return platforms;
}

async function slackOf({ slack }: Config, log: Logger, now: () => EpochMs): Promise<Slack | undefined> {
  if (slack === undefined) return undefined;
  const { createSlack } = await import("./platforms/slack/slack.ts");
  const { botToken, appToken, signingSecret = "", apiUrl, commandPrefix } = slack;
  return createSlack({
    botToken,
    mode: appToken === undefined ? { kind: "http", signingSecret } : { kind: "socket", appToken },
    ...(apiUrl !== undefined && { apiUrl }),
    commandPrefix,
    commands: COMMANDS,
    log: log.child({ platform: "slack" }),
    now,
  });
}
