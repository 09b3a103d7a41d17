import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { createQuietGate } from "./quiet-gate.ts";

const never = new AbortController().signal;

test("nothing passes while something is being posted, nor shortly after it", async () => {
  const gate = createQuietGate(30);
  const posted = Promise.withResolvers<string>();
  const order: string[] = [];
  const post = gate.posting(() => posted.promise);
  const passed = gate.quiet(never).then(() => order.push("passed"));
  await sleep(100);
  order.push("posted");
  posted.resolve("m1");
  expect(await post).toBe("m1");
  const since = performance.now();
  await passed;
  expect(order).toEqual(["posted", "passed"]);
  expect(performance.now() - since).toBeGreaterThan(25);
});

test("before the first post everything passes at once", async () => {
  const since = performance.now();
  await createQuietGate(60_000).quiet(never);
  expect(performance.now() - since).toBeLessThan(1_000);
});

test("a post that fails lets the others pass, and who is stopped does not wait", async () => {
  const gate = createQuietGate(5);
  await expect(gate.posting(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await gate.quiet(never);
  const stopped = new AbortController();
  const busy = createQuietGate(60_000);
  await busy.posting(async () => undefined);
  const waiting = busy.quiet(stopped.signal);
  stopped.abort();
  await waiting;
});
