import type { EpochMs } from "../chat/card.ts";

/** Posts go first: what can wait, such as seeding reactions, waits until nothing has been posted for a while. */
export interface QuietGate {
  /** While a post or an edit is under way, nothing passes. */
  posting<T>(post: () => Promise<T>): Promise<T>;
  /** Resolves once it is quiet, and at once where `stopped` is aborted. */
  quiet(stopped: AbortSignal): Promise<void>;
}

interface QuietGateParts {
  /** How long no post must have been under way before it is quiet. */
  readonly quietMs: number;
  readonly now: () => EpochMs;
  /** Resolves early where the signal is aborted. */
  readonly sleep: (ms: number, stopped: AbortSignal) => Promise<void>;
}

/** How soon the end of a post under way is noticed, at the latest. */
const LOOK_AGAIN_MS = 50;

export function createQuietGate({ quietMs, now, sleep }: QuietGateParts): QuietGate {
  let posts = 0;
  let lastPost = Number.NEGATIVE_INFINITY;

  const untilQuiet = (): number => {
    if (posts > 0) return Math.min(quietMs, LOOK_AGAIN_MS) + 1;
    // The clock may have been set back since.
    return Math.max(0, quietMs - Math.abs(now() - lastPost));
  };

  return {
    posting: async (post) => {
      posts += 1;
      try {
        return await post();
      } finally {
        posts -= 1;
        lastPost = now();
      }
    },
    quiet: async (stopped) => {
      for (let wait = untilQuiet(); wait > 0 && !stopped.aborted; wait = untilQuiet()) await sleep(wait, stopped);
    },
  };
}
