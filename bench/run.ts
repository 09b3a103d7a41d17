import process from "node:process";
import { parseArgs } from "node:util";
import { endRunOnSignals, startRun } from "../test/support/run.ts";
import { benchAnswers } from "./answers.ts";
import { benchAsk } from "./ask.ts";
import { benchBackup } from "./backup.ts";
import { benchDeck } from "./deck.ts";
import { benchDiscordGuilds } from "./discord-guilds.ts";
import { benchFanout } from "./fanout.ts";
import { benchHostile } from "./hostile.ts";
import { benchLeaderboard } from "./leaderboard.ts";
import type { BenchLine } from "./line.ts";
import { benchRecap } from "./recap.ts";
import { benchStart } from "./start.ts";

const BENCHES: Readonly<Record<string, () => Promise<readonly BenchLine[]>>> = {
  answers: benchAnswers,
  leaderboard: benchLeaderboard,
  start: benchStart,
  deck: benchDeck,
  ask: benchAsk,
  recap: benchRecap,
  backup: benchBackup,
  discord: benchDiscordGuilds,
  fanout: benchFanout,
  hostile: benchHostile,
};

startRun();
endRunOnSignals();

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
});
const unknown = positionals.find((name) => BENCHES[name] === undefined);
if (values.help || unknown !== undefined) {
  const problem = unknown === undefined ? "" : `There is no bench "${unknown}". `;
  process.stderr.write(`${problem}Usage: npm run -s bench -- [${Object.keys(BENCHES).join(" | ")}] [--json]\n`);
  process.exit(unknown === undefined ? 0 : 1);
}
for (const [name, bench] of Object.entries(BENCHES)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  for (const line of await bench()) process.stdout.write(values.json ? `${JSON.stringify(line)}\n` : readable(line));
}

function readable({ name, value, unit, baseline, ratio }: BenchLine): string {
  const compared = baseline === undefined ? "" : `  (baseline ${round(baseline)} ${unit}, ratio ${ratio?.toFixed(2)})`;
  return `${name.padEnd(44)} ${String(round(value)).padStart(10)} ${unit}${compared}\n`;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
