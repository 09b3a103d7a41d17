import { setTimeout as sleep } from "node:timers/promises";

/** Only a hang takes this long: everything that tests wait for happens within seconds, or within a minute on a busy machine. */
export const HANG_MS = 120_000;
const PAUSE_MS = 20;

/**
 * Polls until `look` returns something.
 *
 * @param what describes what was awaited, for the error message
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

/** Polls until it is true. @throws Error after HANG_MS */
export async function until(isTrue: () => boolean | Promise<boolean>, what = String(isTrue)): Promise<void> {
  await waitFor(async () => (await isTrue()) || undefined, what);
}

/**
 * Repeats the check until it does not throw.
 *
 * @throws the check's last error, after HANG_MS
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
