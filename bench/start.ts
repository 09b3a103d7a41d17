import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { runNode } from "../test/support/child.ts";
import { REAL_DECK, startProcess } from "../test/support/process.ts";
import { benchFolder } from "./home.ts";
import type { BenchLine } from "./line.ts";

/** As somebody's first start is: nothing is left from an earlier one. */
const FRESH = { NODE_DISABLE_COMPILE_CACHE: "1" } as const;

/** From the command to a posted question's page, and the memory of a bot that has nothing to do. */
export async function benchStart(): Promise<readonly BenchLine[]> {
  const from = performance.now();
  const bot = await startProcess(join(benchFolder(), "start.db"), { ...REAL_DECK, ...FRESH });
  const ready = performance.now() - from;
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const memory = residentMegabytes(bot.pid);
  await bot.kill("SIGTERM");
  const bare = await bareNode();
  return [
    { name: "start: command to ready", value: ready, unit: "ms", baseline: bare.ms, ratio: ready / bare.ms },
    ...(memory === undefined
      ? []
      : [
          {
            name: "start: idle memory (RSS)",
            value: memory,
            unit: "MB",
            baseline: bare.megabytes,
            ratio: memory / bare.megabytes,
          },
        ]),
  ];
}

/** What Node itself costs, doing nothing. */
async function bareNode(): Promise<{ ms: number; megabytes: number }> {
  const from = performance.now();
  const { out } = await runNode(["-p", "process.memoryUsage().rss / 1e6"], { environment: FRESH });
  return { ms: performance.now() - from, megabytes: Number(out) };
}

/** undefined if the system does not report it (not Linux). */
function residentMegabytes(pid: number | undefined): number | undefined {
  try {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return line === null ? undefined : Number(line[1]) / 1000;
  } catch {
    return undefined;
  }
}
