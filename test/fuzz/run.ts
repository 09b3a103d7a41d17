import process from "node:process";
import { parseArgs } from "node:util";
import { heapInUse, megabytes, runTarget, type TargetReport } from "./run-target.ts";
import { ON_DEMAND, TARGETS } from "./targets.ts";

/** How much the heap may grow over all targets, in MB. */
const HEAP_LIMIT_MB = 24;

/**
 * `npm run fuzz -- [--cases 100000] [--seed n] [--target name] [--json]`: hostile input for every entry point of the bot.
 * The same seed, number of cases, and target give the same cases. The exit code is 1 if a check fails.
 */
const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "5000" },
    seed: { type: "string" },
    target: { type: "string", multiple: true },
    json: { type: "boolean", default: false },
  },
});
const cases = Number(values.cases);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const chosen =
  values.target === undefined
    ? TARGETS
    : [...TARGETS, ...ON_DEMAND].filter(({ name }) => values.target?.includes(name));
if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(seed) || chosen.length === 0) {
  process.stderr.write(
    `Usage: fuzz [--cases n] [--seed n] [--target ${TARGETS.map(({ name }) => name).join("|")}] [--json]\n`,
  );
  process.exit(2);
}
const say = (line: string): void => void (values.json || process.stdout.write(`${line}\n`));

const shares = chosen.reduce((sum, { share }) => sum + share, 0);
const since = performance.now();
// A warm-up, so that what is loaded and compiled only once does not count as growth.
for (const target of chosen) await runTarget(target, 10, seed, false);
const heapBefore = await heapInUse();
const targets: Record<string, TargetReport> = {};
for (const target of chosen) {
  const report = await runTarget(target, Math.ceil((cases * target.share) / shares), seed);
  targets[target.name] = report;
  say(
    `${report.ok ? "ok    " : "FAILED"} ${target.name.padEnd(20)} ${String(report.cases).padStart(6)} cases  ${report.seconds} s  slowest ${report.slowestMs} ms  stall ${report.longestStallMs} ms  heap ${report.heapGrowthMb} MB`,
  );
  if (report.failure !== undefined) say(report.failure);
}
const heapAfter = await heapInUse();
const reports = Object.values(targets);
const grew = megabytes(heapAfter - heapBefore);
const ok = reports.every((report) => report.ok) && (globalThis.gc === undefined || grew <= HEAP_LIMIT_MB);
const result = {
  ok,
  seed,
  cases: reports.reduce((sum, report) => sum + report.cases, 0),
  seconds: Math.round((performance.now() - since) / 1000),
  longestStallMs: Math.max(...reports.map((report) => report.longestStallMs)),
  excusedStalls: reports.reduce((sum, report) => sum + report.excused, 0),
  heapBeforeMb: megabytes(heapBefore),
  heapAfterMb: megabytes(heapAfter),
  unhandledRejections: reports.filter((report) => report.failure?.startsWith("unhandled") === true).length,
  targets,
};
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else {
  const { targets: _, ...sums } = result;
  say(JSON.stringify(sums));
}
process.exit(ok ? 0 : 1);
