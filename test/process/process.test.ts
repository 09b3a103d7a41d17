import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import Database from "better-sqlite3";
import { afterEach, describe, expect, test } from "vitest";
import { ROOT, type RunningProcess, run, startProcess, tempFolder, waitFor } from "../support/process.ts";

const running: RunningProcess[] = [];
afterEach(async () => {
  for (const one of running.splice(0))
    if (one.child.exitCode === null && one.child.signalCode === null) await one.kill("SIGKILL");
});

async function start(database: string, environment: Record<string, string> = {}): Promise<RunningProcess> {
  const started = await startProcess(database, environment);
  running.push(started);
  return started;
}

const post = (bot: RunningProcess, path: string, body: object) =>
  fetch(`${bot.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: bot.url },
    body: JSON.stringify({ event: crypto.randomUUID(), as: "ben", ...body }),
  });

interface StoredRound {
  readonly id: number;
  readonly state: string;
  readonly message: string | null;
}

function read<T>(database: string, sql: string): T[] {
  const db = new Database(database, { readonly: true });
  try {
    return db.prepare(sql).all() as T[];
  } finally {
    db.close();
  }
}
const rounds = (database: string) => read<StoredRound>(database, "select id, state, message from rounds order by id");
/** An answer the open question takes, whatever kind was drawn: select-two refuses a single label. */
function anAnswer(database: string): string {
  const [round] = read<{ kind: string; content: string }>(
    database,
    "select kind, content from rounds where state = 'open'",
  );
  const { options } = JSON.parse(round?.content ?? "{}") as { options: { right: boolean }[] };
  const picks = round?.kind === "multiple" ? options.filter((option) => option.right).length : 1;
  return `/answer ${Array.from({ length: picks }, (_, at) => at + 1).join(" ")}`;
}
const openRound = (database: string) => waitFor(() => rounds(database).find((round) => round.state === "open"));

describe("starting", () => {
  test("posts a question right away, answers /healthz, and stops cleanly on SIGTERM", async () => {
    const database = join(tempFolder(), "a.db");
    const bot = await start(database);
    await openRound(database);
    const health = await fetch(bot.health);
    expect([health.status, await health.json()]).toEqual([200, { live: true, ready: true }]);
    expect(await (await fetch(bot.url)).text()).toContain("studybot");
    expect(await bot.kill("SIGTERM")).toBe(0);
    expect(run(["db", "verify"], { DATABASE_URL: database })).toMatchObject({ code: 0 });
  });

  test("a second bot on the same file is refused in one line; the first goes on", async () => {
    const database = join(tempFolder(), "b.db");
    const bot = await start(database);
    const second = run(["start"], { DATABASE_URL: database, PORT: "0", PLAYGROUND_PORT: "0" });
    expect(second.code).toBe(1);
    expect(second.err.trim()).toMatch(/^Another studybot is running on .*b\.db\./);
    expect((await fetch(bot.health)).status).toBe(200);
  });

  test.each([
    ["PLAYGROUND_PORT", "PORT"],
    ["PORT", "PLAYGROUND_PORT"],
  ])("a taken %s gives one clear line", async (taken, other) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const result = run(["start"], { DATABASE_URL: join(tempFolder(), "c.db"), [taken]: String(port), [other]: "0" });
    server.close();
    expect(result.code).toBe(1);
    expect(result.err.trim()).toBe(`Port ${port} is taken. Set ${taken} to another one.`);
  });

  test("an old Node is told so in one line", () => {
    const old =
      'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.20.2"}})';
    const result = spawnSync(process.execPath, ["--import", old, "src/launch.mjs", "start"], {
      cwd: ROOT,
      encoding: "utf8",
    });
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/^studybot needs Node 22\.18 or newer, and this is 20\.20\.2\..*\n$/);
  });

  test("a corrupt database is refused in one line, and not touched", () => {
    const database = join(tempFolder(), "d.db");
    writeFileSync(database, "this is no database ".repeat(500));
    const result = run(["start"], { DATABASE_URL: database, PORT: "0", PLAYGROUND_PORT: "0" });
    expect(result.code).toBe(1);
    expect(result.err.trim().split("\n")).toHaveLength(1);
    expect(result.err).toContain("is damaged or is no SQLite file. Nothing was changed.");
  });

  test("a folder that does not exist, a wrong variable and production without tokens are each one clear line", () => {
    expect(run(["start"], { DATABASE_URL: "/nonexistent/x.db" }).err).toMatch(/folder \/nonexistent does not exist/);
    expect(run(["start"], { PORT: "many" }).err).toMatch(/^The configuration is wrong\. PORT: /);
    expect(run(["start"], { NODE_ENV: "production" }).err).toMatch(/^NODE_ENV is production/);
  });

  test("a broken deck keeps the bot from starting, with file, line and remedy", () => {
    const folder = tempFolder();
    const deck = join(folder, "broken");
    spawnSync("cp", ["-r", join(ROOT, "data/decks/aws-mls-part-4"), deck]);
    writeFileSync(join(deck, "kinesis.yaml"), "topic: kinesis\ntitle: Kinesis\nentries:\n  - id: Bad Id\n");
    const result = run(["start"], {
      DECKS_DIR: folder,
      DATABASE_URL: join(folder, "e.db"),
      PORT: "0",
      PLAYGROUND_PORT: "0",
    });
    expect(result.code).toBe(1);
    expect(result.err).toMatch(/kinesis\.yaml:4 /);
    expect(existsSync(join(folder, "e.db"))).toBe(false);
  });
});

test("SIGHUP takes changed decks; broken ones leave the old in place", async () => {
  const folder = tempFolder();
  spawnSync("cp", ["-r", join(ROOT, "data/decks/aws-mls-part-4"), folder]);
  const bot = await start(join(folder, "h.db"), { DECKS_DIR: folder });
  const deckFile = join(folder, "aws-mls-part-4/deck.yaml");
  const deck = readFileSync(deckFile, "utf8");
  writeFileSync(deckFile, deck.replace("format: 1", "format: 7"));
  bot.child.kill("SIGHUP");
  await waitFor(() => (bot.output().includes("the old ones stay") ? true : undefined));
  expect(await (await post(bot, "/commands", { text: "/ask kinesis shards" })).text()).not.toContain("not loaded");
  writeFileSync(deckFile, deck.replace(/version: "[^"]+"/, 'version: "9.9.9"'));
  bot.child.kill("SIGHUP");
  await waitFor(() => (bot.output().includes('"version":"9.9.9"') ? true : undefined));
});

describe("kill -9", () => {
  test("an acknowledged answer survives, the question is not posted again, and the round goes on", async () => {
    const database = join(tempFolder(), "k.db");
    let bot = await start(database);
    const round = await openRound(database);
    for (const person of ["ben", "dev"]) {
      const answered = await post(bot, "/commands", { as: person, text: anAnswer(database) });
      expect(answered.status).toBe(200);
    }
    await bot.kill("SIGKILL");
    bot = await start(database);
    expect(rounds(database).filter((one) => one.state !== "void")).toEqual([round]);
    expect(read(database, "select count(*) as answers from answers")).toEqual([{ answers: 2 }]);
    expect(read(database, "select count(*) as questions from playground_messages where thread_of is null")).toEqual([
      { questions: 1 },
    ]);
    expect((await post(bot, "/operator", { as: "ada", what: "close" })).status).toBe(200);
    await waitFor(() => (rounds(database)[0]?.state === "revealed" ? true : undefined));
    expect(run(["db", "verify", "--json"], { DATABASE_URL: database }).out).toContain('"ok":true');
  });

  test("however often it dies while posting, each round stands in the channel once", { timeout: 90_000 }, async () => {
    const database = join(tempFolder(), "m.db");
    for (let death = 0; death < 6; death++) {
      const bot = await start(database);
      void post(bot, "/operator", { as: "ada", what: "close" }).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 1000 + death * 40));
      void post(bot, "/operator", { as: "ada", what: "post" }).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, death * 8));
      await bot.kill("SIGKILL");
    }
    const bot = await start(database);
    await openRound(database);
    await bot.kill("SIGTERM");
    const keys = read<{ delivery_key: string }>(
      database,
      "select delivery_key from playground_messages where thread_of is null and card is not null",
    );
    const asked = read<{ id: number }>(database, "select id from rounds where message is not null");
    expect(keys).toHaveLength(asked.length);
    expect(
      new Set(
        read<{ message: string }>(database, "select message from rounds where message is not null").map(
          (one) => one.message,
        ),
      ).size,
    ).toBe(asked.length);
    expect(run(["db", "verify"], { DATABASE_URL: database }).code).toBe(0);
  });
});

describe("the command line", () => {
  test("db backup copies a database that is in use; an existing file is never overwritten", async () => {
    const folder = tempFolder();
    const database = join(folder, "live.db");
    await start(database);
    await openRound(database);
    const copy = join(folder, "copy.db");
    expect(run(["db", "backup", copy, "--json"], { DATABASE_URL: database }).out).toContain('"ok":true');
    expect(rounds(copy)).toEqual(rounds(database));
    expect(run(["db", "backup", copy], { DATABASE_URL: database })).toMatchObject({
      code: 1,
      err: expect.stringContaining("exists already"),
    });
  });

  test("db verify tells what differs, and exits with 1", async () => {
    const database = join(tempFolder(), "v.db");
    const bot = await start(database);
    await openRound(database);
    await post(bot, "/commands", { text: anAnswer(database) });
    await post(bot, "/operator", { as: "ada", what: "close" });
    await waitFor(() => (rounds(database)[0]?.state === "revealed" ? true : undefined));
    await bot.kill("SIGTERM");
    const db = new Database(database);
    db.exec("update totals set points = points + 1 where period = 'all'");
    db.close();
    const result = run(["db", "verify", "--json"], { DATABASE_URL: database });
    expect(result.code).toBe(1);
    expect(JSON.parse(result.out)).toMatchObject({ ok: false, differences: [{ what: "total" }] });
  });

  test("doctor says in plain words what is wrong", () => {
    const folder = tempFolder();
    const fine = run(["doctor", "--json"], { DATABASE_URL: join(folder, "none.db") });
    expect([fine.code, JSON.parse(fine.out).ok]).toEqual([0, true]);
    writeFileSync(join(folder, "bad.db"), "no database".repeat(100));
    const bad = run(["doctor"], { DATABASE_URL: join(folder, "bad.db"), DECK: "nowhere" });
    expect(bad.code).toBe(1);
    expect(bad.out).toContain("WRONG  Database");
    expect(bad.out).toContain('WRONG  Decks: There is no deck "nowhere"');
  });

  test("every command explains itself, and a wrong one is hinted at", () => {
    for (const command of [
      [],
      ["start"],
      ["ask"],
      ["deck"],
      ["deck", "check"],
      ["deck", "stats"],
      ["db"],
      ["db", "verify"],
      ["db", "backup"],
      ["doctor"],
    ]) {
      const help = run([...command, "--help"]);
      expect([command, help.code]).toEqual([command, 0]);
      expect(help.out).toContain("Usage: studybot");
    }
    expect(run(["strat"]).err).toContain("Did you mean start?");
  });
});
