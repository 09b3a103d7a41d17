import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { startProcess } from "../test/support/process.ts";
import { benchFolder } from "./home.ts";
import type { BenchLine } from "./line.ts";

/**
 * The time from the command until the bot is running, with the playground's first question posted, and the memory of an idle
 * bot.
 */
export async function benchStart(): Promise<readonly BenchLine[]> {
  const from = performance.now();
  const bot = await startProcess(join(benchFolder(), "start.db"));
  const ready = performance.now() - from;
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const memory = residentMegabytes(bot.child.pid);
  await bot.kill("SIGTERM");
  const bare = bareNode();
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
function bareNode(): { ms: number; megabytes: number } {
  const from = performance.now();
  const result = spawnSync(process.execPath, ["-p", "process.memoryUsage().rss / 1e6"], { encoding: "utf8" });
  return { ms: performance.now() - from, megabytes: Number(result.stdout) };
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
