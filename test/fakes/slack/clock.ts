import { setTimeout as delay } from "node:timers/promises";

/** Waits so long, or until the signal; never throws. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** A clock that stands until it is moved. */
export interface Clock {
  readonly now: () => number;
  /** Up to a second is over at once. What sleeps longer goes on when the clock has been moved that far. */
  readonly sleep: Sleep;
  /** How long each that sleeps still has to. */
  sleepers(): readonly number[];
  set(at: number): void;
  pass(ms: number): void;
}

const AT_ONCE_MS = 1_000;

export function createClock(at: number): Clock {
  const sleeping = new Map<() => void, number>();
  let now = at;
  const set = (to: number): void => {
    now = to;
    for (const [goOn, until] of sleeping) if (until <= now) goOn();
  };
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      if (ms <= AT_ONCE_MS) return realSleep(1);
      if (signal?.aborted === true) return;
      await new Promise<void>((resolve) => {
        const goOn = (): void => {
          sleeping.delete(goOn);
          signal?.removeEventListener("abort", goOn);
          resolve();
        };
        signal?.addEventListener("abort", goOn);
        sleeping.set(goOn, now + ms);
      });
    },
    sleepers: () => [...sleeping.values()].map((until) => until - now),
    set,
    pass: (ms) => set(now + ms),
  };
}

/** By the clock on the wall. */
export const realSleep: Sleep = async (ms, signal) => {
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
};

/** For a Slack that gives a real process all the time it needs. */
export const sleepForEver: Sleep = (_, signal) =>
  new Promise((resolve) => signal?.addEventListener("abort", () => resolve()));
