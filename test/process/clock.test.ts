import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { endAll, openRound, query, start } from "../support/playground-process.ts";
import { run, tempFolder, waitFor } from "../support/process.ts";

afterEach(endAll);

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
/** The clock has turned by the time that the moved clock shows now. */
const turnedAt = (database: string, file: string) =>
  waitFor(() => {
    const now = Date.now() + Number(readFileSync(file, "utf8"));
    return Math.abs(lastTurn(database) - now) < 30_000 ? now : undefined;
  }, 10_000);
const nextRun = (database: string) =>
  query<{ next_run_at: number }>(database, "select next_run_at from channels")[0]?.next_run_at ?? 0;

test("the running bot notices within seconds that its clock was set, ahead by a year and back again", {
  timeout: 60_000,
}, async () => {
  const folder = tempFolder();
  const database = join(folder, "studybot.db");
  const file = join(folder, "clock");
  const bot = await start(database, movedClock(file, 0));
  const [round] = [await openRound(database)];
  const planned = nextRun(database);

  writeFileSync(file, String(365 * DAY));
  await turnedAt(database, file);
  // It is not busy with half a million minutes that it missed.
  const from = performance.now();
  expect((await fetch(bot.health)).status).toBe(200);
  expect(performance.now() - from).toBeLessThan(3_000);

  writeFileSync(file, "0");
  await turnedAt(database, file);
  await waitFor(() => (nextRun(database) === planned ? true : undefined));
  writeFileSync(file, String(-2 * DAY));
  await turnedAt(database, file);
  expect(nextRun(database)).toBeLessThanOrEqual(planned);
  expect(bot.output()).toContain("the clock is behind the time of the last turn");
  expect(query(database, `select count(*) as rounds from rounds where id = ${round?.id}`)).toEqual([{ rounds: 1 }]);
});

test("a clock in 1970 is refused in one line, and nothing is written", () => {
  const folder = tempFolder();
  const database = join(folder, "studybot.db");
  const refused = run(["start"], {
    DATABASE_URL: database,
    PORT: "0",
    PLAYGROUND_PORT: "0",
    ...movedClock(join(folder, "clock"), -Date.now()),
  });
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/^The system clock says 1970-01-01 00:0\d UTC, which cannot be right\. .*\n$/);
  expect(() => readFileSync(database)).toThrow("ENOENT");
});
