import { join } from "node:path";
import { performance } from "node:perf_hooks";
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
const ANSWERS = 6000;

/** Answers a second through the whole core, durable (a power cut loses none), one after the other. */
export async function benchAnswers(): Promise<readonly BenchLine[]> {
  const ours = await throughTheCore();
  const baseline = handWritten();
  return [
    {
      name: "answers: recorded a second",
      value: ours.perSecond,
      unit: "1/s",
      baseline,
      ratio: ours.perSecond / baseline,
    },
    { name: "answers: acknowledged, p50", value: ours.p50, unit: "ms" },
    { name: "answers: acknowledged, p99", value: ours.p99, unit: "ms" },
  ];
}

async function throughTheCore() {
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
    action: `answer:1:${1 + ((index * 7) % 4)}`,
    values: [],
  });
  for (let index = 0; index < PEOPLE; index++) await chat.handle(event(index));
  const times: number[] = [];
  const begun = performance.now();
  for (let index = PEOPLE; index < PEOPLE + ANSWERS; index++) {
    const from = performance.now();
    const reply = await chat.handle(event(index));
    times.push(performance.now() - from);
    if (reply.kind !== "private" || reply.card.tone === "problem") throw new Error("an answer was not taken");
  }
  const seconds = (performance.now() - begun) / 1000;
  await running.stop();
  await db.destroy();
  times.sort((a, b) => a - b);
  return { perSecond: ANSWERS / seconds, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

/** The same reads and writes by hand, with the same durability. */
function handWritten(): number {
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
    const choice = String(1 + ((index * 7) % 4));
    round.get(1);
    const found = person.get(1, `u${index % PEOPLE}`) as { id: number };
    before.get(1, found.id);
    upsert.run(1, found.id, choice, choice === "1" ? 1 : 0, START + index);
  });
  for (let index = 0; index < PEOPLE; index++) answer.immediate(index);
  const begun = performance.now();
  for (let index = PEOPLE; index < PEOPLE + ANSWERS; index++) answer.immediate(index);
  const seconds = (performance.now() - begun) / 1000;
  db.close();
  return ANSWERS / seconds;
}
