import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import Database from "better-sqlite3";
import { sql } from "kysely";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { createBot } from "../src/bot/create-bot.ts";
import { createDeckShelf } from "../src/bot/deck-shelf.ts";
import { openDatabase } from "../src/storage/database.ts";
import { migrate, readMigrations } from "../src/storage/migrate.ts";
import { verify } from "../src/storage/operations/verify.ts";
import { createFakeChat } from "./fakes/chat.ts";
import { tempFolder } from "./support/process.ts";
import { singles, smallDeck } from "./support/small-deck.ts";
import { textOf } from "./support/team.ts";

const ROOT = join(import.meta.dirname, "..");
const MIGRATIONS = await readMigrations();
/** Made afresh where a migration asks for it; `verify` says whether they are right. */
const DERIVED = ["scores", "standings", "totals", "team_totals"];

/** A database as the release with `last` migrations left it: each of fixtures/schemas was written by the release of its number. */
function databaseAt(last: number): string {
  const file = join(tempFolder(), "old.db");
  const raw = new Database(file);
  // No power is cut here: nothing waits for the disk.
  raw.pragma("synchronous = off");
  raw.exec("create table schema_version (number integer primary key, name text not null, applied_at bigint not null)");
  for (const { number, name } of MIGRATIONS.filter((one) => one.number <= last)) {
    const text = readFileSync(join(ROOT, "migrations", name), "utf8");
    raw.exec(text.replaceAll("@id", "integer primary key autoincrement"));
    raw.prepare("insert into schema_version values (?, ?, 0)").run(number, name);
    const rows = join(ROOT, `test/fixtures/schemas/${name.slice(0, 3)}.sql`);
    if (existsSync(rows)) raw.exec(readFileSync(rows, "utf8"));
  }
  raw.close();
  return file;
}

/** Every row of every table, without columns that came later than `columns` knows. */
function contentOf(file: string, columns?: ReadonlyMap<string, string>): Map<string, unknown[]> {
  const raw = new Database(file, { readonly: true });
  const tables = raw
    .prepare(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name <> 'schema_version'",
    )
    .pluck()
    .all() as string[];
  const found = new Map(
    tables
      .filter((table) => columns === undefined || columns.has(table))
      .map((table) => [table, raw.prepare(`select ${columns?.get(table) ?? "*"} from ${table}`).all()] as const),
  );
  raw.close();
  return found;
}

describe.each(MIGRATIONS.map(({ number, name }) => [name, number] as const))("from the schema of %s", (_, number) => {
  test("everything still reads, all values agree, and the open round goes on", async () => {
    const file = databaseAt(number);
    const before = contentOf(file);
    // A new table needs a row in test/fixtures/schemas/<migration>.sql.
    for (const [table, rows] of before) expect([table, rows.length > 0]).toEqual([table, true]);
    const columns = new Map([...before].map(([table, [row]]) => [table, Object.keys(row as object).join(", ")]));

    const db = openDatabase(file);
    await sql`pragma synchronous = off`.execute(db);
    await migrate(db, Date.parse("2026-11-23T12:00:00Z"));
    const after = contentOf(file, columns);
    for (const [table, rows] of before)
      if (!DERIVED.includes(table) && table !== "meta") expect([table, after.get(table)]).toEqual([table, rows]);
    expect((await verify(db)).differences).toEqual([]);

    let now = Date.parse("2026-11-23T12:00:00Z");
    const deck = smallDeck(singles(12));
    const chat = createFakeChat();
    const bot = createBot({
      db,
      decks: createDeckShelf(new Map([[deck.id, deck]])),
      platforms: [chat],
      log: pino({ level: "silent" }),
      defaults: { deck: deck.id, timeZone: "UTC" },
      now: () => now,
      random: () => 0.4,
      sleep: async () => undefined,
      revealGraceMs: 0,
    });
    await bot.start();
    const event = { platform: "playground", community: "home", channel: "study", id: "e1", at: now } as const;
    const user = { id: "ben", name: "Ben", isAdmin: false, roles: [] };
    const reply = await chat.handle({
      ...event,
      type: "action",
      user,
      message: "m4",
      action: "answer:4:2",
      values: [],
    });
    expect(reply.kind === "private" && textOf(reply.card)).toContain("Your answer is in");
    for (const at of ["2026-11-23T17:00:00Z", "2026-11-24T09:00:00Z"]) {
      now = Date.parse(at);
      await bot.tick();
      await bot.outbox.idle();
    }
    const titles = chat.messages.map((message) => message.card.title);
    expect(titles).toContain("Paused");
    expect(titles.filter((title) => title.startsWith("Question"))).toHaveLength(1);
    expect((await verify(db)).differences).toEqual([]);
    await bot.stop();
    await db.destroy();
  });
});

test("a migration that fails midway is rolled back whole, is named, and can be tried again", async () => {
  const file = databaseAt(1);
  const place = tempFolder();
  for (const { name } of MIGRATIONS.slice(0, 2)) copyFileSync(join(ROOT, "migrations", name), join(place, name));
  const broken = join(place, "003-broken.sql");
  writeFileSync(
    broken,
    "alter table people add column nickname text;\ndelete from answers;\ninsert into nowhere values (1);\n",
  );
  const db = openDatabase(file);
  await expect(migrate(db, 0, pathToFileURL(`${place}/`))).rejects.toThrow(
    /^The migration 003-broken\.sql failed, and none of it was kept: no such table: nowhere\./,
  );
  expect(contentOf(file).get("answers")).toHaveLength(5);
  expect(Object.keys(contentOf(file).get("people")?.[0] as object)).not.toContain("nickname");
  writeFileSync(broken, "alter table people add column nickname text;\n");
  expect(await migrate(db, 0, pathToFileURL(`${place}/`))).toEqual(["003-broken.sql"]);
  await db.destroy();
});
