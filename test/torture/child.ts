import { writeSync } from "node:fs";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { type BotEvent, CRASH_POINTS } from "../../src/bot/observe.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { startStudybot } from "../../src/main.ts";
import { readClock } from "./clock.ts";

/** The parent's instructions, as JSON in the only argument. */
const orderSchema = z.object({
  environment: z.record(z.string(), z.string()),
  /** The file that shows the time (clock.ts), which runs `scale` times as fast as the machine's. */
  clock: z.object({ file: z.string(), scale: z.number() }),
  tickMs: z.number(),
  /**
   * Die the nth time the bot reaches this point. Counting starts `afterMs` after it is ready, or after its start if
   * `whileStarting`.
   */
  crash: z
    .object({ point: z.enum(CRASH_POINTS), nth: z.number(), afterMs: z.number(), whileStarting: z.boolean() })
    .optional(),
});
export type Order = z.infer<typeof orderSchema>;

/** Starts the bot like `studybot start`, except that its time runs faster and it may die at a crash point. */
async function main(): Promise<void> {
  const { environment, clock, tickMs, crash } = orderSchema.parse(JSON.parse(process.argv[2] ?? ""));
  const config = readConfig(environment);
  const log = createLog(config.logLevel, false);
  const wall = readClock(clock.file);
  const { now } = wall;
  let times = 0;
  let since = crash?.whileStarting === true ? 0 : Number.POSITIVE_INFINITY;
  const observe = (event: BotEvent): void => {
    if (event.what !== "crash-point" || event.point !== crash?.point || performance.now() < since + crash.afterMs)
      return;
    times += 1;
    if (times !== crash.nth) return;
    writeSync(1, `${JSON.stringify({ died: event.point })}\n`);
    process.kill(process.pid, "SIGKILL");
  };
  const studybot = await startStudybot(config, log, {
    now,
    sleep: (ms) => delay(ms / clock.scale),
    everyTick: (turn) => {
      const timer = setInterval(oneAtATime(turn, wall), tickMs);
      return async () => clearInterval(timer);
    },
    startRetryMs: 200,
    observe,
  });
  since = Math.min(since, performance.now());
  process.on("SIGTERM", () => {
    studybot.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "could not stop cleanly");
        process.exit(1);
      },
    );
  });
  // Last: from here on the parent may send the signal.
  log.info({ playground: studybot.playgroundUrl, health: studybot.healthUrl }, "studybot is running");
}

/** Writes down which turns came to their end. */
function oneAtATime(turn: () => Promise<void>, { now, turned }: ReturnType<typeof readClock>): () => void {
  let isTurning = false;
  const take = async (): Promise<void> => {
    if (isTurning) return;
    isTurning = true;
    const begun = now();
    await turn();
    turned(begun);
    isTurning = false;
  };
  return () => void take();
}

await main();
