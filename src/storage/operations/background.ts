import { Worker } from "node:worker_threads";
import type { EpochMs } from "../../chat/card.ts";
import type { Difference } from "./verify.ts";

/** Work on the whole database, which would keep answers waiting if it were done beside them. */
export interface Tasks {
  readonly "back-up": {
    readonly given: {
      readonly database: string;
      readonly folder: string;
      readonly keep: number;
      readonly now: EpochMs;
    };
    /** The file. */
    readonly result: string;
  };
  readonly verify: {
    readonly given: { readonly database: string };
    readonly result: VerifySummary;
  };
}

export interface VerifySummary {
  readonly checked: number;
  /** How many differ, and one of them to begin with. */
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

/** A worker may take so much; on a machine that has less, it ends before the bot does. */
const HEAP_MB = 512;

/**
 * Does the task in a thread of its own, with a connection of its own.
 *
 * @throws Error where it fails or needs too much memory, and where `signal` ends it
 */
export function inBackground<Name extends keyof Tasks>(
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
