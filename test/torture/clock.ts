import { setTimeout as delay } from "node:timers/promises";
import type { EpochMs } from "../../src/chat/card.ts";

/** A clock that runs `scale` times as fast as the machine's; it goes on while the bot is down. */
export interface FastClock {
  /** By the machine's clock: when `start` was. */
  readonly origin: EpochMs;
  readonly start: EpochMs;
  readonly scale: number;
}

export function botTime(clock: FastClock, real: EpochMs = Date.now()): EpochMs {
  return Math.floor(clock.start + (real - clock.origin) * clock.scale);
}

/** Milliseconds of the machine's clock. What only limits a wait keeps no process alive. */
export async function pause(ms: number, options: { readonly onlyLimits?: true } = {}): Promise<void> {
  await delay(ms, undefined, { ref: options.onlyLimits !== true });
}
