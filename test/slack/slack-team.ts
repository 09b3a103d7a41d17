import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, expect } from "vitest";
import { COMMANDS } from "../../src/bot/commands.ts";
import { createBot, type RunningBot } from "../../src/bot/create-bot.ts";
import { createDeckShelf } from "../../src/bot/deck-shelf.ts";
import type { Deck } from "../../src/deck/deck.ts";
import { createSlack, type Slack } from "../../src/platforms/slack/connect.ts";
import { slackManifest } from "../../src/platforms/slack/manifest/manifest.ts";
import { type Db, openDatabase } from "../../src/storage/database.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { inviteBot, joinTeam, openChannel, typeCommand } from "../fakes/slack/people.ts";
import { readBlocks } from "../fakes/slack/read.ts";
import { createFakeSlack, type FakeSlack } from "../fakes/slack/slack.ts";
import type { FakeChannel, FakeMessage, FakeUser } from "../fakes/slack/world.ts";
import { singles, smallDeck } from "../support/small-deck.ts";
import { serveSlack } from "./http.ts";

/** A team in a workspace with the bot: only Slack itself is played. */
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
  /** Until nothing happens any more, on either side. */
  settle(): Promise<void>;
  say(user: FakeUser, line: string, channel?: FakeChannel): Promise<string>;
  /** What the bot said to this user in private, oldest first. */
  toldTo(user: FakeUser): readonly string[];
  /** The channel's own messages that stand there, oldest first. */
  messages(channel?: FakeChannel): readonly FakeMessage[];
  question(channel?: FakeChannel): FakeMessage;
  tickAt(at: string): Promise<void>;
  /** Moves the clock of everything. */
  pass(ms: number): void;
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
  readonly timeoutMs?: number;
  readonly at?: string;
  /** The app is installed for an organisation of this id; people have ids of it. */
  readonly organisation?: string;
  /** The organisation of the workspace, where the app is installed in that alone. */
  readonly enterprise?: string;
  readonly drawPicture?: (svg: string) => Promise<Uint8Array>;
}

async function startSlackTeam(options: SlackTeamOptions = {}): Promise<SlackTeam> {
  const deck = options.deck ?? smallDeck();
  const clock = { offset: Date.parse(options.at ?? "2026-11-23T06:00:00Z") - Date.now() };
  const now = (): number => Math.floor(Date.now() + clock.offset);
  const slack = await createFakeSlack(slackManifest(COMMANDS, {}), {
    now,
    ...(options.organisation !== undefined && { organisation: options.organisation }),
    ...(options.enterprise !== undefined && { enterprise: options.enterprise }),
  });
  const [ada, ben, chi] = [joinTeam(slack, "ada", { is_admin: true }), joinTeam(slack, "ben"), joinTeam(slack, "chi")];
  const study = openChannel(slack, "study", ada);
  study.members.add(ben.id).add(chi.id);
  const file = join(mkdtempSync(join(tmpdir(), "studybot-slack-")), "test.db");
  const db = openDatabase(file);
  await migrate(db, now());
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const dead: { readonly bot: RunningBot; readonly db: Db }[] = [];
  let server: { close(): Promise<void> } | undefined;
  let bot: RunningBot;
  let ownDb: Db;

  const run = async (): Promise<RunningBot> => {
    const platform: Slack = createSlack({
      botToken: slack.botToken,
      mode:
        options.mode === "http"
          ? { kind: "http", signingSecret: slack.signingSecret }
          : { kind: "socket", appToken: slack.appToken },
      apiUrl: slack.apiUrl,
      commands: COMMANDS,
      log,
      now,
      quietMs: 5,
      ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
    });
    if (platform.answerHttp !== undefined) {
      const served = await serveSlack(platform.answerHttp);
      await server?.close();
      server = served;
      slack.appUrl = served.url;
    }
    ownDb = openDatabase(file);
    const made = createBot({
      db: ownDb,
      decks: createDeckShelf(new Map([[deck.id, deck]])),
      platforms: [platform],
      log,
      defaults: { deck: deck.id, timeZone: "Europe/Berlin" },
      now,
      random: () => 0.4,
      sleep: async () => undefined,
      revealGraceMs: 0,
      drawPicture: options.drawPicture,
    });
    await made.start();
    return made;
  };
  bot = await run();
  const count = (): number => slack.world.calls.length + slack.world.ephemerals.length;
  const settle = async (): Promise<void> => {
    for (let quiet = 0, last = count(); quiet < 3; ) {
      await slack.settled();
      await bot.outbox.idle();
      await new Promise((resolve) => setTimeout(resolve, 12));
      quiet = count() === last ? quiet + 1 : 0;
      last = count();
    }
  };
  const toldTo = (user: FakeUser): readonly string[] =>
    slack.world.ephemerals.filter((message) => message.user === user.id).map((message) => readBlocks(message.blocks));
  const team: SlackTeam = {
    slack,
    db,
    file,
    get bot() {
      return bot;
    },
    ada,
    ben,
    chi,
    study,
    logged,
    settle,
    toldTo,
    say: async (user, line, channel = study) => {
      const before = toldTo(user).length;
      await typeCommand(slack, user, channel, line);
      await settle();
      return toldTo(user).slice(before).join("\n---\n");
    },
    messages: (channel = study) =>
      channel.messages.filter((message) => !message.deleted && message.thread_ts === undefined),
    question: (channel = study) => {
      const found = team
        .messages(channel)
        .findLast((message) => /^(Question|Answer):/.test(readBlocks(message.blocks)));
      if (found === undefined) throw new Error("No question stands in the channel.");
      return found;
    },
    tickAt: async (at) => {
      clock.offset = Date.parse(at) - Date.now();
      await bot.tick();
      await settle();
    },
    pass: (ms) => {
      clock.offset += ms;
    },
    crash: async () => {
      dead.push({ bot, db: ownDb });
      // A dead process closes its line, hears nothing more and writes nothing more.
      slack.socket.cut();
      await ownDb.destroy();
      bot = await run();
      await settle();
    },
    stop: async () => {
      await bot.stop();
      await ownDb.destroy();
      await Promise.allSettled(dead.map((one) => one.bot.stop()));
      await server?.close();
      await slack.stop();
      await db.destroy();
    },
  };
  if (options.setup !== false) {
    await inviteBot(slack, study, ada);
    await settle();
    await team.say(ada, "/study setup");
  }
  return team;
}

export function textOf(message: Pick<FakeMessage, "blocks">): string {
  return readBlocks(message.blocks);
}

/** The label of the option with this text. */
export function labelOf(message: FakeMessage, text: string): string {
  const line = textOf(message)
    .split("\n")
    .find((one) => one.trim().endsWith(` ${text}`));
  if (line === undefined) throw new Error(`The question has no option "${text}":\n${textOf(message)}`);
  return line.trim().slice(0, 1);
}
