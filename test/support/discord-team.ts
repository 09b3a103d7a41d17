import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Logger, pino } from "pino";
import type { Bot } from "../../src/bot/bot.ts";
import { COMMANDS } from "../../src/bot/commands.ts";
import { createBot, type RunningBot } from "../../src/bot/create-bot.ts";
import { createDeckShelf } from "../../src/bot/deck-shelf.ts";
import { PLATFORM_MESSAGES } from "../../src/bot/messages/platforms.ts";
import type { Deck } from "../../src/deck/deck.ts";
import { createDiscord, type Discord, type DiscordTimes } from "../../src/platforms/discord/connect.ts";
import { NEEDED_BITS } from "../../src/platforms/discord/permissions.ts";
import { type Db, openDatabase } from "../../src/storage/database.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { verify } from "../../src/storage/operations/verify.ts";
import {
  buttonId,
  type CommandInput,
  type FakeDiscord,
  type FakeOptions,
  startFakeDiscord,
  TOKEN,
} from "../fakes/discord/fake-discord.ts";
import { type Rendered, renderMessage } from "../fakes/discord/render.ts";
import {
  addChannel,
  addGuild,
  addMember,
  type FakeChannel,
  type FakeGuild,
  type FakeInteraction,
  type FakeMessage,
  flatComponents,
} from "../fakes/discord/world.ts";
import { tempFolder } from "./process.ts";
import { smallDeck } from "./small-deck.ts";
import { HANG_MS, until } from "./wait.ts";

/** A team in a Discord server, with the real bot, storage, and discord.js. Discord is a fake, and the test sets the clock. */
export interface DiscordTeam {
  readonly discord: FakeDiscord;
  readonly guild: FakeGuild;
  readonly channel: FakeChannel;
  readonly db: Db;
  /** Logged warnings and errors. */
  readonly lines: { readonly level: number; readonly msg: string }[];
  bot: RunningBot;
  now: number;
  readonly admin: string;
  readonly ann: string;
  readonly ben: string;
  readonly eva: string;
  /** The text of the bot's private reply; "" if there is none. */
  say(
    user: string,
    command: string,
    options?: Readonly<Record<string, string>>,
    channel?: FakeChannel,
  ): Promise<string>;
  study(subcommand: string, options?: Readonly<Record<string, string>>, channel?: FakeChannel): Promise<string>;
  press(user: string, label: string, message?: FakeMessage): Promise<string>;
  open(user: string, label: string): Promise<FakeInteraction>;
  /** Presses a button on a private reply. */
  pressReply(user: string, interaction: FakeInteraction, label: string): Promise<FakeInteraction>;
  /** Adds the reaction and waits until the answer is in the database. */
  react(user: string, label: string): Promise<void>;
  question(): FakeMessage;
  messages(): readonly FakeMessage[];
  render(message: Parameters<typeof renderMessage>[0]): Rendered;
  label(text: string): string;
  answersOf(user: string): Promise<readonly { readonly choice: string; readonly via: string }[]>;
  tickAt(at: number | string): Promise<void>;
  /** Waits until all events are handled, everything owed is sent, and its reactions are seeded. */
  settle(): Promise<void>;
  /** The bot's process ends here; `startBot` starts another. */
  stopBot(): Promise<void>;
  startBot(): Promise<void>;
  differences(): Promise<number>;
  stop(): Promise<void>;
}

export interface TeamOptions extends Omit<FakeOptions, "now"> {
  readonly deck?: Deck;
  readonly setup?: Readonly<Record<string, string>> | false;
  readonly permissions?: bigint;
  readonly times?: Partial<DiscordTimes>;
  readonly drawPicture?: Bot["drawPicture"];
}

/** The shortest delay for events that are reported together; Node treats a timer of 0 ms as 1 ms. */
const TOGETHER_MS = 1;
const HOUR = 3_600_000;
/** For a Discord that the test drives: waits end only on a hang, and heartbeats come only on request. */
export const CALM_DISCORD = { reactionGapMs: 5, perSecond: 1_000, patienceMs: HANG_MS, heartbeatMs: HOUR } as const;
/** For a bot on it: no waits except those under test. `quietMs` uses the bot's own clock. */
export const CALM_TIMES = {
  quietMs: 0,
  reactionGapMs: 1,
  marginMs: 0,
  connectMs: HANG_MS,
  sessionsMs: TOGETHER_MS,
  changesMs: TOGETHER_MS,
  deferMs: HANG_MS,
  giveUpMs: HANG_MS,
} as const satisfies DiscordTimes;

export async function startDiscordTeam(options: TeamOptions = {}): Promise<DiscordTeam> {
  let now = Date.parse("2026-11-23T06:00:00Z");
  const discord = await startFakeDiscord({ ...CALM_DISCORD, ...options, now: () => now });
  const guild = addGuild(discord.world, "Team", options.permissions ?? NEEDED_BITS);
  const channel = addChannel(discord.world, guild, "study");
  const [ann, ben, eva] = ["ann", "ben", "eva"].map((name) => addMember(discord.world, guild, name).id) as [
    string,
    string,
    string,
  ];
  const db = openDatabase(join(tempFolder(), "test.db"));
  const deck = options.deck ?? smallDeck([{ id: "single" }]);
  const lines: { level: number; msg: string }[] = [];
  const log: Logger = pino({ level: "warn" }, { write: (line: string) => void lines.push(JSON.parse(line)) });

  let platform: Discord;
  const start = async (): Promise<RunningBot> => {
    platform = createDiscord({
      token: TOKEN,
      apiUrl: discord.apiUrl,
      commands: COMMANDS,
      log,
      now: () => now,
      messages: PLATFORM_MESSAGES,
      times: { ...CALM_TIMES, ...options.times },
    });
    const bot = createBot({
      db,
      decks: createDeckShelf(new Map([[deck.id, deck]])),
      platforms: [platform],
      log,
      defaults: { deck: deck.id, timeZone: "Europe/Berlin" },
      now: () => now,
      random: () => 0.4,
      sleep: async () => undefined,
      revealGraceMs: 0,
      ...(options.drawPicture && { drawPicture: options.drawPicture }),
    });
    await bot.start();
    return bot;
  };

  const seen = async (interaction: FakeInteraction): Promise<string> => {
    await team.settle();
    return interaction.reply === undefined ? "" : renderMessage(interaction.reply).text;
  };
  const inputs = (given: Readonly<Record<string, string>> = {}): CommandInput[] =>
    Object.entries(given).map(([name, value]) => ({ name, type: 3, value }));

  const team: DiscordTeam = {
    discord,
    guild,
    channel,
    db,
    lines,
    bot: undefined as unknown as RunningBot,
    get now() {
      return now;
    },
    set now(value) {
      now = value;
    },
    admin: guild.owner,
    ann,
    ben,
    eva,
    say: async (user, command, given, where = channel) =>
      seen(await discord.command(user, where, command, inputs(given))),
    study: async (subcommand, given, where = channel) =>
      seen(await discord.command(guild.owner, where, "study", [{ name: subcommand, type: 1, options: inputs(given) }])),
    press: async (user, label, message = team.question()) =>
      seen(await discord.press(user, message, buttonId(message, label))),
    open: (user, label) => discord.press(user, team.question(), buttonId(team.question(), label)),
    pressReply: discord.pressReply,
    react: async (user, label) => {
      discord.react(user, team.question(), `${label}\uFE0F\u20E3`);
      const answered = async () => (await team.answersOf(user)).some(({ choice }) => choice.includes(label));
      await until(answered, `an answer ${label} by reaction`);
    },
    question: () => {
      const found = team
        .messages()
        .findLast((message) => flatComponents(message.components).some((one) => /answer/.test(one.custom_id ?? "")));
      if (found === undefined) throw new Error("no question stands in the channel");
      return found;
    },
    messages: () => discord.messagesIn(channel),
    render: renderMessage,
    label: (text) => {
      const found = renderMessage(team.question()).options.find((option) => option.text === text);
      if (found === undefined) throw new Error(`no option "${text}"`);
      return found.label;
    },
    answersOf: (user) =>
      db
        .selectFrom("answers")
        .innerJoin("accounts", "accounts.person_id", "answers.person_id")
        .select(["answers.choice", "answers.via"])
        .where("accounts.external_id", "=", user)
        .execute(),
    tickAt: async (at) => {
      now = typeof at === "string" ? Date.parse(at) : at;
      await team.bot.tick();
      await team.settle();
    },
    settle: async () => {
      for (let calls = -1; calls !== discord.rest.calls.length; ) {
        calls = discord.rest.calls.length;
        await discord.gateway.received();
        // Timers of equal length fire in the order they were set, so events that are reported together have been reported by
        // then.
        await sleep(TOGETHER_MS);
        await platform.idle();
        await team.bot.outbox.idle();
        await platform.idle();
      }
    },
    stopBot: () => team.bot.stop(),
    startBot: async () => {
      team.bot = await start();
      await team.settle();
    },
    differences: async () => (await verify(db)).differences.length,
    stop: async () => {
      await team.bot.stop();
      await db.destroy();
      await discord.stop();
    },
  };
  await migrate(db, now);
  team.bot = await start();
  if (options.setup !== false) await team.study("setup", options.setup ?? {});
  return team;
}
