import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { anAnswer, answers, openRound, query, revealed, send } from "../support/playground-process.ts";
import { type RunningProcess, run, startProcess, tempFolder } from "../support/process.ts";
import { until, waitFor } from "../support/wait.ts";

/** What `doctor` looks at besides backups. */
const TEA = { DECKS_DIR: "test/fixtures/decks", DECK: "tea" } as const;

const names = (folder: string) => (existsSync(folder) ? readdirSync(folder).sort() : []);
const made = (folder: string) => waitFor(() => names(folder).find((name) => /^studybot-.*Z\.db$/.test(name)));
const backedUp = (bot: RunningProcess) => until(() => bot.output().includes("backup made and checked"));
const person = (index: number) => ["ben", "dev", "chioma", "ada"][index % 4] ?? "ben";
const questions = (database: string) =>
  query<{ delivery_key: string }>(
    database,
    "select delivery_key from playground_messages where thread_of is null and card is not null",
  );

test("backup while answers go on, stop, restore: all agrees, the round goes on, and no question comes twice", async () => {
  const folder = tempFolder();
  const database = join(folder, "studybot.db");
  const environment = { DATABASE_URL: database, BACKUP_DIR: join(folder, "backups") };
  let bot = await startProcess(database);
  const round = await openRound(database);
  await bot.kill("SIGTERM");

  bot = await startProcess(database, environment);
  for (let index = 0; index < 12; index++) {
    const given = await send(bot, "/commands", { as: person(index), text: anAnswer(database) });
    expect(given.status).toBe(200);
  }
  const backup = join(environment.BACKUP_DIR, await made(environment.BACKUP_DIR));
  await backedUp(bot);
  const asked = questions(database);
  expect(await run(["db", "restore", backup], environment)).toMatchObject({
    code: 1,
    err: expect.stringContaining("Another studybot is running"),
  });
  await bot.kill("SIGTERM");

  const before = answers(database);
  const restored = await run(["db", "restore", backup, "--json"], environment);
  expect(restored.err).toBe("");
  const { kept } = JSON.parse(restored.out) as { kept: string };
  expect(answers(kept)).toEqual(before);
  for (const file of [database, kept])
    expect(await run(["db", "verify"], { DATABASE_URL: file })).toMatchObject({ code: 0 });

  bot = await startProcess(database, environment);
  expect(bot.output()).toContain("the database was restored from a backup");
  expect(query(database, "select id from rounds where state = 'open'")).toEqual([round]);
  await send(bot, "/commands", { as: "ben", text: anAnswer(database) });
  await send(bot, "/operator", { as: "ada", what: "close" });
  await revealed(database);
  expect(questions(database)).toEqual(asked);
  await send(bot, "/operator", { as: "ada", what: "post" });
  const next = await openRound(database);
  // Buttons of the time that was lost carry ids of rounds: none is given again.
  expect(next.id).toBeGreaterThan(round.id + 1000);
  await bot.kill("SIGTERM");
  expect(await run(["db", "verify"], environment)).toMatchObject({ code: 0 });
});

test("one backup a day; the oldest of its own go, and nothing else in the folder", async () => {
  const folder = tempFolder();
  const database = join(folder, "studybot.db");
  const backups = join(folder, "backups");
  mkdirSync(backups);
  const others = [
    "notes.txt",
    "studybot-2020-01-01.db",
    "other-2020-01-01T000000Z.db",
    "studybot-2020-13-01T000000Z.db",
  ];
  const old = ["studybot-2020-01-01T000000Z.db", "studybot-2020-01-02T000000Z.db", "studybot-2020-01-03T000000Z.db"];
  for (const name of [...others, ...old, ".studybot-2020-01-04T000000Z.db.partial"])
    writeFileSync(join(backups, name), "");
  const environment = { ...TEA, DATABASE_URL: database, BACKUP_DIR: backups, BACKUP_KEEP: "2" };
  let bot = await startProcess(database, environment);
  await backedUp(bot);
  const fresh = names(backups).find((name) => ![...others, ...old].includes(name)) ?? "";
  expect(fresh).toMatch(/^studybot-\d{4}-\d{2}-\d{2}T\d{6}Z\.db$/);
  const kept = [...others, old[2], fresh].sort();
  expect(names(backups)).toEqual(kept);
  await bot.kill("SIGTERM");

  bot = await startProcess(database, { ...environment, LOG_LEVEL: "debug" });
  await until(() => bot.output().includes("no backup is due"));
  expect(bot.output()).not.toContain("backup made");
  expect(names(backups)).toEqual(kept);
  const doctor = await run(["doctor", "--json"], environment);
  expect(JSON.parse(doctor.out).findings).toContainEqual({
    what: "Backups",
    ok: true,
    text: `the newest is ${join(backups, fresh)}`,
  });
  // In one piece: nothing beside it has to be kept with it.
  const copy = new Database(join(backups, fresh), { readonly: true });
  expect(copy.pragma("journal_mode", { simple: true })).toBe("delete");
  copy.close();
});

test("a backup that fails is said once and by the doctor; the bot goes on", async () => {
  const folder = tempFolder();
  const database = join(folder, "studybot.db");
  const environment = { ...TEA, DATABASE_URL: database, BACKUP_DIR: join(folder, "missing", "backups") };
  const bot = await startProcess(database, environment);
  await until(() => bot.output().includes("the backup failed"));
  await openRound(database);
  expect((await send(bot, "/commands", { text: anAnswer(database) })).status).toBe(200);
  expect(bot.output().match(/the backup failed/g)).toHaveLength(1);
  // It is noted after it is said.
  await waitFor(() => query<object>(database, "select value from meta where key = 'backup-problem'")[0]);
  const doctor = await run(["doctor"], environment);
  expect(doctor.code).toBe(1);
  expect(doctor.out).toMatch(/WRONG {2}Backups: the last try failed: ENOENT.*missing/);
});

test("what is no sound backup of studybot is not restored, and nothing is changed", async () => {
  const folder = tempFolder();
  const database = join(folder, "studybot.db");
  const environment = { DATABASE_URL: database };
  const bot = await startProcess(database);
  await openRound(database);
  await bot.kill("SIGTERM");
  const before = query(database, "select * from rounds");
  writeFileSync(join(folder, "text.db"), "this is no database ".repeat(500));
  new Database(join(folder, "other.db")).exec("create table t (x)").close();
  await run(["db", "backup", join(folder, "newer.db")], environment);
  query(join(folder, "newer.db"), "insert into schema_version values (999, 'future', 0)");
  for (const [name, said] of [
    ["nothing.db", "There is no file"],
    ["text.db", "is damaged or is no SQLite file"],
    ["other.db", "This is no database of studybot."],
    ["newer.db", "of a newer studybot (schema 999"],
  ] as const) {
    const refused = await run(["db", "restore", join(folder, name)], environment);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(said) });
    expect(refused.err.trim().split("\n")).toHaveLength(1);
  }
  expect(query(database, "select * from rounds")).toEqual(before);
  expect(readdirSync(folder).filter((name) => /restoring|replaced/.test(name))).toEqual([]);
});
