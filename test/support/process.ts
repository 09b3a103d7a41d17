import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Child, type Environment, runNode, startNode } from "./child.ts";
import type { Limits } from "./own-limits.ts";
import { waitFor } from "./wait.ts";

/** A new folder in the run's own, which is gone after the run. */
export function tempFolder(): string {
  return mkdtempSync(join(tmpdir(), "studybot-"));
}

/** Runs a studybot command to its end. */
export async function run(args: readonly string[], environment: Environment = {}, input = "") {
  const { code, out, err } = await runNode(["src/launch.mjs", ...args], { environment, input });
  return { code, out, err };
}

export interface RunningProcess extends Omit<Child, "kill"> {
  readonly url: string;
  readonly health: string;
  /** Signals, waits for the end, and tells the exit code; null where the signal ended it. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

/** The deck that studybot was born with; it takes longer to load. */
export const REAL_DECK = { DECKS_DIR: "data/decks", DECK: "aws-mls-part-4" } as const;

/** A zone in which it is afternoon: the questions of weekdays at 09:00 stay away while a test runs. */
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
 * A real studybot process, running on free ports, with a small deck unless told otherwise, and its own limits unless a test
 * waits them out or has to be sure that they do not pass. It ends with the test.
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

/** Waits until a bot says that it is running. @throws Error with all it said, where it ends before */
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
