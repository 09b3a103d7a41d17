import { existsSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CrashPoint } from "../../src/bot/observe.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { verify } from "../../src/storage/operations/verify.ts";
import { runNode } from "../support/child.ts";
import { tempFolder } from "../support/process.ts";
import { until } from "../support/wait.ts";
import type { Order } from "./child.ts";
import { type PacedClock, startClock } from "./clock.ts";
import { type Life, newOutput, startLife } from "./life.ts";

const output = newOutput();
const START = Date.parse("2026-11-23T06:00:00Z");
let clock: PacedClock;
beforeAll(() => {
  clock = startClock(join(tempFolder(), "clock"), { start: START, scale: 1, onHang: () => undefined });
});
afterAll(() => clock.stop());

function begin(database: string, crash?: Order["crash"]): Life {
  return startLife(
    {
      environment: {
        DATABASE_URL: database,
        DECKS_DIR: "test/fixtures/decks",
        DECK: "tea",
        TIME_ZONE: "UTC",
        PORT: "0",
        PLAYGROUND_PORT: "0",
      },
      clock: { file: clock.file, scale: 1 },
      tickMs: 50,
      ...(crash !== undefined && { crash }),
    },
    output,
  );
}

interface Seen {
  readonly title: string;
  readonly thread: number | null;
}

/** The bot's messages in the channel. */
function channel(database: string): readonly Seen[] {
  // The file does not exist before the first start.
  if (!existsSync(database)) return [];
  const db = new Database(database, { readonly: true });
  try {
    const rows = db.prepare("select card, thread_of as thread from playground_messages order by id").all();
    return (rows as { card: string; thread: number | null }[]).map(({ card, thread }) => ({
      title: (JSON.parse(card) as { title: string }).title.split(":")[0] ?? "",
      thread,
    }));
  } catch {
    return [];
  } finally {
    db.close();
  }
}

async function close(life: Life): Promise<void> {
  const { playground } = await life.ready;
  const body = JSON.stringify({ event: crypto.randomUUID(), as: "ada", what: "close" });
  const headers = { "content-type": "application/json", origin: playground };
  // The bot may die before it responds.
  await fetch(`${playground}/operator`, { method: "POST", headers, body }).catch(() => undefined);
}

const POINTS: readonly (readonly [CrashPoint, number, string])[] = [
  ["claimed", 1, "the round is claimed"],
  ["claimed", 2, "its message is claimed"],
  ["accepted", 1, "the platform accepted it"],
  ["recorded", 1, "it is recorded"],
  ["closed", 1, "the round is closed"],
  ["revealed", 1, "the round is revealed"],
];

test.each(POINTS)("dying at %s, time %i (%s): the question and its reveal stand there once", async (point, nth) => {
  const database = join(tempFolder(), "point.db");
  const first = begin(database, { point, nth, afterMs: 0, whileStarting: true });
  if (point === "closed" || point === "revealed") {
    // Whoever looks into the file before may keep the bot from making it.
    await first.ready;
    await until(() => channel(database).length === 1, "the question");
    await close(first);
  }
  expect(await first.ended).toEqual({ code: null, signal: "SIGKILL", point });

  const second = begin(database);
  await second.ready;
  await until(() => channel(database).length > 0, "the question");
  if (point !== "closed" && point !== "revealed") {
    expect(channel(database)).toEqual([{ title: "Question", thread: null }]);
    await until(async () => {
      await close(second);
      return channel(database)[0]?.title === "Answer";
    }, "the answer");
  }
  await until(() => channel(database).filter(({ thread }) => thread !== null).length === 1, "the reveal's note");
  const answered = channel(database).filter(({ title }) => title !== "Question");
  expect(answered).toEqual([
    { title: "Answer", thread: null },
    { title: "The round is closed", thread: 1 },
  ]);
  second.kill("SIGTERM");
  expect((await second.ended).code).toBe(0);
  const db = openDatabase(database, { readonly: true });
  expect((await verify(db)).differences).toEqual([]);
  await db.destroy();
  expect(output.strange).toEqual([]);
});

test.each([
  [["--kills", "3"], '--kills: give a whole number from 10 to 2000, not "3".'],
  [["--seed", "-1"], "--seed"],
  [["--fast"], "Unknown option '--fast'"],
])("options that are no use are told in one line: %s", async (args, told) => {
  const { code, out, err } = await runNode(["test/torture/run.ts", ...args]);
  expect(code).toBe(1);
  expect(err).toContain(told);
  expect(err.trim().split("\n")).toHaveLength(1);
  expect(out).toBe("");
});
