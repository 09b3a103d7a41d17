import { Worker } from "node:worker_threads";
import type { EpochMs } from "../../chat/card.ts";
import type { Difference } from "./verify.ts";

/** Tasks that read the whole database and would delay answers if they ran on the main thread. */
export interface Tasks {
  readonly "back-up": {
    readonly given: {
      readonly database: string;
      readonly folder: string;
      readonly keep: number;
      readonly now: EpochMs;
    };
    /** The backup's file. */
    readonly result: string;
  };
  readonly verify: {
    readonly given: { readonly database: string };
    readonly result: VerifySummary;
  };
}

export interface VerifySummary {
  readonly checked: number;
  /** How many values of each kind differ, with one example. */
  readonly kinds: readonly {
    readonly what: Difference["what"];
    readonly count: number;
    readonly example: Difference;
  }[];
}

export type Task = {
  [Name in keyof Tasks]: { readonly name: Name; readonly given: Tasks[Name]["given"] };
}[keyof Tasks];
export type Outcome = { readonly result: unknown } | { readonly problem: string };

/** The worker's memory limit. If memory runs out, the worker dies rather than the bot. */
const HEAP_MB = 512;

/**
 * Runs the task in its own thread with its own database connection.
 *
 * @throws Error if it fails, exceeds the memory limit, or is aborted by `signal`
 */
export function runInBackground<Name extends keyof Tasks>(
  name: Name,
  given: Tasks[Name]["given"],
  signal: AbortSignal,
): Promise<Tasks[Name]["result"]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./background-worker.ts", import.meta.url), {
      workerData: { name, given },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const stop = (): void => {
      void worker.terminate();
      reject(new Error("the bot is stopping"));
    };
    signal.addEventListener("abort", stop, { once: true });
    worker.once("message", (outcome: Outcome) => {
      if ("problem" in outcome) reject(new Error(outcome.problem));
      else resolve(outcome.result as Tasks[Name]["result"]);
    });
    worker.once("error", reject);
    worker.once("exit", () => {
      signal.removeEventListener("abort", stop);
      reject(new Error("the worker ended without a result"));
    });
    worker.unref();
  });
}
