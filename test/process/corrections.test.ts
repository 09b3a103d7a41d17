import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DateTime } from "luxon";
import { expect, test } from "vitest";
import { lastFullWeek } from "../../src/study/recap.ts";
import { openRound, query, revealed, send } from "../support/playground-process.ts";
import { AFTERNOON, run, startProcess, tempFolder } from "../support/process.ts";
import { until, waitFor } from "../support/wait.ts";

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

/** A bot with one revealed round, whose key was wrong: Ben took it, and Chioma knew better. */
async function playedRound() {
  const folder = tempFolder();
  const database = join(folder, "a.db");
  const environment = { DECKS_DIR: join(folder, "decks"), DECK: "tea", DATABASE_URL: database };
  writeDeck(environment.DECKS_DIR, "Camellia japonica", "Camellia sinensis");
  const bot = await startProcess(database, environment);
  await openRound(database);
  await send(bot, "/commands", { as: "ben", text: "/answer Camellia japonica" });
  await send(bot, "/commands", { as: "chioma", text: "/answer Camellia sinensis" });
  await send(bot, "/operator", { as: "ben", what: "close" });
  await revealed(database);
  await allSent(database);
  return { bot, database, environment };
}

/** The question, its reveal and the reveal's note. */
const allSent = (database: string) =>
  until(
    () => query(database, "select id from deliveries where state = 'sent'").length === 3,
    "three messages that were sent",
  );

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
  const { bot, database, environment } = await playedRound();
  expect(points(database)).toEqual(["Ben 10", "Chioma 0"]);
  writeDeck(environment.DECKS_DIR, "Camellia sinensis", "Camellia japonica");

  const [unknown, done] = await Promise.all([
    run(["deck", "regrade", "nothing"], environment),
    run(["deck", "regrade", "which-plant", "--json"], environment),
  ]);
  expect([unknown.code, unknown.err.trim()]).toEqual([
    1,
    `There is no question "nothing" in the decks of ${environment.DECKS_DIR}.`,
  ]);
  expect(done.err).toBe("");
  expect(JSON.parse(done.out)).toMatchObject({
    question: "which-plant",
    channels: [{ regraded: [{ before: ["Camellia japonica"], after: ["Camellia sinensis"] }], gained: 1, lost: 1 }],
  });
  const again = await run(["deck", "regrade", "tea/which-plant"], environment);
  expect(again.out).toContain("every round has today's key already");
  expect(points(database)).toEqual(["Ben 0", "Chioma 10"]);

  await bot.kill("SIGKILL");
  const next = await startProcess(database, environment);
  await waitFor(() => notices(database)[0], "the notice in the channel");
  const loaded = () => next.output().split('"deck loaded"').length - 1;
  expect(loaded()).toBe(1);
  next.signal("SIGHUP");
  await until(() => loaded() === 2, "the decks, loaded again");
  // What this reply follows, and so what SIGHUP began, is done by then.
  const reloaded = await send(next, "/commands", { as: "ada", text: "/study deck reload" });
  expect([reloaded.status, loaded()]).toEqual([200, 3]);
  await next.kill("SIGTERM");
  expect(query(database, "select kind from deliveries where state != 'sent'")).toEqual([]);
  expect(notices(database)).toHaveLength(1);
  expect(await run(["db", "verify"], environment)).toMatchObject({ code: 0 });
});

test("a running bot takes a corrected deck by SIGHUP and regrades by itself", async () => {
  const { bot, database, environment } = await playedRound();
  writeDeck(environment.DECKS_DIR, "Camellia sinensis", "Camellia japonica");
  bot.signal("SIGHUP");
  await waitFor(() => notices(database)[0], "the notice in the channel");
  expect(points(database)).toEqual(["Ben 0", "Chioma 10"]);
});

test("the recap's picture is drawn by the running bot and can be looked at", async () => {
  const { bot, database, environment } = await playedRound();
  await bot.kill("SIGTERM");
  // Due a minute ago, by a time that comes this very minute of the week.
  const now = DateTime.now().setZone(AFTERNOON);
  const cron = `${now.minute} ${now.hour} * * ${now.weekday % 7}`;
  const week = lastFullWeek(now.toMillis(), AFTERNOON, "monday");
  query(database, `update rounds set week = '${week}'`);
  query(database, `update totals set period = 'week:${week}' where period like 'week:%'`);
  query(database, "delete from recaps");
  query(database, `insert into recaps select id, '${cron}', 1, 1, time_zone, ${now.toMillis() - 60_000} from channels`);
  const { url } = await startProcess(database, environment);
  const message = await waitFor(
    () =>
      query<{ id: number }>(
        database,
        "select id from playground_messages where card like '%The week in #study%' and card like '%\"png\"%'",
      )[0],
    "the recap with its picture",
  );
  const picture = await fetch(`${url}/files/${message.id}/0`);
  expect(picture.headers.get("content-type")).toBe("image/png");
  const bytes = new Uint8Array(await picture.arrayBuffer());
  expect(Buffer.from(bytes.slice(1, 4)).toString()).toBe("PNG");
  expect(new DataView(bytes.buffer).getUint32(16)).toBe(1200);
});
