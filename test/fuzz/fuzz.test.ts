import { execFile } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const CASES = 5_000;

interface Report {
  readonly ok: boolean;
  readonly seed: number;
  readonly cases: number;
  readonly longestStallMs: number;
  readonly unhandledRejections: number;
  readonly targets: Readonly<Record<string, { readonly failure?: string }>>;
}

/** Runs in its own process, because the test runner's work would count as the bot's. */
async function fuzz(...args: readonly string[]): Promise<Report> {
  const command = ["--expose-gc", "test/fuzz/run.ts", "--json", ...args];
  const run = promisify(execFile)(process.execPath, command, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
  const { stdout } = await run.catch((error: unknown) => error as { stdout: string });
  return JSON.parse(stdout) as Report;
}

/** To reproduce: npm run fuzz -- --seed <seed> --target <target> --cases <that target's cases> */
test(`${CASES} hostile inputs: no crash, no unhandled rejection, no growth, no stall`, {
  timeout: 300_000,
}, async () => {
  const { seed, targets, ...sums } = await fuzz("--cases", String(CASES), "--seed", "20261123");
  const failures = Object.entries(targets).flatMap(([name, { failure }]) =>
    failure === undefined ? [] : [`${name}: ${failure}`],
  );
  expect(failures, `seed ${seed}`).toEqual([]);
  expect(sums).toMatchObject({ ok: true, unhandledRejections: 0 });
  expect(sums.cases).toBeGreaterThanOrEqual(CASES);
  expect(sums.longestStallMs).toBeLessThanOrEqual(50);
});

test("what does not hold is found, shrunk and told", { timeout: 60_000 }, async () => {
  const { ok, targets } = await fuzz("--cases", "300", "--seed", "7", "--target", "self-test");
  expect(ok).toBe(false);
  expect(targets["self-test"]?.failure).toMatch(/case: "a.{0,8}%/);
});
