import { startRun } from "./run.ts";

/** Runs once per test run. Vitest itself ends the run on SIGINT and SIGTERM. */
export function setup(): void {
  startRun();
}
