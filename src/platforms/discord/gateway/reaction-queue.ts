import { setImmediate as nextTurn } from "node:timers/promises";
import type { Logger } from "pino";

/**
 * A thousand reactions may come in a second. A few are worked on at a time, and in between everything else gets its
 * turn: a press must be answered within 3 s, a reaction need not.
 */
const REACTIONS_AT_ONCE = 2;
const LONGEST_TURN_MS = 8;

/**
 * @param run hears of work that was begun
 * @returns takes a reaction, and works on it when it is its turn
 */
export function createReactionQueue(
  handle: (reaction: unknown) => Promise<void>,
  run: (work: Promise<void>) => void,
  log: Logger,
): (reaction: unknown) => void {
  const waiting: unknown[] = [];
  let drains = 0;

  const drain = async (): Promise<void> => {
    drains += 1;
    let since = performance.now();
    try {
      while (waiting.length > 0) {
        await handle(waiting.shift()).catch((error: unknown) => {
          log.warn({ problem: String(error) }, "a reaction could not be handled");
        });
        if (performance.now() - since < LONGEST_TURN_MS) continue;
        await nextTurn();
        since = performance.now();
      }
    } finally {
      drains -= 1;
    }
  };

  return (reaction) => {
    waiting.push(reaction);
    if (drains < REACTIONS_AT_ONCE) run(drain());
  };
}
