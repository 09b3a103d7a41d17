import { CRASH_POINTS, type CrashPoint } from "../../src/bot/observe.ts";
import { seededRandom, shuffled } from "../../src/study/random.ts";

export interface Kill {
  /** So long after it was ready, or, `whileStarting`, after its start: from outside, or by itself at a named moment. */
  readonly how: {
    readonly afterMs: number;
    readonly whileStarting: boolean;
    readonly point?: CrashPoint;
    /** The nth time from that moment on that it comes there. */
    readonly nth?: number;
  };
  /** How long nobody starts it again. */
  readonly downMs: number;
}

export type KillCounts = Record<CrashPoint | "random", number>;

/** A tenth of all kills at each named moment, the rest at random. */
const NAMED_SHARE = 0.1;
const STARTING_SHARE = 0.25;
/** The first half second of a start belongs to Node alone. */
const EARLIEST_MS = 500;
const START_SPREAD_MS = 2_000;
const UP_SPREAD_MS = 2_000;
const NTH = 3;
/** One death in so many is not noticed for longer than the shorter catch-up limits. */
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
