import process from "node:process";
import type { CrashPoint } from "../../src/bot/observe.ts";
import { start } from "../../src/cli/start.ts";

/** The bot dies the nth time it reaches this crash point. */
export interface Death {
  readonly point: CrashPoint;
  readonly nth: number;
}

/** `studybot start` until its death, which is given as a JSON object in the only argument. */
const death = JSON.parse(process.argv[2] ?? "") as Death;
let times = 0;
await start({
  observe: (event) => {
    if (event.what !== "crash-point" || event.point !== death.point) return;
    times += 1;
    if (times === death.nth) process.kill(process.pid, "SIGKILL");
  },
});
