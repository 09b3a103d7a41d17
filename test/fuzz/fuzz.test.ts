import { expect, test } from "vitest";
import { runNode } from "../support/child.ts";
import { HANG_MS } from "../support/wait.ts";

const CASES = 5_000;

interface Report {
  readonly ok: boolean;
  readonly seed: number;
  readonly cases: number;
  readonly unhandledRejections: number;
  readonly targets: Readonly<Record<string, { readonly failure?: string }>>;
}

/**
 * A process of its own: the test runner's work would count as the bot's. How long a case may hold the event loop is measured
 * by `npm run fuzz` on a machine that has the time for it; here only a standstill counts.
 */
async function fuzz(...args: readonly string[]): Promise<Report> {
  const { out } = await runNode(["--expose-gc", "test/fuzz/run.ts", "--json", "--stall-ms", String(HANG_MS), ...args]);
  return JSON.parse(out) as Report;
}

/** Reproduced with: npm run fuzz -- --seed <seed> --target <target> --cases <that target's cases> */
test(`${CASES} hostile inputs: no crash, no unhandled rejection, no growth, no standstill`, async () => {
  const { seed, targets, ...sums } = await fuzz("--cases", String(CASES), "--seed", "20261123");
  const failures = Object.entries(targets).flatMap(([name, { failure }]) =>
    failure === undefined ? [] : [`${name}: ${failure}`],
  );
  expect(failures, `seed ${seed}`).toEqual([]);
  expect(sums).toMatchObject({ ok: true, unhandledRejections: 0 });
  expect(sums.cases).toBeGreaterThanOrEqual(CASES);
});

test("what does not hold is found, shrunk and told", async () => {
  const { ok, targets } = await fuzz("--cases", "300", "--seed", "7", "--target", "self-test");
  expect(ok).toBe(false);
  expect(targets["self-test"]?.failure).toMatch(/case: "a.{0,8}%/);
});
