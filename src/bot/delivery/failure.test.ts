import { expect, test } from "vitest";
import { PlatformError } from "../../chat/errors.ts";
import type { Channel } from "../../storage/channels.ts";
import type { Delivery } from "../../storage/deliveries.ts";
import { decide } from "./failure.ts";

const NOW = Date.parse("2026-11-23T09:00:00Z");
const HOUR = 3_600_000;
const CHANNEL = { settings: { catchUpMs: 3 * HOUR } } as Channel;
const QUESTION = { kind: "question", attempts: 0, createdAt: NOW, maybeSentSince: undefined } as Delivery;
const NOTICE = { ...QUESTION, kind: "notice", payload: { target: { kind: "person" } } } as Delivery;

test.each([
  ["a passing failure is retried, later each time", QUESTION, new PlatformError("unavailable", ""), NOW + 2_000],
  ["", { ...QUESTION, attempts: 3 }, new PlatformError("unavailable", ""), NOW + 16_000],
  [
    "no sooner than the platform allows",
    QUESTION,
    new PlatformError("unavailable", "", { retryAfterMs: 90_000 }),
    NOW + 90_000,
  ],
  [
    "and at least every five minutes",
    { ...QUESTION, attempts: 30 },
    new PlatformError("unavailable", ""),
    NOW + 300_000,
  ],
])("%s", (_, delivery, problem, notBefore) => {
  expect(decide(delivery, problem, CHANNEL, NOW)).toEqual({ kind: "retry", notBefore, certainlyUnsent: false });
});

test("whether it may have arrived is told apart", () => {
  const refused = new PlatformError("unavailable", "", { neverArrived: true });
  expect(decide(QUESTION, refused, CHANNEL, NOW)).toMatchObject({ kind: "retry", certainlyUnsent: true });
  expect(decide(QUESTION, new PlatformError("uncertain", ""), CHANNEL, NOW)).toEqual({ kind: "hold" });
});

test("a question that was surely not sent is given up after the catch-up limit, one that may stand there after a day", () => {
  const refused = new PlatformError("unavailable", "", { neverArrived: true });
  const broken = new PlatformError("unavailable", "");
  expect(decide(QUESTION, refused, CHANNEL, NOW + 3 * HOUR)).toMatchObject({ kind: "retry" });
  expect(decide(QUESTION, refused, CHANNEL, NOW + 3 * HOUR + 1)).toEqual({ kind: "give-up" });
  expect(decide(QUESTION, broken, CHANNEL, NOW + 24 * HOUR)).toMatchObject({ kind: "retry" });
  expect(decide(QUESTION, broken, CHANNEL, NOW + 24 * HOUR + 1)).toEqual({ kind: "give-up" });
});

test("what no retry can help is given up at once; a notice to a person waits until the bot is let in again", () => {
  for (const reason of ["channel-gone", "permission-lost", "refused", "access-lost"] as const)
    expect(decide(QUESTION, new PlatformError(reason, ""), CHANNEL, NOW)).toEqual({ kind: "give-up" });
  expect(decide(NOTICE, new PlatformError("access-lost", ""), undefined, NOW)).toEqual({ kind: "hold-notice" });
  expect(decide(NOTICE, new PlatformError("refused", ""), undefined, NOW)).toEqual({ kind: "give-up" });
});
