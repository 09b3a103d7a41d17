import { setTimeout as delay } from "node:timers/promises";
import type { EpochMs } from "../../src/chat/card.ts";

/** A clock that runs `scale` times as fast as the machine's, even while the bot is down. */
export interface FastClock {
  /** The machine's time that corresponds to `start`. */
  readonly origin: EpochMs;
  readonly start: EpochMs;
  readonly scale: number;
}

export function botTime(clock: FastClock, real: EpochMs = Date.now()): EpochMs {
  return Math.floor(clock.start + (real - clock.origin) * clock.scale);
}

/** Sleeps in real milliseconds. With `onlyLimits`, for timeouts, it does not keep the process alive. */
export async function pause(ms: number, options: { readonly onlyLimits?: true } = {}): Promise<void> {
  await delay(ms, undefined, { ref: options.onlyLimits !== true });
}
