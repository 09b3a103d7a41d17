import { CRASH_POINTS, type CrashPoint } from "../../src/bot/observe.ts";
import { seededRandom, shuffled } from "../../src/study/random.ts";

export interface Kill {
  /**
   * The bot is killed `afterMs` after it was ready, or after its start if `whileStarting`: from outside, or by itself at a
   * crash point.
   */
  readonly how: {
    readonly afterMs: number;
    readonly whileStarting: boolean;
    readonly point?: CrashPoint;
    /** Counts from then on: the bot dies the nth time it reaches the crash point. */
    readonly nth?: number;
  };
  /** How long the bot stays down. */
  readonly downMs: number;
}

export type KillCounts = Record<CrashPoint | "random", number>;

/** A tenth of all kills at each crash point, the rest at random times. */
const NAMED_SHARE = 0.1;
const STARTING_SHARE = 0.25;
/** In the first half second of a start only Node itself runs. */
const EARLIEST_MS = 500;
const START_SPREAD_MS = 2_000;
const UP_SPREAD_MS = 2_000;
const NTH = 3;
/** One in this many downtimes lasts longer than the shorter catch-up limits. */
const LONG_EVERY = 40;
const LONG_MS = 10_500;
const LONG_SPREAD_MS = 3_000;

export function planKills(count: number, seed: number): Kill[] {
  const random = seededRandom(seed);
  const named = Math.floor(count * NAMED_SHARE);
  const moment = (): Kill["how"] => {
    const whileStarting = random() < STARTING_SHARE;
    return {
      whileStarting,
      afterMs: whileStarting ? EARLIEST_MS + random() * START_SPREAD_MS : random() * UP_SPREAD_MS,
    };
  };
  const how = CRASH_POINTS.flatMap((point) =>
    Array.from({ length: named }, (): Kill["how"] => ({ ...moment(), point, nth: 1 + Math.floor(random() * NTH) })),
  );
  while (how.length < count) how.push(moment());
  const isLong = (index: number): boolean => index % LONG_EVERY === Math.min(LONG_EVERY, count) / 2;
  return shuffled(how, random).map((one, index) => ({
    how: one,
    downMs: isLong(index) ? LONG_MS + random() * LONG_SPREAD_MS : random() ** 3 * 600,
  }));
}

export function noKills(): KillCounts {
  return { random: 0, claimed: 0, accepted: 0, recorded: 0, closed: 0, revealed: 0 };
}
