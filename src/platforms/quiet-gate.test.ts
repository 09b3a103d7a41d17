import { expect, test } from "vitest";
import { createQuietGate } from "./quiet-gate.ts";

const NEVER = new AbortController().signal;

/** A gate whose sleep moves its clock on; `slept` is what it waited for. */
function gateAt(start: number, onSleep: () => void = () => undefined) {
  const clock = { now: start };
  const slept: number[] = [];
  const gate = createQuietGate({
    quietMs: 400,
    now: () => clock.now,
    sleep: async (ms) => {
      slept.push(ms);
      clock.now += ms;
      onSleep();
    },
  });
  return { gate, clock, slept };
}

test("before the first post everything passes at once", async () => {
  const { gate, slept } = gateAt(1_000);
  await gate.quiet(NEVER);
  expect(slept).toEqual([]);
});

test("after a post, nothing passes until it has been quiet for so long", async () => {
  const { gate, clock, slept } = gateAt(1_000);
  expect(await gate.posting(async () => "m1")).toBe("m1");
  clock.now += 100;
  await gate.quiet(NEVER);
  expect(slept).toEqual([300]);
  await gate.quiet(NEVER);
  expect(slept).toHaveLength(1);
});

test("while something is being posted, nothing passes, however long it takes", async () => {
  const posted = Promise.withResolvers<void>();
  const { gate, clock, slept } = gateAt(1_000, () => {
    if (clock.now > 9_000) posted.resolve();
  });
  const post = gate.posting(() => posted.promise);
  await gate.quiet(NEVER);
  await post;
  expect(clock.now).toBeGreaterThan(9_400);
  expect(slept.at(-1)).toBe(400);
});

test("a post that fails lets the others pass, and so does a clock that was set back", async () => {
  const { gate, clock, slept } = gateAt(100_000);
  await expect(gate.posting(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  clock.now = 50_000;
  await gate.quiet(NEVER);
  expect(slept).toEqual([]);
});

test("who is stopped does not wait", async () => {
  const stopped = new AbortController();
  const { gate, slept } = gateAt(1_000, () => stopped.abort());
  const endless = gate.posting(() => new Promise(() => undefined));
  await gate.quiet(stopped.signal);
  expect(slept).toHaveLength(1);
  endless.catch(() => undefined);
});
