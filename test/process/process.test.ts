import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT, runNode, startNode } from "../support/child.ts";
import { anAnswer, openRound, query, revealed, send } from "../support/playground-process.ts";
import { AFTERNOON, isReady, run, startProcess, tempFolder } from "../support/process.ts";
import type { Death } from "../support/start-and-die.ts";
import { until } from "../support/wait.ts";

const TEA = { DECKS_DIR: "test/fixtures/decks", DECK: "tea" } as const;
/** For a bot that is to refuse to start. */
const ANYWHERE = { ...TEA, PORT: "0", PLAYGROUND_PORT: "0" } as const;

interface StoredRound {
  readonly id: number;
  readonly state: string;
  readonly message: string | null;
}

const rounds = (database: string) => query<StoredRound>(database, "select id, state, message from rounds order by id");

/** A copy of the tea deck in a folder of decks. */
function teaIn(folder: string): string {
  const deck = join(folder, "tea");
  cpSync(join(ROOT, TEA.DECKS_DIR, "tea"), deck, { recursive: true });
  return deck;
}

describe("starting", () => {
  test("posts a question right away, answers /healthz, and stops cleanly on SIGTERM", async () => {
    const database = join(tempFolder(), "a.db");
    const bot = await startProcess(database);
    await openRound(database);
    const health = await fetch(bot.health);
    expect([health.status, await health.json()]).toEqual([200, { live: true, ready: true }]);
    expect(await (await fetch(bot.url)).text()).toContain("studybot");
    expect(await bot.kill("SIGTERM")).toBe(0);
    expect(await run(["db", "verify"], { DATABASE_URL: database })).toMatchObject({ code: 0 });
  });

  test("a second bot on the same file is refused in one line; the first goes on", async () => {
    const database = join(tempFolder(), "b.db");
    const bot = await startProcess(database);
    const second = await run(["start"], { ...ANYWHERE, DATABASE_URL: database });
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
    const environment = { ...TEA, DATABASE_URL: join(tempFolder(), "c.db"), [taken]: String(port), [other]: "0" };
    const result = await run(["start"], environment).finally(() => server.close());
    expect(result.code).toBe(1);
    expect(result.err.trim()).toBe(`Port ${port} is taken. Set ${taken} to another one.`);
  });

  test("an old Node is told so in one line", async () => {
    const old =
      'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.20.2"}})';
    const result = await runNode(["--import", old, "src/launch.mjs", "start"]);
    expect(result.code).toBe(1);
    expect(result.err).toMatch(/^studybot needs Node 22\.18 or newer, and this is 20\.20\.2\..*\n$/);
  });

  test("a corrupt database is refused in one line, and not touched", async () => {
    const database = join(tempFolder(), "d.db");
    const content = "this is no database ".repeat(500);
    writeFileSync(database, content);
    const result = await run(["start"], { ...ANYWHERE, DATABASE_URL: database });
    expect(result.code).toBe(1);
    expect(result.err.trim().split("\n")).toHaveLength(1);
    expect(result.err).toContain("is damaged or is no SQLite file. Nothing was changed.");
    expect(readFileSync(database, "utf8")).toBe(content);
  });

  test("a folder that does not exist, a wrong variable and production without tokens are each one clear line", async () => {
    const [folder, variable, production] = await Promise.all([
      run(["start"], { ...TEA, DATABASE_URL: "/nonexistent/x.db" }),
      run(["start"], { PORT: "many" }),
      run(["start"], { NODE_ENV: "production" }),
    ]);
    expect(folder.err).toMatch(/folder \/nonexistent does not exist/);
    expect(variable.err).toMatch(/^The configuration is wrong\. PORT: /);
    expect(production.err).toMatch(/^NODE_ENV is production/);
  });

  test("a broken deck keeps the bot from starting, with file, line and remedy", async () => {
    const folder = tempFolder();
    writeFileSync(join(teaIn(folder), "leaves.yaml"), "topic: leaves\ntitle: Leaves\nentries:\n  - id: Bad Id\n");
    const database = join(folder, "e.db");
    const result = await run(["start"], { ...ANYWHERE, DECKS_DIR: folder, DATABASE_URL: database });
    expect(result.code).toBe(1);
    expect(result.err).toMatch(/leaves\.yaml:4 /);
    expect(existsSync(database)).toBe(false);
  });
});

test("SIGHUP takes changed decks; broken ones leave the old in place", async () => {
  const folder = tempFolder();
  const deckFile = join(teaIn(folder), "deck.yaml");
  const bot = await startProcess(join(folder, "h.db"), { DECKS_DIR: folder });
  const deck = readFileSync(deckFile, "utf8");
  writeFileSync(deckFile, deck.replace("format: 1", "format: 7"));
  bot.signal("SIGHUP");
  await until(() => bot.output().includes("the old ones stay"));
  const asked = await send(bot, "/commands", { text: "/ask withering" });
  expect(await asked.text()).not.toContain("not loaded");
  writeFileSync(deckFile, deck.replace(/version: "[^"]+"/, 'version: "9.9.9"'));
  bot.signal("SIGHUP");
  await until(() => bot.output().includes('"version":"9.9.9"'));
});

/** Each leaves for the next start what it has to find; where somebody is asked to, they close the round and post the next. */
const DEATHS: readonly (Death & { readonly closeAndPost?: true })[] = [
  // The question is owed; it is being sent; it stands in the channel and the bot does not know.
  { point: "claimed", nth: 1 },
  { point: "claimed", nth: 1 },
  { point: "accepted", nth: 1 },
  // Its reveal: the round is closed; the reveal is owed; it is shown and the bot does not know.
  { point: "closed", nth: 1, closeAndPost: true },
  { point: "revealed", nth: 1 },
  { point: "accepted", nth: 1 },
  // The reveal, its note and the next question are sent and recorded, in this order.
  { point: "recorded", nth: 3 },
  // As many claims: a reveal's, its note's, a round's, and that of the question that somebody asked for.
  { point: "claimed", nth: 4, closeAndPost: true },
];

/** Closes the round and posts the next. Nobody answers where the bot dies meanwhile. */
async function closeAndPost(url: string): Promise<void> {
  for (const what of ["close", "post"]) {
    const body = JSON.stringify({ event: crypto.randomUUID(), as: "ada", what });
    const headers = { "content-type": "application/json", origin: url };
    await fetch(`${url}/operator`, { method: "POST", headers, body }).catch(() => undefined);
  }
}

describe("kill -9", () => {
  test("an acknowledged answer survives, the question is not posted again, and the round goes on", async () => {
    const database = join(tempFolder(), "k.db");
    let bot = await startProcess(database);
    await openRound(database);
    const before = rounds(database);
    for (const person of ["ben", "dev"]) {
      const answered = await send(bot, "/commands", { as: person, text: anAnswer(database) });
      expect(answered.status).toBe(200);
    }
    await bot.kill("SIGKILL");
    bot = await startProcess(database);
    expect(rounds(database).filter((one) => one.state !== "void")).toEqual(before);
    expect(query(database, "select count(*) as answers from answers")).toEqual([{ answers: 2 }]);
    expect(query(database, "select count(*) as questions from playground_messages where thread_of is null")).toEqual([
      { questions: 1 },
    ]);
    expect((await send(bot, "/operator", { as: "ada", what: "close" })).status).toBe(200);
    await revealed(database);
    expect((await run(["db", "verify", "--json"], { DATABASE_URL: database })).out).toContain('"ok":true');
  });

  test("however often it dies while posting, each round stands in the channel once", async () => {
    const database = join(tempFolder(), "m.db");
    for (const death of DEATHS) {
      const bot = startNode(["test/support/start-and-die.ts", JSON.stringify(death)], {
        environment: { ...ANYWHERE, DATABASE_URL: database, TIME_ZONE: AFTERNOON },
      });
      if (death.closeAndPost) {
        const { playground } = await isReady(bot);
        await openRound(database);
        await closeAndPost(playground);
      }
      expect([death, await bot.ended]).toEqual([death, { code: null, signal: "SIGKILL" }]);
    }
    const bot = await startProcess(database);
    await openRound(database);
    await bot.kill("SIGTERM");
    const keys = query<{ delivery_key: string }>(
      database,
      "select delivery_key from playground_messages where thread_of is null and card is not null",
    );
    const asked = rounds(database).filter((round) => round.message !== null);
    expect(asked.map(({ state }) => state)).toEqual(["revealed", "revealed", "open"]);
    expect(keys).toHaveLength(asked.length);
    expect(new Set(asked.map((round) => round.message)).size).toBe(asked.length);
    expect((await run(["db", "verify"], { DATABASE_URL: database })).code).toBe(0);
  });
});

describe("the command line", () => {
  test("db backup copies a database that is in use; an existing file is never overwritten", async () => {
    const folder = tempFolder();
    const database = join(folder, "live.db");
    await startProcess(database);
    await openRound(database);
    const copy = join(folder, "copy.db");
    expect((await run(["db", "backup", copy, "--json"], { DATABASE_URL: database })).out).toContain('"ok":true');
    expect(rounds(copy)).toEqual(rounds(database));
    expect(await run(["db", "backup", copy], { DATABASE_URL: database })).toMatchObject({
      code: 1,
      err: expect.stringContaining("exists already"),
    });
  });

  test("db verify tells what differs, and exits with 1", async () => {
    const database = join(tempFolder(), "v.db");
    const bot = await startProcess(database);
    await openRound(database);
    await send(bot, "/commands", { text: anAnswer(database) });
    await send(bot, "/operator", { as: "ada", what: "close" });
    await revealed(database);
    await bot.kill("SIGTERM");
    query(database, "update totals set points = points + 1 where period = 'all'");
    const result = await run(["db", "verify", "--json"], { DATABASE_URL: database });
    expect(result.code).toBe(1);
    expect(JSON.parse(result.out)).toMatchObject({ ok: false, differences: [{ what: "total" }] });
  });

  test("doctor says in plain words what is wrong", async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "bad.db"), "no database".repeat(100));
    const [fine, bad] = await Promise.all([
      run(["doctor", "--json"], { DATABASE_URL: join(folder, "none.db") }),
      run(["doctor"], { ...TEA, DATABASE_URL: join(folder, "bad.db"), DECK: "nowhere" }),
    ]);
    expect([fine.code, JSON.parse(fine.out).ok]).toEqual([0, true]);
    expect(bad.code).toBe(1);
    expect(bad.out).toContain("WRONG  Database");
    expect(bad.out).toContain('WRONG  Decks: There is no deck "nowhere"');
  });

  test("every command explains itself, and a wrong one is hinted at", async () => {
    const commands = [
      [],
      ["start"],
      ["ask"],
      ["deck"],
      ["deck", "check"],
      ["deck", "stats"],
      ["db"],
      ["db", "verify"],
      ["db", "backup"],
      ["db", "restore"],
      ["doctor"],
    ];
    const [wrong, ...helps] = await Promise.all([
      run(["strat"]),
      ...commands.map(async (command) => ({ command, ...(await run([...command, "--help"])) })),
    ]);
    for (const { command, code, out } of helps) {
      expect([command, code]).toEqual([command, 0]);
      expect(out).toContain("Usage: studybot");
    }
    expect(wrong.err).toContain("Did you mean start?");
  });
});
