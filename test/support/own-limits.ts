import process from "node:process";
import { start } from "../../src/cli/start.ts";
import type { Environment } from "../../src/main.ts";

/** Limits that are constants in production. */
export type Limits = Pick<Environment, "drainTimeoutMs" | "lockTimeoutMs">;

/** `studybot start` with other limits, given as a JSON object in the only argument (process.ts). */
await start(JSON.parse(process.argv[2] ?? "{}") as Limits);
