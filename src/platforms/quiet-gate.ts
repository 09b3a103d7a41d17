import { setTimeout as sleep } from "node:timers/promises";

/** Posts go first: what can wait, such as seeding reactions, waits until nothing has been posted for a while. */
export interface QuietGate {
  /** While a post or an edit is under way, nothing passes. */
  posting<T>(post: () => Promise<T>): Promise<T>;
  /** Resolves once it is quiet, and at once where `stopped` is aborted. */
  quiet(stopped: AbortSignal): Promise<void>;
}

/** How soon the end of a post under way is noticed, at the latest. */
const LOOK_AGAIN_MS = 50;

/** @param quietMs how long no post must have been under way before it is quiet */
export function createQuietGate(quietMs: number): QuietGate {
  let posts = 0;
  let lastPost = Number.NEGATIVE_INFINITY;
  return {
    posting: async (post) => {
      posts += 1;
      try {
        return await post();
      } finally {
        posts -= 1;
        lastPost = performance.now();
      }
    },
    quiet: async (stopped) => {
      while (!stopped.aborted && (posts > 0 || performance.now() - lastPost < quietMs))
        await pause(Math.min(quietMs, LOOK_AGAIN_MS) + 1, stopped);
    },
  };
}

/** Waits, or less where `stopped` is aborted: whoever waits looks at the signal. */
export async function pause(ms: number, stopped: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: stopped });
  } catch {
    return;
  }
}
