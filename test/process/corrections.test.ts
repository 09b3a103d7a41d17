import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, expect, test } from "vitest";
import { lastFullWeek } from "../../src/study/recap.ts";
import { type RunningProcess, run, startProcess, tempFolder, waitFor } from "../support/process.ts";

let bot: RunningProcess | undefined;
afterEach(async () => {
  if (bot !== undefined && bot.child.exitCode === null && bot.child.signalCode === null) await bot.kill("SIGKILL");
});

const HEAD = `format: 1
id: tea
title: Tea
version: "1.0.0"
language: en
licence: CC0
source: { title: Nobody }
topics: [leaves]
`;
const topic = (right: string, wrong: string) => `topic: leaves
title: Leaves
entries:
  - id: plant
    title: The plant
    body: Tea is Camellia sinensis.
    terms: [tea]
    phrasings: [what is tea, which plant is tea, the plant of tea]
    status: current
    questions:
      - id: which-plant
        kind: single
        difficulty: easy
        prompt: Which plant is tea?
        right: ${right}
        wrong: [${wrong}, Ilex paraguariensis, Aspalathus linearis]
        explanation: It just is.
`;

function writeDeck(folder: string, right: string, wrong: string): void {
  mkdirSync(join(folder, "tea"), { recursive: true });
  writeFileSync(join(folder, "tea", "deck.yaml"), HEAD);
  writeFileSync(join(folder, "tea", "leaves.yaml"), topic(right, wrong));
}

/** A database with one revealed round, whose key was wrong: Ben took it, and Chioma knew better. */
async function playedRound() {
  const folder = tempFolder();
  const database = join(folder, "a.db");
  const environment = { DECKS_DIR: join(folder, "decks"), DECK: "tea", DATABASE_URL: database };
  writeDeck(environment.DECKS_DIR, "Camellia japonica", "Camellia sinensis");
  const started = await startProcess(database, environment);
  bot = started;
  const send = (path: string, as: string, body: object) =>
    fetch(`${started.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: started.url },
      body: JSON.stringify({ event: crypto.randomUUID(), as, ...body }),
    });
  await waitFor(() => query<object>(database, "select id from rounds where state = 'open'")[0]);
  await send("/commands", "ben", { text: "/answer Camellia japonica" });
  await send("/commands", "chioma", { text: "/answer Camellia sinensis" });
  await send("/operator", "ben", { what: "close" });
  await waitFor(() => query<object>(database, "select id from rounds where state = 'revealed'")[0]);
  return { database, environment };
}

function query<T>(database: string, sql: string): T[] {
  const db = new Database(database, { timeout: 2000 });
  try {
    const statement = db.prepare(sql);
    if (statement.reader) return statement.all() as T[];
    statement.run();
    return [];
  } finally {
    db.close();
  }
}

const notices = (database: string) =>
  query<{ card: string }>(
    database,
    "select card from playground_messages where card like '%A question was corrected%' and deleted_at is null",
  );
const points = (database: string) =>
  query<{ name: string; points: number }>(
    database,
    "select name, points from totals join people on people.id = person_id where period = 'all' order by name",
  ).map((row) => `${row.name} ${row.points}`);

test("deck regrade runs beside the bot, does nothing twice, and the bot tells the channel once, even after a crash", async () => {
  const { database, environment } = await playedRound();
  expect(points(database)).toEqual(["Ben 10", "Chioma 0"]);
  writeDeck(environment.DECKS_DIR, "Camellia sinensis", "Camellia japonica");

  const unknown = run(["deck", "regrade", "nothing"], environment);
  expect([unknown.code, unknown.err.trim()]).toEqual([
    1,
    `There is no question "nothing" in the decks of ${environment.DECKS_DIR}.`,
  ]);
  const done = run(["deck", "regrade", "which-plant", "--json"], environment);
  expect(done.err).toBe("");
  expect(JSON.parse(done.out)).toMatchObject({
    question: "which-plant",
    channels: [{ regraded: [{ before: ["Camellia japonica"], after: ["Camellia sinensis"] }], gained: 1, lost: 1 }],
  });
  expect(run(["deck", "regrade", "tea/which-plant"], environment).out).toContain("every round has today's key already");
  expect(points(database)).toEqual(["Ben 0", "Chioma 10"]);

  await bot?.kill("SIGKILL");
  bot = await startProcess(database, environment);
  await waitFor(() => notices(database)[0]);
  bot.child.kill("SIGHUP");
  await bot.kill("SIGTERM");
  expect(notices(database)).toHaveLength(1);
  expect(run(["db", "verify"], environment)).toMatchObject({ code: 0 });
});

test("a running bot takes a corrected deck by SIGHUP and regrades by itself", async () => {
  const { database, environment } = await playedRound();
  writeDeck(environment.DECKS_DIR, "Camellia sinensis", "Camellia japonica");
  bot?.child.kill("SIGHUP");
  await waitFor(() => notices(database)[0]);
  expect(points(database)).toEqual(["Ben 0", "Chioma 10"]);
});

test("the recap's picture is drawn by the running bot and can be looked at", async () => {
  const { database, environment } = await playedRound();
  await bot?.kill("SIGTERM");
  const week = lastFullWeek(Date.now(), "UTC", "monday");
  query(database, `update rounds set week = '${week}'`);
  query(database, `update totals set period = 'week:${week}' where period like 'week:%'`);
  query(database, "delete from recaps");
  // Due a minute ago, by a time that comes this very minute of the week.
  const now = new Date();
  const cron = `${now.getUTCMinutes()} ${now.getUTCHours()} * * ${now.getUTCDay()}`;
  query(database, `insert into recaps select id, '${cron}', 1, 1, time_zone, ${now.getTime() - 60_000} from channels`);
  bot = await startProcess(database, environment);
  const { url } = bot;
  const message = await waitFor(
    () =>
      query<{ id: number }>(
        database,
        "select id from playground_messages where card like '%The week in #study%' and card like '%\"png\"%'",
      )[0],
  );
  const picture = await fetch(`${url}/files/${message.id}/0`);
  expect(picture.headers.get("content-type")).toBe("image/png");
  const bytes = new Uint8Array(await picture.arrayBuffer());
  expect(Buffer.from(bytes.slice(1, 4)).toString()).toBe("PNG");
  expect(new DataView(bytes.buffer).getUint32(16)).toBe(1200);
});
