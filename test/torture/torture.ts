import { cpSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../../src/study/random.ts";
import { runningChildren } from "../support/child.ts";
import { tempFolder } from "../support/process.ts";
import { HANG_MS } from "../support/wait.ts";
import { check, type Report } from "./check.ts";
import type { Order } from "./child.ts";
import { type PacedClock, pause, startClock } from "./clock.ts";
import { openDiscord } from "./discord-door.ts";
import type { Door, Place } from "./door.ts";
import type { Journal } from "./journal.ts";
import { type Kill, type KillCounts, noKills, planKills } from "./kills.ts";
import { type Life, newOutput, type Output, type Ready, startLife } from "./life.ts";
import { type Evening, livePerson } from "./people.ts";
import { openPlayground } from "./playground-door.ts";
import { openSlack } from "./slack-door.ts";
import { type NotedMiss, readMisses, unsettled } from "./stored.ts";

/** Shortly before Berlin sets its clocks back, so that every run includes that hour. */
const START = Date.parse("2026-10-24T23:45:00Z");
/** Bot time runs 60 times as fast: a channel with a question every 15 minutes gets one every 15 s. */
const SCALE = 60;
const TICK_MS = 200;
/** A named moment that does not come within this is tried again in a later life. */
const NAMED_MS = 15_000;
const DISTURB_MS = 900;
/** So long after the storm every question has to come on time, in the bot's time; and so long it may take until all is settled. */
const CALM_MS = 16 * 60_000;
const SETTLE_MS = 90 * 60_000;

/** A span in which the bot was up, in bot time. */
export interface Uptime {
  readonly from: number;
  readonly to: number;
}

/** The state of one run. */
interface Stage {
  readonly clock: PacedClock;
  readonly database: string;
  readonly doors: readonly Door[];
  readonly output: Output;
  readonly kills: KillCounts;
  readonly uptimes: Uptime[];
  readonly misses: Map<string, NotedMiss>;
  readonly problems: string[];
  readonly say: (line: string) => void;
  /** The latest process. */
  life: Life | undefined;
  lives: number;
  longDowntimes: number;
  peakMemoryMb: number;
}

/** Runs everything. Failed checks are in the report. */
export async function torture(options: {
  readonly kills: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** Where a copy of the database goes. */
  readonly keepIn?: string | undefined;
}): Promise<Report> {
  const { seed, say } = options;
  const began = Date.now();
  const folder = tempFolder();
  const problems: string[] = [];
  const clock = startClock(join(tempFolder(), "clock"), {
    start: START,
    scale: SCALE,
    onHang: (what) => {
      problems.push(`life ${stage.lives}: ${what}`);
      stage.life?.kill("SIGKILL");
    },
  });
  const database = join(folder, "torture.db");
  const stage: Stage = {
    clock,
    database,
    doors: [
      await openSlack(clock, seededRandom(seed + 1)),
      await openDiscord(clock, seededRandom(seed + 2)),
      openPlayground(database, seededRandom(seed + 3)),
    ],
    output: newOutput(),
    kills: noKills(),
    uptimes: [],
    misses: new Map(),
    problems,
    say,
    life: undefined,
    lives: 0,
    longDowntimes: 0,
    peakMemoryMb: 0,
  };
  const journal: Journal = { entries: [] };
  try {
    const since = await setUp(stage);
    await storm(stage, journal, planKills(options.kills, seed), seed);
    const until = await calm(stage);
    const pace = clock.pace();
    return await check({ ...stage, journal, since, until, seed, pace, seconds: (Date.now() - began) / 1000 });
  } finally {
    stage.life?.kill("SIGKILL");
    await Promise.all(stage.doors.map((door) => door.stop()));
    clock.stop();
    if (options.keepIn !== undefined) say(`kept: ${copyOf(folder, options.keepIn)}`);
  }
}

function copyOf(folder: string, place: string): string {
  const copy = mkdtempSync(join(place, "studybot-torture-"));
  cpSync(folder, copy, { recursive: true });
  return copy;
}

function begin(stage: Stage, crash?: Order["crash"]): Life {
  const life = startLife(
    {
      environment: {
        DATABASE_URL: stage.database,
        DECKS_DIR: "test/fixtures/decks",
        DECK: "tea",
        TIME_ZONE: "UTC",
        PORT: "0",
        LOG_LEVEL: "info",
        ...Object.assign({}, ...stage.doors.map((door) => door.environment(stage.lives))),
      },
      clock: { file: stage.clock.file, scale: SCALE },
      tickMs: TICK_MS,
      ...(crash !== undefined && { crash }),
    },
    stage.output,
  );
  stage.lives += 1;
  stage.life = life;
  stage.clock.bot("starting");
  return life;
}

/** Resolves once the bot takes events; undefined if it died first. */
async function awaitReady(stage: Stage, life: Life): Promise<Ready | undefined> {
  const ready = await life.ready.catch(() => undefined);
  if (ready === undefined) return undefined;
  stage.clock.bot("ready");
  for (const door of stage.doors) door.connected(ready);
  return ready;
}

/** Sets up every channel through its admin, without faults. Returns the time from which each place's questions count. */
async function setUp(stage: Stage): Promise<ReadonlyMap<Place, number>> {
  const since = new Map<Place, number>();
  const life = begin(stage);
  if ((await awaitReady(stage, life)) === undefined) throw new Error(`the bot did not start: ${stage.output.strange}`);
  const from = stage.clock.now();
  const all = stage.doors.map(async (door) => {
    for (const place of door.places) {
      await door.setUp(place);
      since.set(place, stage.clock.now());
    }
  });
  await Promise.all(all);
  stage.say("all channels are set up");
  await end(stage, life, "SIGTERM", from);
  return since;
}

/** Starts and kills the bot again and again, with people active all the time. */
async function storm(stage: Stage, journal: Journal, plan: Kill[], seed: number): Promise<void> {
  const evening = { isOver: false };
  const weather = seededRandom(seed + 4);
  for (const door of stage.doors) door.storm(true);
  const people = stage.doors.flatMap((door) => door.people.map((person) => ({ door, person })));
  const days = people.map(({ door, person }, index) =>
    livePerson(stage.clock, door, person, journal, seededRandom(seed + 100 + index), evening),
  );
  const disturbing = disturb(stage, evening, weather);
  for (let next = plan.shift(); next !== undefined; next = plan.shift()) {
    await liveAndDie(stage, next, plan);
    const done = Object.values(stage.kills).reduce((sum, one) => sum + one, 0);
    if (done % 10 === 0) stage.say(`${done} deaths, ${plan.length} to come`);
  }
  evening.isOver = true;
  await Promise.all([disturbing, ...days]);
}

async function disturb({ clock, doors }: Stage, evening: Evening, weather: () => number): Promise<void> {
  for (;;) {
    await clock.passes(DISTURB_MS);
    if (evening.isOver) return;
    const door = doors[Math.floor(weather() * doors.length)];
    if (weather() < 0.4) door?.disturb();
  }
}

async function liveAndDie(stage: Stage, kill: Kill, plan: Kill[]): Promise<void> {
  const { how, downMs } = kill;
  const { point: named, nth = 1, afterMs, whileStarting } = how;
  const life = begin(stage, named && { point: named, nth, afterMs, whileStarting });
  const patience = named === undefined ? afterMs : NAMED_MS;
  const hasEnded = life.ended.then(() => undefined);
  let from: number | undefined;
  const upFrom = awaitReady(stage, life).then((ready) => {
    if (ready === undefined) return;
    from = stage.clock.now();
    remember(stage);
  });
  if (named !== undefined || !whileStarting) await Promise.race([upFrom, hasEnded]);
  await Promise.race([stage.clock.passes(patience), hasEnded]);
  stage.peakMemoryMb = Math.max(stage.peakMemoryMb, life.memory());
  if (from !== undefined) remember(stage);
  life.kill("SIGKILL");
  const { code, signal, point } = await life.ended;
  isGone(stage);
  await upFrom;
  if (from !== undefined) stage.uptimes.push({ from, to: stage.clock.now() });
  if (signal !== "SIGKILL") stage.problems.push(`life ${stage.lives} ended by itself: code ${code}, signal ${signal}`);
  stage.kills[point ?? "random"] += 1;
  if (named !== undefined && point === undefined) {
    // The crash point still needs its kill; this one counts as random, so a random one is dropped from the plan.
    const place = plan.findIndex((other) => other.how.point === undefined);
    if (place >= 0) plan.splice(place, 1);
    plan.push({ how: { ...how, nth: 1 }, downMs: 0 });
  }
  if (downMs > 5_000) stage.longDowntimes += 1;
  await stage.clock.passes(downMs);
}

function isGone({ clock, doors }: Stage): void {
  clock.bot("gone");
  for (const door of doors) door.connected(undefined);
  // What it said is of no use any more.
  runningChildren();
}

/** The last life has no faults, and everything owed must be settled. Returns the time until which questions count. */
async function calm(stage: Stage): Promise<number> {
  for (const door of stage.doors) door.storm(false);
  const life = begin(stage);
  await awaitReady(stage, life);
  const from = stage.clock.now();
  const until = from + CALM_MS;
  stage.say("no more deaths; waiting until everything is settled");
  for (const end = from + SETTLE_MS; ; await pause(500)) {
    remember(stage);
    const left = unsettled(stage.database, from, until);
    if (left.length === 0) break;
    if (stage.clock.now() < end) continue;
    stage.problems.push(...left.slice(0, 10).map((one) => `not settled: ${one}`));
    break;
  }
  stage.peakMemoryMb = Math.max(stage.peakMemoryMb, life.memory());
  await end(stage, life, "SIGTERM", from);
  return until;
}

async function end(stage: Stage, life: Life, signal: "SIGTERM", from: number): Promise<void> {
  const hang = setTimeout(() => {
    stage.problems.push(`life ${stage.lives} did not stop within ${HANG_MS / 1000} s`);
    life.kill("SIGKILL");
  }, HANG_MS);
  life.kill(signal);
  const { code } = await life.ended;
  clearTimeout(hang);
  isGone(stage);
  stage.uptimes.push({ from, to: stage.clock.now() });
  if (code !== 0) stage.problems.push(`life ${stage.lives} did not stop cleanly: code ${code}`);
}

/** Collects all misses; the bot itself keeps only the last twenty per channel and reason. */
function remember(stage: Stage): void {
  for (const miss of readMisses(stage.database)) stage.misses.set(`${miss.channelId} ${miss.runAt}`, miss);
}
