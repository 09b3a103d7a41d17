import fc from "fast-check";
import { pino } from "pino";
import { COMMANDS } from "../../src/bot/commands.ts";
import { createBot, type RunningBot } from "../../src/bot/create-bot.ts";
import { createDeckShelf } from "../../src/bot/deck-shelf.ts";
import { UNEXPECTED } from "../../src/bot/messages/problems.ts";
import type { Card, Control } from "../../src/chat/card.ts";
import type { ChatEvent, ChatUser, Reply } from "../../src/chat/event.ts";
import type { ChatPlatform } from "../../src/chat/platform.ts";
import { cardToDiscord } from "../../src/platforms/discord/encode-card.ts";
import { cardToHtml } from "../../src/platforms/playground/encode-card.ts";
import { cardToBlocks } from "../../src/platforms/slack/encode-card.ts";
import { type Db, openDatabase } from "../../src/storage/database.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { verify } from "../../src/storage/operations/verify.ts";
import { order } from "../../src/study/kinds/order.ts";
import { createFakeChat } from "../fakes/chat.ts";
import { refuseBlocks } from "../fakes/slack/block-rules.ts";
import { singles, smallDeck } from "../support/small-deck.ts";
import { mutatedText, nastyText } from "./nasty.ts";
import { must, type Target, target } from "./target.ts";
import { COMMAND_WORDS, VALUE_WORDS } from "./texts.ts";

const MINUTE = 60_000;
const PEOPLE = ["ada", "ben", "chi", "dev", "eve"];

export interface FuzzBot {
  readonly db: Db;
  readonly bot: RunningBot;
  /** The bot's own failures: lines that it logs as errors. */
  readonly errors: string[];
  now(): number;
  /** Advances the time, runs a clock tick, and waits until everything owed is sent. */
  pass(ms: number): Promise<void>;
  /** Checks that points, boards, and streaks match the answers, then closes everything. */
  close(): Promise<void>;
}

/** The real bot on a real SQLite database in memory. The platform it posts to drops old messages at once. */
export async function startFuzzBot(platform: (db: Db, now: () => number) => ChatPlatform): Promise<FuzzBot> {
  let now = Date.parse("2026-11-23T06:00:00Z");
  const db = openDatabase(":memory:");
  await migrate(db, now);
  const errors: string[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => void errors.push(line) });
  const deck = smallDeck([
    ...singles(6),
    { id: "multiple", kind: "multiple", topic: "b", prompt: "Select two.", options: OPTIONS },
    { id: "blank", kind: "fill-in", topic: "c", options: [], accept: ["15"] },
    { id: "steps", kind: "order", topic: "c", options: order.file.read({ steps: ["dig", "plant", "water"] }).options },
  ]);
  const bot = createBot({
    db,
    decks: createDeckShelf(new Map([[deck.id, deck]])),
    platforms: [platform(db, () => now)],
    log,
    defaults: { deck: deck.id, timeZone: "Europe/Berlin" },
    now: () => now,
    random: () => 0.4,
    sleep: async () => undefined,
    revealGraceMs: 0,
  });
  await bot.start();
  return {
    db,
    bot,
    errors,
    now: () => now,
    pass: async (ms) => {
      now += ms;
      await bot.tick();
      await bot.outbox.idle();
    },
    close: async () => {
      await bot.outbox.idle();
      const { differences } = await verify(db);
      await bot.stop();
      await db.destroy();
      must(differences.length === 0, `the store does not verify: ${JSON.stringify(differences.slice(0, 3))}`);
    },
  };
}

const OPTIONS = [
  { text: "right one", right: true },
  { text: "right two", right: true },
  { text: "wrong", right: false },
];

/** A reply must not be empty or contain a stack trace, and must fit every platform. */
function isFit(reply: Reply): void {
  if (reply.kind !== "private") return;
  const { card } = reply;
  const text = JSON.stringify({ ...card, blocks: card.blocks.filter((block) => block.type !== "image") });
  must(card.title !== "", "a card without a title");
  must(!text.includes(UNEXPECTED), "the bot says that it went wrong itself");
  must(
    !/\bat \w+ \(|node_modules|\.ts:\d+|SQLITE_|TypeError|\[object Object\]/.test(text),
    `a card with a trace: ${text.slice(0, 500)}`,
  );
  const { blocks } = cardToBlocks(card);
  const problem = refuseBlocks(blocks);
  must(problem === undefined, `Slack refuses the card: ${problem}`);
  cardToDiscord(card, { ephemeral: true });
  cardToHtml(card, { id: "x", attachmentUrl: () => "/x" }).toString();
}

const ACTIONS = [
  "answer",
  "answer-form",
  "share-entry",
  "share-board",
  "board",
  "setup",
  "setup-open",
  "delete-me",
  "quiz",
  "quiz-answer",
  "quiz-form",
  "report",
];

interface Step {
  readonly who: number;
  readonly type: "command" | "action" | "form" | "reaction" | "suggest" | "home" | "lifecycle";
  readonly text: string;
  readonly command: string;
  readonly subcommand: string;
  readonly options: Record<string, string> | null;
  readonly pick: number;
  readonly seen: boolean;
  readonly label: "1" | "2" | "3" | "4" | "5";
  readonly values: string[];
  readonly pass: number;
  readonly roles: string[];
}

const subcommands = COMMANDS.flatMap((command) => (command.subcommands ?? []).map((one) => one.name));
const commandText = mutatedText(
  [
    "",
    "post",
    "close",
    "setup",
    "schedule weekdays 09:00",
    "teams draw 2",
    "season start Spring",
    "daysoff add 2026-12-24",
    "people week",
    "create Red Pandas",
    "join Red",
    "kinesis shards",
    "1",
    "1 2",
    "2 3 1",
    "15",
    "delete",
    "export",
  ],
  [...COMMAND_WORDS, ...VALUE_WORDS],
  4_000,
);
const step: fc.Arbitrary<Step> = fc.record({
  who: fc.nat(PEOPLE.length - 1),
  type: fc.constantFrom(
    "command",
    "command",
    "command",
    "action",
    "action",
    "form",
    "reaction",
    "suggest",
    "home",
    "lifecycle",
  ),
  text: commandText,
  command: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...COMMANDS.map(({ name }) => name)) },
    { weight: 1, arbitrary: nastyText },
  ),
  subcommand: fc.oneof(fc.constantFrom("", ...subcommands), nastyText),
  options: fc.option(
    fc.dictionary(
      fc.constantFrom(
        "words",
        "zone",
        "when",
        "deck",
        "name",
        "action",
        "days",
        "who",
        "team",
        "answer",
        "window",
        "__proto__",
      ),
      fc.oneof(fc.constantFrom(...VALUE_WORDS), nastyText),
      { maxKeys: 3 },
    ),
    { freq: 3 },
  ),
  pick: fc.nat(1_000),
  seen: fc.boolean(),
  label: fc.constantFrom("1", "2", "3", "4", "5"),
  values: fc.array(fc.oneof(fc.constantFrom("1", "2", "9"), nastyText), { maxLength: 4 }),
  pass: fc.oneof(
    { weight: 20, arbitrary: fc.constant(0) },
    { weight: 4, arbitrary: fc.constant(5 * MINUTE) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 26 * 60 }).map((minutes) => minutes * MINUTE) },
  ),
  roles: fc.array(fc.constantFrom("R1", "123456789012345678", "S1"), { maxLength: 2 }),
});

const COMMUNITY_SIZE = 60;

const dispatch = target("dispatch", 16, async () => {
  const chat = createFakeChat("slack");
  const fuzz = await startFuzzBot(() => chat);
  const seen: Control[] = [];
  let events = 0;
  const note = (card: Card): void => {
    seen.push(...card.blocks.flatMap((block) => (block.type === "controls" ? block.controls : [])));
    seen.splice(0, Math.max(0, seen.length - 60));
  };
  const actionOf = ({ pick, seen: isSeen, text }: Step): string => {
    const known = isSeen ? seen[pick % Math.max(1, seen.length)]?.action : undefined;
    return known ?? `${ACTIONS[pick % ACTIONS.length]}:${text.slice(0, 80)}`;
  };
  /** Switches to other people every so often, so that per-person limits do not interfere with this test. */
  const personOf = ({ who }: Step): ChatUser => {
    const name = PEOPLE[who] ?? "ada";
    return { id: `${name}${Math.floor(events / 40) % COMMUNITY_SIZE}`, name, isAdmin: name === "ada", roles: [] };
  };
  const eventOf = (given: Step): ChatEvent => {
    const base = {
      id: `e${++events}`,
      platform: "slack" as const,
      community: "T1",
      at: fuzz.now(),
      user: { ...personOf(given), roles: given.roles },
      channel: given.pick % 9 === 0 ? "other" : "study",
      message: chat.messages[given.pick % Math.max(1, chat.messages.length)]?.id ?? "m0",
    };
    switch (given.type) {
      case "command": {
        const { subcommand, options } = given;
        const input = options === null ? { text: given.text } : { ...(subcommand !== "" && { subcommand }), options };
        return { type: "command", ...base, command: given.command, input };
      }
      case "action":
        return { type: "action", ...base, action: actionOf(given), values: given.values };
      case "form": {
        const fields = {
          answer: given.text,
          "place-1": given.label,
          "place-2": given.values[0] ?? "",
          "place-3": given.values[1] ?? "",
          reason: given.text,
          deck: given.values[0] ?? "",
          when: given.values[1] ?? "",
          zone: given.subcommand,
          scoring: given.label,
          window: given.text,
        };
        return { type: "form", ...base, action: actionOf(given), fields };
      }
      case "reaction":
        return { type: "reaction", ...base, label: given.label };
      case "suggest":
        return { type: "suggest", ...base, command: given.command, option: given.subcommand, partial: given.text };
      case "home":
        return { type: "home", ...base, channels: ["study"] };
      case "lifecycle": {
        const what = (
          ["channel-joined", "channel-renamed", "person-left", "reconnected", "channel-lost", "channel-moved"] as const
        )[given.pick % 6];
        return { type: "lifecycle", ...base, what: what ?? "channel-joined", name: given.text.slice(0, 100) };
      }
    }
  };
  const admin: ChatUser = { id: "ada0", name: "ada", isAdmin: true, roles: [] };
  const setUp = { type: "command", platform: "slack", community: "T1", channel: "study", user: admin } as const;
  await chat.handle({ ...setUp, id: "setup", at: fuzz.now(), command: "study", input: { text: "setup" } });
  await chat.handle({ ...setUp, id: "post", at: fuzz.now(), command: "study", input: { text: "post" } });
  return {
    cases: fc.array(step, { minLength: 1, maxLength: 4 }),
    run: async (steps: Step[]) => {
      for (const one of steps) {
        if (one.pass > 0) await fuzz.pass(one.pass);
        const event = eventOf(one);
        const reply = await chat.handle(event);
        const expected =
          event.type === "suggest"
            ? ["suggestions"]
            : event.type === "lifecycle"
              ? ["nothing"]
              : event.type === "reaction" || event.type === "home"
                ? ["private", "nothing"]
                : event.type === "form"
                  ? ["private", "form", "form-problem"]
                  : ["private", "form"];
        must(expected.includes(reply.kind), `${event.type} is answered with ${reply.kind}`);
        isFit(reply);
        if (reply.kind === "private") note(reply.card);
        must(fuzz.errors.length === 0, `the bot's own fault: ${fuzz.errors[0]?.slice(0, 2_000)}`);
      }
      await fuzz.bot.outbox.idle();
      for (const message of chat.messages) note(message.card);
      chat.messages.splice(0, Math.max(0, chat.messages.length - 20));
    },
    close: fuzz.close,
  };
});

export const BOT_TARGETS: readonly Target[] = [dispatch];
