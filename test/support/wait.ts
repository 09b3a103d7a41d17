import { setTimeout as sleep } from "node:timers/promises";

/** Only a hang reaches this: everything that tests wait for comes within seconds, on a busy machine within a minute. */
export const HANG_MS = 120_000;
const PAUSE_MS = 20;

/**
 * Asks again and again until there is something.
 *
 * @param what says what was waited for, should it never come
 * @throws Error after HANG_MS
 */
export async function waitFor<T>(look: () => T | undefined | Promise<T | undefined>, what = String(look)): Promise<T> {
  const end = Date.now() + HANG_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited ${HANG_MS / 1000} s in vain for: ${what}`);
    await sleep(PAUSE_MS);
  }
}

/** Asks again and again until it is true. @throws Error after HANG_MS */
export async function until(isTrue: () => boolean | Promise<boolean>, what = String(isTrue)): Promise<void> {
  await waitFor(async () => (await isTrue()) || undefined, what);
}

/**
 * Checks again and again until nothing is thrown.
 *
 * @throws what the check threw last, after HANG_MS
 */
export async function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  const end = Date.now() + HANG_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await sleep(PAUSE_MS);
  }
}
