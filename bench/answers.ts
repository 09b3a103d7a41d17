import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import Database from "better-sqlite3";
import { pino } from "pino";
import { createBot } from "../src/bot/create-bot.ts";
import { createDeckShelf } from "../src/bot/deck-shelf.ts";
import type { ActionEvent } from "../src/chat/event.ts";
import { createFakeChat } from "../test/fakes/chat.ts";
import { smallDeck } from "../test/support/small-deck.ts";
import { benchFolder, openHome, quantile, START } from "./home.ts";
import type { BenchLine } from "./line.ts";

const PEOPLE = 1000;
/** Long enough to include WAL checkpoints. */
const SECONDS = 5;
const NS = 1e6;

/**
 * Answers per second through the whole core, one after another, for several seconds. Every answer is durable: a power cut
 * loses none.
 */
export async function benchAnswers(): Promise<readonly BenchLine[]> {
  const [core, hand] = [await coreSide(), baselineSide()];
  const [oursMeter, handMeter] = [createMeter(core.answer), createMeter(hand.answer)];
  // Alternating, so that a busy disk slows both sides.
  for (let second = 0; second < SECONDS; second++) {
    await oursMeter.run();
    await handMeter.run();
  }
  await Promise.all([core.stop(), hand.stop()]);
  const [ours, baseline] = [oursMeter.measured(), handMeter.measured()];
  return [
    {
      name: `answers: recorded a second, over ${SECONDS} s`,
      value: ours.perSecond,
      unit: "1/s",
      baseline: baseline.perSecond,
      ratio: ours.perSecond / baseline.perSecond,
    },
    {
      name: "answers: recorded in the slowest second",
      value: ours.slowest,
      unit: "1/s",
      baseline: baseline.slowest,
      ratio: ours.slowest / baseline.slowest,
    },
    compare("answers: acknowledged, p50", ours.p50, baseline.p50),
    compare("answers: acknowledged, p99", ours.p99, baseline.p99),
    compare("answers: event-loop delay p99", ours.loopP99, baseline.loopP99),
  ];
}

async function coreSide(): Promise<Side> {
  const deck = smallDeck([{ id: "single" }]);
  const { db } = await openHome(deck.id);
  const chat = createFakeChat();
  const running = createBot({
    db,
    decks: createDeckShelf(new Map([[deck.id, deck]])),
    platforms: [chat],
    log: pino({ level: "silent" }),
    defaults: { deck: deck.id, timeZone: "UTC" },
    now: () => START,
    random: () => 0.5,
    sleep: async () => undefined,
    revealGraceMs: 0,
  });
  await running.start();
  const base = { platform: "playground", community: "home", channel: "study", at: START } as const;
  const admin = { id: "admin", name: "Admin", isAdmin: true, roles: [] };
  await chat.handle({ ...base, type: "command", id: "post", user: admin, command: "study", input: { text: "post" } });
  await running.outbox.idle();
  const message = chat.messages[0]?.id ?? "";
  const event = (index: number): ActionEvent => ({
    ...base,
    type: "action",
    id: `e${index}`,
    at: START + index,
    user: { id: `u${index % PEOPLE}`, name: `Person ${index % PEOPLE}`, isAdmin: false, roles: [] },
    message,
    action: `answer:1:${choiceOf(index)}`,
    values: [],
  });
  for (let index = 0; index < PEOPLE; index++) await chat.handle(event(index));
  return {
    answer: async (index) => {
      const reply = await chat.handle(event(index));
      if (reply.kind !== "private" || reply.card.tone === "problem") throw new Error("an answer was not taken");
    },
    stop: async () => {
      await running.stop();
      await db.destroy();
    },
  };
}

/** A person picks a different option each time, so that every answer causes a write. */
function choiceOf(index: number): string {
  return String(1 + ((index + Math.floor(index / PEOPLE)) % 4));
}

interface Side {
  answer(index: number): Promise<void> | void;
  stop(): Promise<void> | void;
}

interface Sustained {
  readonly perSecond: number;
  /** Answers in the slowest second. */
  readonly slowest: number;
  readonly p50: number;
  readonly p99: number;
  readonly loopP99: number;
}

/**
 * `run` gives answers one after another for a second. Between answers it yields to the event loop, as a bot that reads
 * events from a socket does.
 */
function createMeter(answer: Side["answer"]): { run(): Promise<void>; measured(): Sustained } {
  const times: number[] = [];
  const seconds: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const run = async (): Promise<void> => {
    const before = times.length;
    delay.enable();
    const begun = performance.now();
    for (let from = begun; from - begun < 1000; from = performance.now()) {
      await answer(PEOPLE + times.length);
      times.push(performance.now() - from);
      await yieldToEventLoop();
    }
    seconds.push(((times.length - before) * 1000) / (performance.now() - begun));
    delay.disable();
  };
  const measured = (): Sustained => {
    const sorted = times.toSorted((a, b) => a - b);
    return {
      perSecond: seconds.reduce((sum, one) => sum + one, 0) / seconds.length,
      slowest: Math.min(...seconds),
      p50: quantile(sorted, 0.5),
      p99: quantile(sorted, 0.99),
      loopP99: delay.percentile(99) / NS,
    };
  };
  return { run, measured };
}

function compare(name: string, value: number, baseline: number): BenchLine {
  return { name, value, unit: "ms", baseline, ratio: value / baseline };
}

/** The baseline: the same reads and writes in hand-written SQL, with the same durability. */
function baselineSide(): Side {
  const db = new Database(join(benchFolder(), "baseline.db"));
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec(`
    create table rounds (id integer primary key, state text, closes_at integer, first_answer_counts integer);
    create table accounts (community_id integer, external_id text, person_id integer, primary key (community_id, external_id));
    create table people (id integer primary key, name text, hidden integer);
    create table answers (round_id integer, person_id integer, choice text, is_right integer, via text, read_back integer, at integer,
      primary key (round_id, person_id));
    create index answers_person on answers (person_id);
    insert into rounds values (1, 'open', ${START * 2}, 0);`);
  const round = db.prepare("select state, closes_at, first_answer_counts from rounds where id = ?");
  const person = db.prepare(
    "select people.id, name, hidden from accounts join people on people.id = person_id where community_id = ? and external_id = ?",
  );
  const before = db.prepare("select choice, at from answers where round_id = ? and person_id = ?");
  const upsert = db.prepare(
    `insert into answers values (?, ?, ?, ?, 'button', 0, ?)
     on conflict (round_id, person_id) do update set choice = excluded.choice, is_right = excluded.is_right, at = excluded.at`,
  );
  for (let index = 0; index < PEOPLE; index++) {
    db.prepare("insert into people values (?, ?, 0)").run(index, `Person ${index}`);
    db.prepare("insert into accounts values (1, ?, ?)").run(`u${index}`, index);
  }
  const answer = db.transaction((index: number) => {
    const choice = choiceOf(index);
    round.get(1);
    const found = person.get(1, `u${index % PEOPLE}`) as { id: number };
    before.get(1, found.id);
    upsert.run(1, found.id, choice, choice === "1" ? 1 : 0, START + index);
  });
  for (let index = 0; index < PEOPLE; index++) answer.immediate(index);
  return { answer: (index) => answer.immediate(index), stop: () => void db.close() };
}
