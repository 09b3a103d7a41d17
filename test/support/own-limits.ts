import process from "node:process";
import { start } from "../../src/cli/start.ts";
import type { Environment } from "../../src/main.ts";

/** What production has constants for. */
export type Limits = Pick<Environment, "drainTimeoutMs" | "lockPatienceMs">;

/** `studybot start` with limits of its own: a JSON object, the one argument (process.ts). */
await start(JSON.parse(process.argv[2] ?? "{}") as Limits);
