import { CRASH_POINTS, type CrashPoint } from "../../src/bot/bot.ts";
import { seededRandom, shuffled } from "../../src/study/random.ts";

export interface Kill {
  /** From outside after so long, or by itself the nth time that it comes to a named moment. */
  readonly how: { readonly afterMs: number } | { readonly point: CrashPoint; readonly nth: number };
  /** How long nobody starts it again. */
  readonly downMs: number;
}

export type KillCounts = Record<CrashPoint | "random", number>;

/** A tenth of all kills at each named moment, the rest at random. */
const NAMED_SHARE = 0.1;
/** The first half second belongs to Node alone. */
const EARLIEST_MS = 400;
const SPREAD_MS = 3_200;
const NTH = 5;
/** One death in so many is not noticed for longer than the shorter catch-up limits. */
const LONG_EVERY = 20;
const LONG_MS = 11_000;
const LONG_SPREAD_MS = 6_000;

export function planKills(count: number, seed: number): Kill[] {
  const random = seededRandom(seed);
  const named = Math.floor(count * NAMED_SHARE);
  const how: Kill["how"][] = CRASH_POINTS.flatMap((point) =>
    Array.from({ length: named }, () => ({ point, nth: 1 + Math.floor(random() * NTH) })),
  );
  while (how.length < count) how.push({ afterMs: EARLIEST_MS + random() * SPREAD_MS });
  return shuffled(how, random).map((one, index) => ({
    how: one,
    downMs:
      index % LONG_EVERY === Math.floor(LONG_EVERY / 2) ? LONG_MS + random() * LONG_SPREAD_MS : random() ** 3 * 1_000,
  }));
}

export function noKills(): KillCounts {
  return { random: 0, claimed: 0, accepted: 0, recorded: 0, closed: 0, revealed: 0 };
}
