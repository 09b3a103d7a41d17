import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Child, type Environment, runNode, startNode } from "./child.ts";
import type { Limits } from "./own-limits.ts";
import { waitFor } from "./wait.ts";

/** A new folder inside the run's own, which is deleted after the run. */
export function tempFolder(): string {
  return mkdtempSync(join(tmpdir(), "studybot-"));
}

/** Runs a studybot command until it ends. */
export async function run(args: readonly string[], environment: Environment = {}, input = "") {
  const { code, out, err } = await runNode(["src/launch.mjs", ...args], { environment, input });
  return { code, out, err };
}

export interface RunningProcess extends Omit<Child, "kill"> {
  readonly url: string;
  readonly health: string;
  /** Sends the signal, waits for the end, and returns the exit code; null if the signal ended the process. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

/** The deck that comes with studybot; it takes longer to load. */
export const REAL_DECK = { DECKS_DIR: "data/decks", DECK: "aws-mls-part-4" } as const;

/** A zone in which it is afternoon, so that no question for weekdays at 09:00 falls due while a test runs. */
export const AFTERNOON = (() => {
  const hours = new Date().getUTCHours() - 14;
  return `Etc/GMT${hours >= 0 ? "+" : ""}${hours}`;
})();

const BASICS = {
  DECKS_DIR: "test/fixtures/decks",
  DECK: "tea",
  PLAYGROUND_PORT: "0",
  PORT: "0",
  TIME_ZONE: AFTERNOON,
};

const OWN_LIMITS = "test/support/own-limits.ts";

/**
 * A real studybot process on free ports, with a small deck by default, which ends with the test. It has production's limits
 * unless a test must wait them out or must never reach them.
 */
export async function startProcess(
  database: string,
  environment: Environment = {},
  limits?: Limits,
): Promise<RunningProcess> {
  const script = limits === undefined ? ["src/launch.mjs", "start"] : [OWN_LIMITS, JSON.stringify(limits)];
  const child = startNode(script, {
    environment: { DATABASE_URL: database, ...BASICS, ...environment },
  });
  const { playground, health } = await isReady(child);
  return { ...child, url: playground, health, kill: async (signal) => (await child.kill(signal)).code };
}

/** Waits until a bot says that it is running. @throws Error with all its output if it ends first */
export function isReady(child: Child): Promise<{ readonly playground: string; readonly health: string }> {
  return waitFor(() => {
    const line = child
      .output()
      .split("\n")
      .find((candidate) => candidate.includes("studybot is running"));
    if (line === undefined && !child.isRunning()) throw new Error(`studybot ended: ${child.output()}`);
    return line === undefined ? undefined : (JSON.parse(line) as { playground: string; health: string });
  }, "studybot is running");
}
