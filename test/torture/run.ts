import { dirname } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { endRunOnSignals, startRun } from "../support/run.ts";
import type { Report } from "./check.ts";

const USAGE = `Usage: npm run -s torture -- [--kills 200] [--seed n] [--json]

Kills a real bot with SIGKILL again and again, at random and at the moments that are hardest, while three chat platforms on
loopback fail and people answer, change their minds and delete their data. Then it looks what stands in the channels.

  --kills n   how often, from 10 to 2000 (200); a tenth of them at each named moment
  --seed n    repeats a run's schedule of kills and faults; without it the time chooses
  --json      prints one JSON object
  --keep      keeps the database, and says where

Progress goes to stderr. The exit code is 1 where something did not hold.
`;

interface Options {
  readonly kills: number;
  readonly seed: number;
  readonly json: boolean;
  readonly keep: boolean;
}

/** @throws Error with a one-line message */
function readOptions(): Options | "help" {
  const { values } = parseArgs({
    options: {
      kills: { type: "string", default: "200" },
      seed: { type: "string" },
      json: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  return {
    kills: wholeNumber("--kills", values.kills, 10, 2_000),
    seed: values.seed === undefined ? Date.now() % 1_000_000 : wholeNumber("--seed", values.seed, 0, 2 ** 31),
    json: values.json,
    keep: values.keep,
  };
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`${name}: give a whole number from ${least} to ${most}, not "${text}".`);
}

function readable(report: Report): string {
  const platforms = Object.entries(report.byPlatform).map(
    ([name, one]) =>
      `${name.padEnd(10)} due ${one.roundsDue}, once ${one.postedOnce}, twice ${one.postedTwice}, missed ${one.missed}, ` +
      `unexplained ${one.missedUnexplained}, silently ${one.missedSilently}; revealed ${one.reveals.once} of ${one.reveals.due}`,
  );
  const { answers, boards, kills } = report;
  return [
    `${report.ok ? "Everything held" : "Something did not hold"}: ${Object.values(kills).reduce((a, b) => a + b)} kills in ${report.seconds} s, seed ${report.seed}`,
    ...platforms,
    `answers    acknowledged ${answers.acknowledged}, kept ${answers.kept}, lost ${answers.lost}`,
    `boards     ${boards.checked} values, ${boards.differences} differences`,
    ...report.problems.map((problem) => `PROBLEM    ${problem}`),
  ].join("\n");
}

async function main(): Promise<number> {
  const folder = startRun();
  endRunOnSignals();
  const options = readOptions();
  if (options === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  const began = Date.now();
  const say = (line: string): void => {
    process.stderr.write(`${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${line}\n`);
  };
  say(`seed ${options.seed}`);
  // Only now: it takes a while, and an option that is no use is told at once.
  const { torture } = await import("./torture.ts");
  const report = await torture({ ...options, say, keepIn: options.keep ? dirname(folder) : undefined });
  process.stdout.write(`${options.json ? JSON.stringify(report) : readable(report)}\n`);
  return report.ok ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message.split("\n")[0]}\n`);
  process.exitCode = 1;
}
// What people still wait for, now that nobody is there to answer, holds nothing up.
process.exit();
