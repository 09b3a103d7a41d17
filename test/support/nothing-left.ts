import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { marked } from "./left-processes.ts";

/** Fails and lists them if processes of the run STUDYBOT_TEST_RUN are left. A process that is still ending gets this long. */
const GRACE_MS = 10_000;
// biome-ignore lint/style/noProcessEnv: the run's mark
const mark = process.env.STUDYBOT_TEST_RUN;
if (mark === undefined) throw new Error("STUDYBOT_TEST_RUN names no run");

const end = Date.now() + GRACE_MS;
while (marked(mark).length > 0 && Date.now() < end) await sleep(100);
const left = marked(mark);
for (const { pid, command } of left) process.stderr.write(`left behind: ${pid} ${command.slice(0, 300)}\n`);
if (left.length > 0) process.exitCode = 1;
