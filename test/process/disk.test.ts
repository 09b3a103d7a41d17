import { chmodSync, closeSync, cpSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { ROOT, startNode } from "../support/child.ts";
import { anAnswer, answers, openRound, query, revealed, send } from "../support/playground-process.ts";
import { run, startProcess, tempFolder } from "../support/process.ts";
import { fill, smallDisk } from "../support/small-disk.ts";
import { HANG_MS, until, waitFor } from "../support/wait.ts";

const environmentOf = (database: string) => ({
  DATABASE_URL: database,
  DECKS_DIR: "test/fixtures/decks",
  DECK: "tea",
  PORT: "0",
  PLAYGROUND_PORT: "0",
});

describe("a full disk", () => {
  test("an answer that cannot be kept is not acknowledged; with room again the same bot goes on", async (context) => {
    const disk = await smallDisk(8);
    if (disk === undefined) return context.skip("a disk cannot be mounted here");
    const database = join(disk.folder, "studybot.db");
    const bot = await startProcess(database);
    await openRound(database);
    const answer = anAnswer(database);
    await send(bot, "/commands", { as: "dev", text: answer });
    const filler = fill(disk.folder);

    const refused = await (await send(bot, "/commands", { as: "ben", text: answer })).text();
    expect(refused).toContain("It did not count");
    expect(refused).toContain("disk that I write to is full");
    expect(answers(database).map((one) => one.name)).toEqual(["Dev"]);
    expect((await fetch(bot.health)).status).toBe(200);

    rmSync(filler);
    expect(await (await send(bot, "/commands", { as: "ben", text: answer })).text()).toContain("Your answer is in");
    expect(answers(database).map((one) => one.name)).toEqual(["Ben", "Dev"]);
    await send(bot, "/operator", { as: "ada", what: "close" });
    await revealed(database);
    expect(await bot.kill("SIGTERM")).toBe(0);
    expect(await run(["db", "verify"], environmentOf(database))).toMatchObject({ code: 0 });
  });

  test("a start on it is refused in one line", async (context) => {
    const disk = await smallDisk(1);
    if (disk === undefined) return context.skip("a disk cannot be mounted here");
    fill(disk.folder);
    const refused = await run(["start"], environmentOf(join(disk.folder, "studybot.db")));
    expect(refused.code).toBe(1);
    expect(refused.err.trim().split("\n")).toHaveLength(1);
    expect(refused.err).toMatch(/disk that holds .*studybot\.db (is full|cannot be read or written)/);
  });
});

describe("a database that cannot be written", () => {
  test("is told at the start, in one line", async (context) => {
    const folder = tempFolder();
    const database = join(folder, "studybot.db");
    new Database(database).exec("create table t (x)").close();
    // Root may write what is read-only, unless the whole disk is.
    const disk = await smallDisk(2);
    if (disk === undefined && process.getuid?.() === 0) return context.skip("nothing is read-only for root here");
    let file = database;
    if (disk === undefined) chmodSync(database, 0o444);
    else {
      file = join(disk.folder, "studybot.db");
      cpSync(database, file);
      await disk.makeReadOnly();
    }
    const refused = await run(["start"], environmentOf(file));
    expect(refused.code).toBe(1);
    expect(refused.err.trim()).toMatch(/^The database .* cannot be written\. Check who owns the file/);
  });
});

describe("another program that holds the write lock", () => {
  test("keeps an answer waiting, while the process goes on", async () => {
    const database = join(tempFolder(), "studybot.db");
    const bot = await startProcess(database, {}, { lockTimeoutMs: HANG_MS });
    await openRound(database);
    const answer = anAnswer(database);
    const other = new Database(database);
    other.exec("begin immediate");
    let told = 0;
    const crowd = ["ben", "dev", "chioma", "ada"].map(async (as) => {
      const said = await (await send(bot, "/commands", { as, text: answer })).text();
      told += 1;
      return said;
    });
    // What needs no database is answered meanwhile.
    for (let look = 0; look < 5; look++) expect((await fetch(`${bot.url}/assets/style.css`)).status).toBe(200);
    expect(told).toBe(0);
    expect(answers(database)).toEqual([]);
    other.close();
    for (const said of await Promise.all(crowd)) expect(said).toContain("Your answer is in");
    expect(answers(database)).toHaveLength(crowd.length);
  });

  test("has people told that their answers did not count, if it holds it for too long; and the bot goes on", async () => {
    const database = join(tempFolder(), "studybot.db");
    const bot = await startProcess(database);
    await openRound(database);
    const answer = anAnswer(database);
    const other = new Database(database);
    other.exec("begin immediate");
    const crowd = ["ben", "dev", "chioma", "ada"].map(async (as) =>
      (await send(bot, "/commands", { as, text: answer })).text(),
    );
    for (const said of await Promise.all(crowd)) expect(said).toContain("another program is using my database");
    // Whoever only looks sees the page, locked as the database is.
    expect((await fetch(bot.url)).status).toBe(200);
    expect(answers(database)).toEqual([]);
    other.close();
    expect(await (await send(bot, "/commands", { as: "ben", text: answer })).text()).toContain("Your answer is in");
  });

  test("keeps the bot from starting, in one line", async () => {
    const database = join(tempFolder(), "studybot.db");
    const other = new Database(database);
    other.exec("create table t (x); begin exclusive");
    const refused = await run(["start"], environmentOf(database));
    other.close();
    expect(refused).toMatchObject({ code: 1, err: `The database ${database} is locked by another program.\n` });
  });
});

describe("after a stop that was not clean", () => {
  test("points and boards are checked beside the running bot; after a clean one they are not", async () => {
    const database = join(tempFolder(), "studybot.db");
    let bot = await startProcess(database);
    await bot.kill("SIGKILL");
    bot = await startProcess(database);
    await until(() => bot.output().includes("all points and boards match the answers"), "the check's result");
    expect(await bot.kill("SIGTERM")).toBe(0);
    bot = await startProcess(database);
    await openRound(database);
    await bot.kill("SIGTERM");
    expect(bot.output()).not.toContain("the last stop was not clean");
  });

  test("what differs is logged, a line a kind, and mended on request", async () => {
    const database = join(tempFolder(), "studybot.db");
    let bot = await startProcess(database);
    await openRound(database);
    for (const as of ["ben", "dev"]) await send(bot, "/commands", { as, text: anAnswer(database) });
    await send(bot, "/operator", { as: "ada", what: "close" });
    await revealed(database);
    await bot.kill("SIGKILL");
    query(database, "update totals set points = points + 1 where period = 'all'");
    bot = await startProcess(database);
    const lines = () =>
      bot
        .output()
        .split("\n")
        .filter((line) => line.includes("stored values differ from what the answers give"));
    await until(() => lines().length > 0, "the check's result");
    expect((await run(["db", "verify", "--mend"], environmentOf(database))).err).toContain(
      "Another studybot is running",
    );
    await bot.kill("SIGTERM");
    expect(lines().map((line) => JSON.parse(line))).toMatchObject([{ level: 50, what: "total", count: 2 }]);
    expect((await run(["db", "verify"], environmentOf(database))).code).toBe(1);
    expect(await run(["db", "verify", "--mend"], environmentOf(database))).toMatchObject({
      code: 0,
      out: expect.stringMatching(/All \d+ values agree/),
    });
  });

  test("a damaged file is not started on", async () => {
    const database = join(tempFolder(), "studybot.db");
    const bot = await startProcess(database);
    await openRound(database);
    await bot.kill("SIGTERM");
    query(database, "delete from meta where key = 'clean-stop'");
    damage(database, "deliveries");
    const refused = await run(["start"], environmentOf(database));
    expect(refused.code).toBe(1);
    expect(refused.err.trim()).toMatch(/^The database .* is damaged .*db restore/);
  });
});

test("a disk of a test goes with the process that wanted it, however that ended", async (context) => {
  const wants = `import { smallDisk } from ${JSON.stringify(join(ROOT, "test/support/small-disk.ts"))};
    console.log((await smallDisk(1))?.folder ?? "refused");
    setInterval(() => {}, 1000);`;
  const runner = startNode(["--input-type=module", "-e", wants]);
  const folder = await waitFor(() => runner.stdout().split("\n").slice(0, -1)[0], "a disk");
  if (folder === "refused") return context.skip("a disk cannot be mounted here");
  const isMounted = () => readFileSync("/proc/mounts", "utf8").includes(folder);
  expect(isMounted()).toBe(true);
  await runner.kill("SIGKILL");
  await until(() => !isMounted(), "the disk's end");
});

/** Overwrites the first of a table's pages, as a failing disk would. */
function damage(database: string, table: string): void {
  const raw = new Database(database);
  raw.pragma("wal_checkpoint(TRUNCATE)");
  const page = raw.prepare("select pageno from dbstat where name = ?").pluck().get(table) as number;
  const size = raw.pragma("page_size", { simple: true }) as number;
  raw.close();
  const file = openSync(database, "r+");
  writeSync(file, Buffer.alloc(size, 0xa5), 0, size, (page - 1) * size);
  closeSync(file);
}
