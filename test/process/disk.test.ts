import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import Database from "better-sqlite3";
import { afterEach, describe, expect, test } from "vitest";
import { anAnswer, answers, endAll, openRound, query, send, start } from "../support/playground-process.ts";
import { run, tempFolder, waitFor } from "../support/process.ts";

const mounted: string[] = [];
afterEach(async () => {
  await endAll();
  for (const folder of mounted.splice(0)) spawnSync("umount", ["-l", folder]);
});

/** A disk of its own, of so many MB; undefined where this machine does not let us. */
function smallDisk(mb: number): string | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const folder = join(tempFolder(), "disk");
  mkdirSync(folder);
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${mb}m`, "tmpfs", folder]).status !== 0) return undefined;
  mounted.push(folder);
  return folder;
}

function fill(folder: string): string {
  const filler = join(folder, "filler");
  spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=4k"]);
  return filler;
}

const environmentOf = (database: string) => ({ DATABASE_URL: database, PORT: "0", PLAYGROUND_PORT: "0" });

describe("a full disk", () => {
  test("an answer that cannot be kept is not acknowledged; with room again the same bot goes on", {
    timeout: 60_000,
  }, async (context) => {
    const disk = smallDisk(8);
    if (disk === undefined) return context.skip("a disk cannot be mounted here");
    const database = join(disk, "studybot.db");
    const bot = await start(database);
    await openRound(database);
    const answer = anAnswer(database);
    await send(bot, "/commands", { as: "dev", text: answer });
    const filler = fill(disk);

    const refused = await (await send(bot, "/commands", { as: "ben", text: answer })).text();
    expect(refused).toContain("It did not count");
    expect(refused).toContain("disk that I write to is full");
    expect(answers(database).map((one) => one.name)).toEqual(["Dev"]);
    expect((await fetch(bot.health)).status).toBe(200);

    rmSync(filler);
    expect(await (await send(bot, "/commands", { as: "ben", text: answer })).text()).toContain("Your answer is in");
    expect(answers(database).map((one) => one.name)).toEqual(["Ben", "Dev"]);
    await send(bot, "/operator", { as: "ada", what: "close" });
    await waitFor(() => query<object>(database, "select id from rounds where state = 'revealed'")[0]);
    expect(await bot.kill("SIGTERM")).toBe(0);
    expect(run(["db", "verify"], environmentOf(database))).toMatchObject({ code: 0 });
  });

  test("a start on it is refused in one line", (context) => {
    const disk = smallDisk(1);
    if (disk === undefined) return context.skip("a disk cannot be mounted here");
    fill(disk);
    const refused = run(["start"], environmentOf(join(disk, "studybot.db")));
    expect(refused.code).toBe(1);
    expect(refused.err.trim().split("\n")).toHaveLength(1);
    expect(refused.err).toMatch(/disk that holds .*studybot\.db (is full|cannot be read or written)/);
  });
});

describe("a database that cannot be written", () => {
  test("is told at the start, in one line", (context) => {
    const folder = tempFolder();
    const database = join(folder, "studybot.db");
    new Database(database).exec("create table t (x)").close();
    // Root may write what is read-only, unless the whole disk is.
    const disk = smallDisk(2);
    if (disk === undefined && process.getuid?.() === 0) return context.skip("nothing is read-only for root here");
    let file = database;
    if (disk === undefined) chmodSync(database, 0o444);
    else {
      file = join(disk, "studybot.db");
      cpSync(database, file);
      spawnSync("mount", ["-o", "remount,ro", disk]);
    }
    const refused = run(["start"], environmentOf(file));
    expect(refused.code).toBe(1);
    expect(refused.err.trim()).toMatch(/^The database .* cannot be written\. Check who owns the file/);
  });
});

describe("another program that holds the write lock", () => {
  test("keeps an answer waiting, then out; the person is told, and the bot goes on", { timeout: 60_000 }, async () => {
    const database = join(tempFolder(), "studybot.db");
    const bot = await start(database);
    await openRound(database);
    const answer = anAnswer(database);
    const other = new Database(database);
    other.exec("begin immediate");
    const from = performance.now();
    const crowd = ["ben", "dev", "chioma", "ada"].map(async (as) =>
      (await send(bot, "/commands", { as, text: answer })).text(),
    );
    // Whoever only looks is not kept waiting for those two seconds.
    expect((await fetch(bot.url)).status).toBe(200);
    for (const said of await Promise.all(crowd)) expect(said).toContain("another program is using my database");
    // Together, not one after the other.
    expect(performance.now() - from).toBeLessThan(8_000);
    expect(answers(database)).toEqual([]);
    other.exec("rollback");

    expect(await (await send(bot, "/commands", { as: "ben", text: answer })).text()).toContain("Your answer is in");
    other.exec("begin immediate");
    setTimeout(() => other.exec("rollback"), 500);
    expect(await (await send(bot, "/commands", { as: "dev", text: answer })).text()).toContain("Your answer is in");
    other.close();
  });

  test("keeps the bot from starting, in one line", () => {
    const database = join(tempFolder(), "studybot.db");
    const other = new Database(database);
    other.exec("create table t (x); begin exclusive");
    const refused = run(["start"], environmentOf(database));
    other.close();
    expect(refused).toMatchObject({ code: 1, err: `The database ${database} is locked by another program.\n` });
  });
});

describe("after a stop that was not clean", () => {
  test("points and boards are checked beside the running bot; after a clean one they are not", {
    timeout: 60_000,
  }, async () => {
    const database = join(tempFolder(), "studybot.db");
    let bot = await start(database);
    await openRound(database);
    await bot.kill("SIGKILL");
    bot = await start(database);
    await waitFor(() => (bot.output().includes("all points and boards match the answers") ? true : undefined));
    expect(await bot.kill("SIGTERM")).toBe(0);
    bot = await start(database);
    await openRound(database);
    await bot.kill("SIGTERM");
    expect(bot.output()).not.toContain("the last stop was not clean");
  });

  test("what differs is logged, a line a kind, and mended on request", { timeout: 90_000 }, async () => {
    const database = join(tempFolder(), "studybot.db");
    let bot = await start(database);
    await openRound(database);
    for (const as of ["ben", "dev"]) await send(bot, "/commands", { as, text: anAnswer(database) });
    await send(bot, "/operator", { as: "ada", what: "close" });
    await waitFor(() => query<object>(database, "select id from rounds where state = 'revealed'")[0]);
    await bot.kill("SIGKILL");
    query(database, "update totals set points = points + 1 where period = 'all'");
    bot = await start(database);
    await waitFor(() => (bot.output().includes("stored values differ from what the answers give") ? true : undefined));
    const lines = bot
      .output()
      .split("\n")
      .filter((line) => line.includes("stored values"));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 50, what: "total", count: 2 }]);
    expect(run(["db", "verify", "--mend"], environmentOf(database)).err).toContain("Another studybot is running");
    await bot.kill("SIGTERM");
    expect(run(["db", "verify"], environmentOf(database)).code).toBe(1);
    expect(run(["db", "verify", "--mend"], environmentOf(database))).toMatchObject({
      code: 0,
      out: expect.stringMatching(/All \d+ values agree/),
    });
  });

  test("a damaged file is not started on", { timeout: 60_000 }, async () => {
    const database = join(tempFolder(), "studybot.db");
    const bot = await start(database);
    await openRound(database);
    await bot.kill("SIGTERM");
    query(database, "delete from meta where key = 'clean-stop'");
    // The leaf pages of a table, overwritten as a failing disk would.
    const raw = new Database(database);
    raw.pragma("wal_checkpoint(TRUNCATE)");
    const pages = raw.prepare("select pageno from dbstat where name = 'deliveries'").pluck().all() as number[];
    raw.close();
    spawnSync("dd", [
      "if=/dev/urandom",
      `of=${database}`,
      "bs=4096",
      "count=1",
      `seek=${(pages[0] ?? 1) - 1}`,
      "conv=notrunc",
    ]);
    const refused = run(["start"], environmentOf(database));
    expect(refused.code).toBe(1);
    expect(refused.err.trim()).toMatch(/^The database .* is damaged .*db restore/);
  });
});
