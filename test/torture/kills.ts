import { CRASH_POINTS, type CrashPoint } from "../../src/bot/bot.ts";
import { seededRandom, shuffled } from "../../src/study/random.ts";

export interface Kill {
  /** So long after its start: from outside, or by itself the nth time from then on that it comes to a named moment. */
  readonly how: { readonly afterMs: number; readonly point?: CrashPoint; readonly nth?: number };
  /** How long nobody starts it again. */
  readonly downMs: number;
}

export type KillCounts = Record<CrashPoint | "random", number>;

/** A tenth of all kills at each named moment, the rest at random. */
const NAMED_SHARE = 0.1;
/** The first half second belongs to Node alone. */
const EARLIEST_MS = 600;
const SPREAD_MS = 3_200;
const NTH = 5;
/** One death in so many is not noticed for longer than the shorter catch-up limits. */
const LONG_EVERY = 40;
const LONG_MS = 10_500;
const LONG_SPREAD_MS = 3_000;

export function planKills(count: number, seed: number): Kill[] {
  const random = seededRandom(seed);
  const named = Math.floor(count * NAMED_SHARE);
  const afterMs = (): number => EARLIEST_MS + random() * SPREAD_MS;
  const how: Kill["how"][] = CRASH_POINTS.flatMap((point) =>
    Array.from({ length: named }, () => ({ point, nth: 1 + Math.floor(random() * NTH), afterMs: afterMs() })),
  );
  while (how.length < count) how.push({ afterMs: afterMs() });
  const isLong = (index: number): boolean => index % LONG_EVERY === Math.min(LONG_EVERY, count) / 2;
  return shuffled(how, random).map((one, index) => ({
    how: one,
    downMs: isLong(index) ? LONG_MS + random() * LONG_SPREAD_MS : random() ** 3 * 800,
  }));
}

export function noKills(): KillCounts {
  return { random: 0, claimed: 0, accepted: 0, recorded: 0, closed: 0, revealed: 0 };
}
