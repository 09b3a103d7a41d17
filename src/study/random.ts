/**
 * A small seeded generator: mulberry32 by Tommy Ettinger (public domain, 2017), 32 bits of state.
 * It is good enough for shuffling and choosing, but not for secrets. A seed gives the same numbers on every machine.
 *
 * @param seed any integer from 0 to Number.MAX_SAFE_INTEGER; all of its bits are used
 * @returns a function that returns numbers x with 0 ≤ x < 1
 */
export function seededRandom(seed: number): () => number {
  let state = ((seed >>> 0) ^ Math.floor(seed / 2 ** 32)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A shuffled copy; every order is equally likely (Fisher–Yates, in the form given by Durstenfeld 1964). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** A random item, each equally likely; undefined if the list is empty. */
export function pick<T>(items: readonly T[], random: () => number): T | undefined {
  return items[Math.floor(random() * items.length)];
}
