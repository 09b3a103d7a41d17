import { startRun } from "./run.ts";

/** Once a run of the test runner, which on SIGINT and SIGTERM comes to its end by itself. */
export function setup(): void {
  startRun();
}
