import { type ResponseLike, Routes } from "discord.js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createClient } from "./client.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const PER_SECOND = 50;
const SECOND_MS = 1_000;

/** Discord counts the requests that arrive in its second, which begins with the first of them. */
function createCounter() {
  let used = 0;
  let endsAt = 0;
  return (): number => {
    if (Date.now() >= endsAt) {
      used = 0;
      endsAt = Date.now() + SECOND_MS;
    }
    used += 1;
    return used > PER_SECOND ? 429 : 200;
  };
}

test("Discord never has to say 429, also where one second's requests are slow and the next second's quick", async () => {
  const { rest } = createClient({
    apiUrl: "http://discord.invalid/api",
    onDispatch: () => true,
    onBroken: () => undefined,
  });
  rest.setToken("MTIz.fake.token");
  const count = createCounter();
  let sent = 0;
  const statuses: number[] = [];
  rest.options.makeRequest = async () => {
    const isSlow = Math.floor(sent / PER_SECOND) % 2 === 0;
    sent += 1;
    await new Promise((resolve) => setTimeout(resolve, isSlow ? 90 : 1));
    const status = count();
    statuses.push(status);
    const headers = { "Content-Type": "application/json", ...(status === 429 && { "Retry-After": "1" }) };
    return new Response("{}", { status, headers }) as unknown as ResponseLike;
  };
  const asked = Promise.all(
    Array.from({ length: 4 * PER_SECOND }, (_, index) => rest.get(Routes.channel(`${10n ** 17n + BigInt(index)}`))),
  );
  await vi.advanceTimersByTimeAsync(10 * SECOND_MS);
  await asked;
  expect(statuses).toEqual(Array(4 * PER_SECOND).fill(200));
});
