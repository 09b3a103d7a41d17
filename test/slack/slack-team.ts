import { join } from "node:path";
import { pino } from "pino";
import { afterEach, expect } from "vitest";
import { COMMANDS } from "../../src/bot/commands.ts";
import { createBot, type RunningBot } from "../../src/bot/create-bot.ts";
import { createDeckShelf } from "../../src/bot/deck-shelf.ts";
import { PLATFORM_MESSAGES } from "../../src/bot/messages/platforms.ts";
import type { Deck } from "../../src/deck/deck.ts";
import { createSlack } from "../../src/platforms/slack/connect.ts";
import { slackManifest } from "../../src/platforms/slack/manifest/manifest.ts";
import { type Db, openDatabase } from "../../src/storage/database.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { type Clock, createClock, type Sleep } from "../fakes/slack/clock.ts";
import { inviteBot, joinTeam, openChannel, typeCommand } from "../fakes/slack/people.ts";
import { readBlocks } from "../fakes/slack/read.ts";
import { createFakeSlack, type FakeSlack } from "../fakes/slack/slack.ts";
import type { FakeChannel, FakeMessage, FakeUser } from "../fakes/slack/world.ts";
import { tempFolder } from "../support/process.ts";
import { singles, smallDeck } from "../support/small-deck.ts";
import { until } from "../support/wait.ts";
import { serveSlack } from "./http.ts";

/** Slack sends an event that was not acknowledged again at once, after a minute, after five more. */
const SLACKS_OWN_DELAYS = [0, 60_000, 300_000];

/** A team in a workspace with the bot: only Slack itself is played, and the clock is the test's. */
export interface SlackTeam {
  readonly slack: FakeSlack;
  readonly db: Db;
  /** The database's file. */
  readonly file: string;
  readonly bot: RunningBot;
  /** Runs /study; a workspace admin. */
  readonly ada: FakeUser;
  readonly ben: FakeUser;
  readonly chi: FakeUser;
  readonly study: FakeChannel;
  readonly logged: readonly Record<string, unknown>[];
  /** Until nothing happens any more, on either side, as long as the clock stands. */
  settle(): Promise<void>;
  say(user: FakeUser, line: string, channel?: FakeChannel): Promise<string>;
  /** What the bot said to this user in private, oldest first. */
  toldTo(user: FakeUser): readonly string[];
  /** The channel's own messages that stand there, oldest first. */
  messages(channel?: FakeChannel): readonly FakeMessage[];
  question(channel?: FakeChannel): FakeMessage;
  tickAt(at: string): Promise<void>;
  /** Some seconds later: what failed is tried again. */
  again(ms?: number): Promise<void>;
  /** Sets the clock of everything. */
  setClock(at: string): void;
  /** How long each that waits for the clock still has to. */
  sleepers(): readonly number[];
  /** Moves the clock of everything. What is on its way to the bot may come too late by then: settle before. */
  pass(ms: number): void;
  /** The bot's calls that Slack has not answered took too long. */
  giveUp(): void;
  /** The process dies here without a word, and another one starts. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** Questions of one kind only, single choice. */
export const ONE_KIND = { deck: smallDeck(singles(9)) };

/** Starts a test's team, and stops it after the test: Slack must have had nothing to complain about. */
export function useSlackTeam(): (options?: SlackTeamOptions) => Promise<SlackTeam> {
  let team: SlackTeam | undefined;
  afterEach(async () => {
    const stopping = team;
    team = undefined;
    await stopping?.stop();
    expect(stopping?.slack.world.complaints ?? []).toEqual([]);
  });
  return async (options) => {
    team = await startSlackTeam(options);
    return team;
  };
}

interface SlackTeamOptions {
  readonly mode?: "socket" | "http";
  readonly deck?: Deck;
  readonly setup?: boolean;
  readonly at?: string;
  /** The app is installed for an organisation of this id; people have ids of it. */
  readonly organisation?: string;
  /** The organisation of the workspace, where the app is installed in that alone. */
  readonly enterprise?: string;
  readonly drawPicture?: (svg: string) => Promise<Uint8Array>;
  /** How long the bot waits for another program's lock on its database. */
  readonly patienceMs?: number;
  /** No reaction is seeded before no message has been on its way for so long. */
  readonly quietMs?: number;
}

/** One process of the bot, from its start to its end. */
interface Life {
  readonly bot: RunningBot;
  /** Until the adapter has nothing to do. */
  idle(): Promise<void>;
  giveUp(): void;
  /** Dies without a word: hears nothing more, says nothing and writes nothing. */
  die(): Promise<void>;
  stop(): Promise<void>;
}

interface World {
  readonly slack: FakeSlack;
  readonly clock: Clock;
  readonly file: string;
  readonly deck: Deck;
  readonly options: SlackTeamOptions;
  readonly logged: Record<string, unknown>[];
}

async function openWorld(options: SlackTeamOptions): Promise<World> {
  const clock = createClock(Date.parse(options.at ?? "2026-11-23T06:00:00Z"));
  const { organisation, enterprise } = options;
  const slack = await createFakeSlack(slackManifest(COMMANDS, {}), {
    ...clock,
    ...(organisation !== undefined && { organisation }),
    ...(enterprise !== undefined && { enterprise }),
  });
  slack.retryDelays = SLACKS_OWN_DELAYS;
  const file = join(tempFolder(), "test.db");
  return { slack, clock, file, deck: options.deck ?? smallDeck(), options, logged: [] };
}

async function startSlackTeam(options: SlackTeamOptions = {}): Promise<SlackTeam> {
  const world = await openWorld(options);
  const { slack, clock, file, logged } = world;
  const [ada, ben, chi] = [joinTeam(slack, "ada", { is_admin: true }), joinTeam(slack, "ben"), joinTeam(slack, "chi")];
  const study = openChannel(slack, "study", ada);
  study.members.add(ben.id).add(chi.id);
  const db = openDatabase(file);
  await migrate(db, clock.now());
  let life = await startLife(world);
  const team: SlackTeam = {
    ...{ slack, db, file, ada, ben, chi, study, logged },
    get bot() {
      return life.bot;
    },
    ...eyesOf(slack, study),
    settle: () => settle(slack, life),
    say: async (user, line, channel = study) => {
      const before = team.toldTo(user).length;
      await typeCommand(slack, user, channel, line);
      await team.settle();
      return team.toldTo(user).slice(before).join("\n---\n");
    },
    setClock: (at) => clock.set(Date.parse(at)),
    tickAt: async (at) => {
      team.setClock(at);
      await life.bot.tick();
      await team.settle();
    },
    pass: clock.pass,
    sleepers: clock.sleepers,
    again: async (ms = 10_000) => {
      clock.pass(ms);
      await life.bot.tick();
      await team.settle();
    },
    giveUp: () => life.giveUp(),
    crash: async () => {
      await life.die();
      life = await startLife(world);
      await team.settle();
    },
    stop: async () => {
      await life.stop();
      await slack.stop();
      await db.destroy();
    },
  };
  if (options.setup !== false) {
    await inviteBot(slack, study, ada);
    await team.settle();
    await team.say(ada, "/study setup");
  }
  return team;
}

/** What waits for something else to end stands before it, so that one round of looking misses nothing. */
async function settle(slack: FakeSlack, { bot, idle }: Life): Promise<void> {
  const count = (): number => slack.world.calls.length + slack.world.ephemerals.length;
  for (let before = -1; before !== count(); ) {
    before = count();
    await slack.settled();
    await idle();
    await bot.outbox.idle();
    await idle();
  }
  await slack.settled();
}

async function startLife(world: World): Promise<Life> {
  const { slack, clock, file, options, logged } = world;
  const [end, rest] = [new AbortController(), new AbortController()];
  const line = createLine(end.signal);
  const write = (entry: string): void => {
    if (!end.signal.aborted) logged.push(JSON.parse(entry));
  };
  const log = pino({ level: "debug" }, { write });
  const sleep: Sleep = (ms, signal) => clock.sleep(ms, anyOf(rest.signal, signal));
  const platform = createSlack({ ...settingsOf(world), log, fetch: line.fetch, sleep });
  const server = platform.answerHttp && (await serveSlack(platform.answerHttp));
  slack.appUrl = server?.url;
  const db = openDatabase(file, { lockTimeoutMs: options.patienceMs });
  const bot = createBot({ ...partsOf(world), db, log, platforms: [platform] });
  await bot.start();
  const stop = async (): Promise<void> => {
    // Nobody moves the clock any more, and what Slack has not answered by now it never will.
    rest.abort();
    line.giveUp();
    await bot.stop().finally(async () => {
      await db.destroy();
      await server?.close();
    });
  };
  return {
    bot,
    idle: platform.idle,
    giveUp: line.giveUp,
    die: async () => {
      end.abort();
      slack.socket.cut();
      await db.destroy();
      await stop().catch(() => undefined);
    },
    stop,
  };
}

function settingsOf({ slack, clock, options }: World) {
  return {
    botToken: slack.botToken,
    mode:
      options.mode === "http"
        ? { kind: "http" as const, signingSecret: slack.signingSecret }
        : { kind: "socket" as const, appToken: slack.appToken },
    apiUrl: slack.apiUrl,
    commands: COMMANDS,
    messages: PLATFORM_MESSAGES,
    now: clock.now,
    quietMs: options.quietMs ?? 0,
  };
}

function partsOf({ deck, clock, options }: World) {
  return {
    decks: createDeckShelf(new Map([[deck.id, deck]])),
    defaults: { deck: deck.id, timeZone: "Europe/Berlin" },
    now: clock.now,
    random: () => 0.4,
    sleep: async () => undefined,
    revealGraceMs: 0,
    drawPicture: options.drawPicture,
  };
}

/** The bot's way to Slack. It has no limit of its own: what Slack does not answer waits for `giveUp`. */
function createLine(ended: AbortSignal): { fetch: typeof fetch; giveUp: () => void } {
  let patience = new AbortController();
  return {
    fetch: (url, init) => fetch(url, { ...init, signal: anyOf(ended, patience.signal) }),
    giveUp: () => {
      patience.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
      patience = new AbortController();
    },
  };
}

function anyOf(first: AbortSignal, second: AbortSignal | undefined): AbortSignal {
  return second === undefined ? first : AbortSignal.any([first, second]);
}

/** What people see. */
function eyesOf(slack: FakeSlack, study: FakeChannel): Pick<SlackTeam, "toldTo" | "messages" | "question"> {
  const messages = (channel = study): readonly FakeMessage[] =>
    channel.messages.filter((message) => !message.deleted && message.thread_ts === undefined);
  return {
    messages,
    toldTo: (user) =>
      slack.world.ephemerals.filter((message) => message.user === user.id).map((message) => readBlocks(message.blocks)),
    question: (channel) => {
      const found = messages(channel).findLast((message) => /^(Question|Answer):/.test(readBlocks(message.blocks)));
      if (found === undefined) throw new Error("No question stands in the channel.");
      return found;
    },
  };
}

export function textOf(message: Pick<FakeMessage, "blocks">): string {
  return readBlocks(message.blocks);
}

/** Waits for what has to come although the clock stands. */
export async function comes(work: Promise<unknown>, what: string): Promise<void> {
  let isHere = false;
  void work.then(() => {
    isHere = true;
  });
  await until(() => isHere, what);
}

/** The label of the option with this text. */
export function labelOf(message: FakeMessage, text: string): string {
  const line = textOf(message)
    .split("\n")
    .find((one) => one.trim().endsWith(` ${text}`));
  if (line === undefined) throw new Error(`The question has no option "${text}":\n${textOf(message)}`);
  return line.trim().slice(0, 1);
}
