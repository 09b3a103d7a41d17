import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openRound, query } from "../support/playground-process.ts";
import { run, startProcess, tempFolder } from "../support/process.ts";
import { until } from "../support/wait.ts";

const DAY = 86_400_000;

/** A process whose system clock is ahead by the milliseconds that stand in `file`. */
function movedClock(file: string, byMs: number) {
  writeFileSync(file, String(byMs));
  const code = `import { readFileSync } from "node:fs";
    const RealDate = Date;
    const now = () => RealDate.now() + Number(readFileSync(${JSON.stringify(file)}, "utf8"));
    globalThis.Date = class extends RealDate {
      constructor(...given) { given.length === 0 ? super(now()) : super(...given); }
      static now() { return now(); }
    };`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}
const lastTurn = (database: string) =>
  Number(query<{ value: string }>(database, "select value from meta where key = 'last-alive'")[0]?.value);
/** The clock has turned in the time that the moved clock shows, and not in that of before. */
const turnedAt = (database: string, file: string) =>
  until(() => {
    const now = Date.now() + Number(readFileSync(file, "utf8"));
    return Math.abs(lastTurn(database) - now) < DAY / 2;
  }, "a turn by the moved clock");
const nextRun = (database: string) =>
  query<{ next_run_at: number }>(database, "select next_run_at from channels")[0]?.next_run_at ?? 0;

test("the running bot notices that its clock was set, ahead by a year and back again", async () => {
  const folder = tempFolder();
  const database = join(folder, "studybot.db");
  const file = join(folder, "clock");
  const bot = await startProcess(database, movedClock(file, 0));
  const round = await openRound(database);
  const planned = nextRun(database);

  writeFileSync(file, String(365 * DAY));
  await turnedAt(database, file);
  // It is not busy with half a million minutes that it missed, each of which node-cron would log.
  expect((await fetch(bot.health)).status).toBe(200);
  expect(bot.output().split("\n").length).toBeLessThan(50);

  writeFileSync(file, "0");
  await turnedAt(database, file);
  await until(() => nextRun(database) === planned, "the plan of before");
  writeFileSync(file, String(-2 * DAY));
  await turnedAt(database, file);
  expect(nextRun(database)).toBeLessThanOrEqual(planned);
  await until(() => bot.output().includes("the clock is behind the last tick"), "a word of it");
  expect(query(database, `select count(*) as rounds from rounds where id = ${round.id}`)).toEqual([{ rounds: 1 }]);
});

test("a clock in 1970 is refused in one line, and nothing is written", async () => {
  const folder = tempFolder();
  const database = join(folder, "studybot.db");
  const refused = await run(["start"], {
    DATABASE_URL: database,
    PORT: "0",
    PLAYGROUND_PORT: "0",
    ...movedClock(join(folder, "clock"), -Date.now()),
  });
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/^The system clock says 1970-01-01 00:0\d UTC, which cannot be right\. .*\n$/);
  expect(() => readFileSync(database)).toThrow("ENOENT");
});
