import { performance } from "node:perf_hooks";
import { schedule as everyMinute } from "node-cron";

const LOOK_MS = 1_000;
/** Setting a clock right by a little, as NTP does all the time, is no jump. */
const JUMP_MS = 2_000;

/**
 * Takes a turn once a minute, and at once where the clock has jumped or the machine has slept. node-cron alone waits for
 * the moment that it computed: a clock set back by a day would stop it for a day, and one set ahead by a year has it count
 * half a million missed minutes.
 *
 * @param turn never rejects
 * @returns stops it
 */
export function startClock(turn: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  const noted = () => {
    last = turn();
    return last;
  };
  const start = () => everyMinute("* * * * *", noted, { timezone: "UTC", noOverlap: true, name: "clock" });
  const ahead = () => Date.now() - performance.now();
  let task = start();
  let usual = ahead();
  const look = setInterval(() => {
    const jumped = Math.abs(ahead() - usual) > JUMP_MS;
    usual = ahead();
    if (!jumped) return;
    void task.destroy();
    task = start();
    // The turn that is under way began by the old time.
    void last.then(noted);
  }, LOOK_MS);
  return async () => {
    clearInterval(look);
    await task.destroy();
  };
}
