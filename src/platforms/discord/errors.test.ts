import { DiscordAPIError, HTTPError, RateLimitError } from "discord.js";
import { expect, test } from "vitest";
import { toPlatformError } from "./errors.ts";

const body = { body: { content: "somebody's words" }, files: undefined };
const api = (status: number, code: number) =>
  new DiscordAPIError({ code, message: "no" }, code, status, "POST", "https://discord.com/x", body);

test.each([
  [404, 10008, "message-gone"],
  [404, 10003, "channel-gone"],
  [403, 50001, "channel-gone"],
  [403, 50013, "permission-lost"],
  [400, 160005, "permission-lost"],
  [404, 10004, "access-lost"],
  [401, 0, "access-lost"],
  [400, 50035, "refused"],
  [403, 50007, "refused"],
  [403, 40003, "unavailable"],
  [400, 20022, "unavailable"],
  [429, 0, "unavailable"],
  [403, 12345, "permission-lost"],
  [418, 12345, "refused"],
] as const)("%i with code %i is %s", (status, code, reason) => {
  const problem = toPlatformError(api(status, code));
  expect(problem.reason).toBe(reason);
  expect(problem.neverArrived).toBe(true);
  expect(JSON.stringify(problem.cause)).not.toContain("words");
});

test("an edit limit and too many direct messages are tried again after minutes", () => {
  expect(toPlatformError(api(429, 30046)).retryAfterMs).toBeGreaterThanOrEqual(60_000);
  expect(toPlatformError(api(403, 40003)).retryAfterMs).toBeGreaterThanOrEqual(60_000);
});

test("after a 5xx or a time-out the message may have arrived", () => {
  const failed = toPlatformError(new HTTPError(502, "Bad Gateway", "POST", "https://discord.com/x", body));
  expect(failed).toMatchObject({ reason: "unavailable", neverArrived: false });
  expect(toPlatformError(new DOMException("aborted", "AbortError"))).toMatchObject({
    reason: "unavailable",
    neverArrived: false,
  });
});

test("a rate limit says how long", () => {
  const limit = {
    timeToReset: 9_000,
    limit: 1,
    method: "POST",
    hash: "",
    url: "",
    route: "",
    majorParameter: "",
    global: false,
    retryAfter: 9_000,
    sublimitTimeout: 0,
    scope: "user",
  } as const;
  expect(toPlatformError(new RateLimitError(limit))).toMatchObject({
    reason: "unavailable",
    retryAfterMs: 9_000,
    neverArrived: true,
  });
});

test("a forgotten token is access lost", () => {
  expect(toPlatformError(new Error("Expected token to be set for this request, but none was present")).reason).toBe(
    "access-lost",
  );
});
