import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { endChildren } from "./child.ts";
import { isAlive, parentOf } from "./left-processes.ts";

const NAME = /^studybot-run-(\d+)-/;

/**
 * Gives this run (of tests, benches, `torture` or `fuzz`) a temporary folder of its own, in which tmpdir() and so everything
 * that it writes lies, and which goes when the process ends. What a run left that was killed goes at the next one.
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

/** On a signal, ends what runs and leaves nothing: children first, then the folder. For runs that no test runner leads. */
export function endRunOnSignals(): void {
  const onSignal = (_: NodeJS.Signals, number: number): void => {
    // A second signal while the children die is the default again.
    void endChildren().finally(() => process.exit(128 + number));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, onSignal);
}

/** npm and its shell pass no signal on: where they are gone, nobody waits for this run any more. */
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

/** Somebody else's, or one that a process still writes to, stays for the next run. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {}
}
