import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { endChildren } from "./child.ts";
import { isAlive, parentOf } from "./left-processes.ts";

const NAME = /^studybot-run-(\d+)-/;

/**
 * Gives this run (of tests, benches, `torture`, or `fuzz`) its own temporary folder, which tmpdir() returns from then on and
 * which is deleted when the process ends. The next run deletes what a killed run left.
 *
 * @returns the folder
 */
export function startRun(): string {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(NAME.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) remove(join(tmpdir(), name));
  }
  const folder = mkdtempSync(join(tmpdir(), `studybot-run-${process.pid}-`));
  // biome-ignore lint/style/noProcessEnv: what tmpdir() reads, also in the processes that are started
  process.env.TMPDIR = folder;
  process.once("exit", () => remove(folder));
  endWithNpm();
  return folder;
}

/** On a signal, ends the children first, then removes the folder. For runs without a test runner. */
export function endRunOnSignals(): void {
  const onSignal = (_: NodeJS.Signals, number: number): void => {
    // A second signal while the children die has its default effect again.
    void endChildren().finally(() => process.exit(128 + number));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, onSignal);
}

/** npm and its shell do not forward signals. If they are gone, nobody is waiting for this run. */
function endWithNpm(): void {
  // biome-ignore lint/style/noProcessEnv: npm sets it for what it runs
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const npm = parentOf(shell);
  const look = (): void => {
    if (process.ppid !== shell || parentOf(shell) !== npm) process.kill(process.pid, "SIGTERM");
  };
  setInterval(look, 500).unref();
}

/** A folder of another user, or one still being written to, is left for the next run. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {}
}
