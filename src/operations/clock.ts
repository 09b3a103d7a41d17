import { performance } from "node:perf_hooks";
import { schedule as everyMinute } from "node-cron";

const CHECK_MS = 1_000;
/** Small corrections, such as NTP makes all the time, are not jumps. */
const JUMP_MS = 2_000;

/**
 * Calls `turn` once a minute, and right after the clock jumps or the machine wakes from sleep. node-cron alone waits for the
 * time it computed: if the clock is set back by a day it stops for a day, and if it is set ahead by a year it counts half a
 * million missed minutes.
 *
 * @param turn never rejects
 * @returns a function that stops the clock
 */
export function startClock(turn: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  const runTurn = () => {
    last = turn();
    return last;
  };
  const start = () => everyMinute("* * * * *", runTurn, { timezone: "UTC", noOverlap: true, name: "clock" });
  const clockOffset = () => Date.now() - performance.now();
  let task = start();
  let lastOffset = clockOffset();
  const watcher = setInterval(() => {
    const jumped = Math.abs(clockOffset() - lastOffset) > JUMP_MS;
    lastOffset = clockOffset();
    if (!jumped) return;
    void task.destroy();
    task = start();
    // The turn in progress began under the old time.
    void last.then(runTurn);
  }, CHECK_MS);
  return async () => {
    clearInterval(watcher);
    await task.destroy();
  };
}
