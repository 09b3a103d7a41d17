import { type Logger, pino } from "pino";
import { createBot, type RunningBot } from "../../src/bot/create-bot.ts";
import { createDeckShelf } from "../../src/bot/deck-shelf.ts";
import { problemCard } from "../../src/bot/messages/problems.ts";
import type { Observe } from "../../src/bot/observe.ts";
import { type Card, type CardBlock, momentWords, type OptionLabel, type Prose } from "../../src/chat/card.ts";
import type { ActionEvent, ChatUser, Reply } from "../../src/chat/event.ts";
import type { Deck } from "../../src/deck/deck.ts";
import type { Db } from "../../src/storage/database.ts";
import { verify } from "../../src/storage/operations/verify.ts";
import { createFakeChat, type FakeChat, type FakeMessage } from "../fakes/chat.ts";
import { freshDatabase } from "./fresh-database.ts";
import { smallDeck } from "./small-deck.ts";

/** A team in one channel with the real bot and storage; the test sets the clock. */
export interface Team {
  readonly chat: FakeChat;
  readonly db: Db;
  bot: RunningBot;
  now: number;
  /** The channel that people act in. */
  channel: string;
  /** Platform roles or groups sent with a user's events. */
  readonly roles: Map<string, readonly string[]>;
  /** The channel's questions, reveals, and shared cards, oldest first. */
  channelMessages(): readonly FakeMessage[];
  lastQuestion(): FakeMessage;
  lastRevealed(): FakeMessage;
  say(user: string, text: string, id?: string): Promise<Card>;
  press(user: string, message: FakeMessage, label: string, at?: number): Promise<Card>;
  select(user: string, message: FakeMessage, values: readonly string[]): Promise<Card>;
  action(user: string, message: FakeMessage, action: string, values?: readonly string[], at?: number): Promise<Reply>;
  writeIn(user: string, message: FakeMessage, text: string): Promise<Card>;
  /** Opens the card's form, and sends it with these fields. */
  fillIn(user: string, message: FakeMessage, fields: Readonly<Record<string, string>>): Promise<Card>;
  react(user: string, message: FakeMessage, label: OptionLabel): Promise<Reply>;
  /** The platform reports that the user left the community. */
  goes(user: string): Promise<void>;
  /** Sets the clock, runs a tick, and waits until everything owed is sent. */
  tickAt(at: number | string): Promise<void>;
  settle(): Promise<void>;
  /** Simulates an edit of the deck's files that the bot loads. */
  changeDeck(deck: Deck): Promise<void>;
  /** Simulates an edit of the deck's files while the bot is down. */
  changeDeckUnseen(deck: Deck): void;
  /** The bot's process dies here and another one starts. */
  restart(): Promise<void>;
  /** The number of stored points, streaks, and boards that differ from what the answers give. */
  differences(): Promise<number>;
  stop(): Promise<void>;
}

export const ADMIN = "ada";

export async function startTeam(
  options: {
    deck?: Deck;
    at?: string;
    setup?: string;
    loadDecks?: () => Promise<ReadonlyMap<string, Deck>>;
    drawPicture?: (svg: string) => Promise<Uint8Array>;
    observe?: Observe;
    log?: Logger;
  } = {},
): Promise<Team> {
  const db = await freshDatabase();
  const chat = createFakeChat();
  let deck = options.deck ?? smallDeck();
  let events = 0;

  const start = async (): Promise<RunningBot> => {
    const bot = createBot({
      db,
      decks: createDeckShelf(new Map([[deck.id, deck]]), options.loadDecks ?? (async () => new Map([[deck.id, deck]]))),
      platforms: [chat],
      log: options.log ?? pino({ level: "silent" }),
      observe: options.observe,
      defaults: { deck: deck.id, timeZone: "Europe/Berlin" },
      now: () => team.now,
      random: () => 0.4,
      sleep: async () => undefined,
      revealGraceMs: 0,
      drawPicture: options.drawPicture,
    });
    await bot.start();
    return bot;
  };
  const userOf = (id: string): ChatUser => ({
    id,
    name: id.charAt(0).toUpperCase() + id.slice(1),
    isAdmin: id === ADMIN,
    roles: team.roles.get(id) ?? [],
  });
  const base = (user: string, at = team.now) => ({
    id: `e${++events}`,
    platform: "playground" as const,
    community: "home",
    at,
    user: userOf(user),
    channel: team.channel,
  });
  const action = async (
    user: string,
    message: FakeMessage,
    name: string,
    values: readonly string[] = [],
    at?: number,
  ) => {
    const event: ActionEvent = { type: "action", ...base(user, at), message: message.id, action: name, values };
    return settled(await chat.handle(event));
  };
  const settled = async <T>(value: T): Promise<T> => {
    await team.settle();
    return value;
  };

  const team: Team = {
    chat,
    db,
    bot: undefined as unknown as RunningBot,
    now: Date.parse(options.at ?? "2026-11-23T06:00:00Z"),
    channel: "study",
    roles: new Map(),
    channelMessages: () => chat.messages.filter((message) => message.to.kind === "channel" && !message.deleted),
    lastQuestion: () => lastOf(team, "question"),
    lastRevealed: () => lastOf(team, "reveal"),
    say: async (user, text, id) => {
      const [, command = "", rest = ""] = /^\/?(\S*)\s*(.*)$/s.exec(text) ?? [];
      const event = { type: "command", ...base(user), command, input: { text: rest } } as const;
      return cardOf(await settled(await chat.handle(id === undefined ? event : { ...event, id })));
    },
    press: async (user, message, label, at) => cardOf(await action(user, message, buttonOf(message, label), [], at)),
    select: async (user, message, values) =>
      cardOf(await action(user, message, buttonsOf(message)[0]?.action ?? "", values)),
    action,
    writeIn: (user, message, text) => team.fillIn(user, message, { answer: text }),
    fillIn: async (user, message, fields) => {
      const opened = await action(user, message, buttonsOf(message)[0]?.action ?? "");
      if (opened.kind !== "form") return cardOf(opened);
      return cardOf(
        await settled(await chat.handle({ type: "form", ...base(user), action: opened.form.action, fields })),
      );
    },
    react: async (user, message, label) =>
      settled(await chat.handle({ type: "reaction", ...base(user), message: message.id, label })),
    goes: async (user) => {
      const { channel: _, ...event } = base(user);
      await chat.handle({ type: "lifecycle", ...event, what: "person-left" });
    },
    tickAt: async (at) => {
      team.now = typeof at === "string" ? Date.parse(at) : at;
      await team.bot.tick();
      await team.settle();
    },
    settle: () => team.bot.outbox.idle(),
    changeDeck: async (changed) => {
      deck = changed;
      await team.bot.reloadDecks();
      await team.settle();
    },
    changeDeckUnseen: (changed) => {
      deck = changed;
    },
    restart: async () => {
      await team.bot.outbox.stop();
      team.bot = await start();
      await team.settle();
    },
    differences: async () => (await verify(db)).differences.length,
    stop: async () => {
      await team.bot.stop();
      await db.destroy();
    },
  };
  team.bot = await start();
  await team.say(ADMIN, options.setup ?? "/study setup");
  return team;
}

/** The card's whole text, one line per title and block. */
export function textOf(card: Card): string {
  return [card.title, ...card.blocks.map(blockText)].join("\n");
}

export function optionsOf(card: Card) {
  return card.blocks.flatMap((block) => (block.type === "options" ? block.options : []));
}

/** The label of the option with this text. */
export function labelOf(message: FakeMessage, text: string): OptionLabel {
  const option = optionsOf(message.card).find((candidate) => candidate.text === text);
  if (option === undefined) throw new Error(`no option "${text}"`);
  return option.label;
}

export function rankingOf(card: Card) {
  return card.blocks.flatMap((block) => (block.type === "ranking" ? block.rows : []));
}

function lastOf(team: Team, tone: Card["tone"]): FakeMessage {
  const found = team.channelMessages().findLast((message) => message.card.tone === tone);
  if (found === undefined) throw new Error(`no ${tone} stands in the channel`);
  return found;
}

/** The card that the user reads. A form's problem becomes the card that a platform without inline form errors shows. */
export function cardOf(reply: Reply): Card {
  if (reply.kind === "form-problem") return problemCard(reply.problem.text);
  if (reply.kind !== "private") throw new Error(`a private reply was expected, not ${reply.kind}`);
  return reply.card;
}

export function buttonsOf(message: FakeMessage) {
  return message.card.blocks.flatMap((block) => (block.type === "controls" ? block.controls : []));
}

function buttonOf(message: FakeMessage, label: string): string {
  const control = buttonsOf(message).find((candidate) => candidate.label === label);
  if (control === undefined) throw new Error(`no button "${label}"`);
  return control.action;
}

function blockText(block: CardBlock): string {
  switch (block.type) {
    case "text":
    case "small":
      return proseText(block.text);
    case "note":
      return `${block.sign} ${block.label}: ${proseText(block.text)}`;
    case "options":
      return block.options
        .map((option) => `${option.label}. ${option.text}${option.mark ? ` [${option.mark} ${option.count}]` : ""}`)
        .join("\n");
    case "ranking":
      return block.rows.map((row) => `${row.rank}. ${row.name} ${row.points}${row.you ? " (you)" : ""}`).join("\n");
    case "facts":
      return block.facts.map((fact) => `${fact.label}: ${proseText(fact.value)}`).join("\n");
    case "time":
      return `${block.label} ${new Date(block.at).toISOString()}`;
    case "image":
      return block.alt;
    case "file":
      return block.content;
    case "controls":
      return block.controls.map((control) => `[${control.label}]`).join(" ");
  }
}

function proseText(prose: Prose): string {
  if (typeof prose === "string") return prose;
  return prose.map((piece) => (typeof piece === "string" ? piece : momentWords(piece))).join("");
}
