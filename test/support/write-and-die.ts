import { AsyncLocalStorage } from "node:async_hooks";
import { writeSync } from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";
import { text } from "node:stream/consumers";

/** The parent's instructions, as JSON on stdin. */
export interface Order {
  readonly how: "new" | "replace";
  /** Pairs of file name and text. */
  readonly files: readonly (readonly [string, string])[];
  /** The files are written to each of these folders; `step` is the first file system call that does not happen. */
  readonly writes: readonly { readonly folder: string; readonly step: number }[];
}

/**
 * A separate process that writes a deck to many folders in parallel, holds each write just before its nth file system call,
 * and kills itself (SIGKILL) once all are held. Each folder then contains what a death at that step leaves. A write with
 * fewer steps finishes, and its number of calls is printed as a line on stdout.
 */
const order = JSON.parse(await text(process.stdin)) as Order;
const current = new AsyncLocalStorage<{ readonly step: number; calls: number }>();
let going = order.writes.length;
/** Keeps the pending writes from being garbage collected, which would close their open files. */
const held: unknown[] = [];

function oneLess(): void {
  going -= 1;
  if (going === 0) process.kill(process.pid, "SIGKILL");
}

/** Counts calls of all functions of `api` for the write that makes them, and lets none through from its step on. */
function count(api: object): void {
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(api))) {
    if (typeof value !== "function" || name === "constructor") continue;
    const counted = function (this: unknown, ...args: unknown[]) {
      const write = current.getStore();
      if (write === undefined) return Reflect.apply(value, this, args);
      write.calls += 1;
      if (write.calls < write.step) return Reflect.apply(value, this, args);
      if (write.calls === write.step) oneLess();
      return new Promise((resolve) => held.push(resolve));
    };
    Object.defineProperty(api, name, { value: counted });
  }
}

const handle = await fs.open(import.meta.filename);
await handle.close();
count(Object.getPrototypeOf(handle));
count(fs);
syncBuiltinESMExports();

// Imported only now, so that it uses the counted functions.
const { replaceDeckFiles, writeNewDeck } = await import("../../src/deck/write.ts");
const write = order.how === "new" ? writeNewDeck : replaceDeckFiles;
for (const { folder, step } of order.writes) {
  const state = { step, calls: 0 };
  void current
    .run(state, () => write(folder, new Map(order.files)))
    .then(() => {
      writeSync(1, `${JSON.stringify({ step, calls: state.calls })}\n`);
      oneLess();
    });
}
