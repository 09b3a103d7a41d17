import { parentPort, workerData } from "node:worker_threads";
import { openDatabase } from "../database.ts";
import type { Outcome, Task, VerifySummary } from "./background.ts";
import { backUp } from "./backup.ts";
import { type Difference, verify } from "./verify.ts";

/** The worker thread of background.ts. It does one task, posts one message, and ends. */
async function work(task: Task): Promise<unknown> {
  if (task.name === "back-up") return backUp(task.given);
  const db = openDatabase(task.given.database, { readonly: true });
  try {
    return summaryOf(await db.transaction().execute(verify));
  } finally {
    await db.destroy();
  }
}

function summaryOf({ checked, differences }: Awaited<ReturnType<typeof verify>>): VerifySummary {
  const kinds = new Map<Difference["what"], { what: Difference["what"]; count: number; example: Difference }>();
  for (const difference of differences) {
    const kind = kinds.get(difference.what) ?? { what: difference.what, count: 0, example: difference };
    kinds.set(difference.what, { ...kind, count: kind.count + 1 });
  }
  return { checked, kinds: [...kinds.values()] };
}

const outcome: Outcome = await work(workerData as Task).then(
  (result) => ({ result }),
  (error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }),
);
parentPort?.postMessage(outcome);
