import process from "node:process";
import { parseArgs } from "node:util";
import { endRunOnSignals, startRun } from "../support/run.ts";
import { heapInUse, megabytes, runTarget, type TargetReport } from "./run-target.ts";
import { ON_DEMAND, TARGETS } from "./targets.ts";

/** How much the heap may grow over all targets, in MB. */
const HEAP_LIMIT_MB = 24;

const USAGE = `Usage: npm run -s fuzz -- [--cases 5000] [--seed n] [--target name] [--stall-ms 50] [--json]

Hostile input against every entrance of the bot. The same seed, number of cases and target give the same cases.

  --cases n     over all targets (5000)
  --seed n      repeats a run; without it chance chooses
  --target t    only this entrance, and again for more of them: ${TARGETS.map(({ name }) => name).join(", ")}
  --stall-ms n  for how long one case may hold the event loop (50); on a busy machine give more
  --json        prints one JSON object

The exit code is 1 where something does not hold.
`;

startRun();
endRunOnSignals();

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "5000" },
    seed: { type: "string" },
    target: { type: "string", multiple: true },
    "stall-ms": { type: "string", default: "50" },
    help: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const cases = Number(values.cases);
const stallMs = Number(values["stall-ms"]);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const chosen =
  values.target === undefined
    ? TARGETS
    : [...TARGETS, ...ON_DEMAND].filter(({ name }) => values.target?.includes(name));
const areWhole = [cases, seed, stallMs].every((value) => Number.isSafeInteger(value));
if (!areWhole || cases < 1 || stallMs < 1 || chosen.length === 0) {
  process.stderr.write(USAGE);
  process.exit(2);
}
const say = (line: string): void => void (values.json || process.stdout.write(`${line}\n`));

const shares = chosen.reduce((sum, { share }) => sum + share, 0);
const since = performance.now();
// Once round, so that what is loaded and compiled only once does not count as growth.
for (const target of chosen) await runTarget(target, 10, seed, { stallMs, weighs: false });
const heapBefore = await heapInUse();
const targets: Record<string, TargetReport> = {};
for (const target of chosen) {
  const report = await runTarget(target, Math.ceil((cases * target.share) / shares), seed, { stallMs, weighs: true });
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
