import { AsyncLocalStorage } from "node:async_hooks";
import { writeSync } from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";
import { text } from "node:stream/consumers";

/** What the parent wants of this process, as JSON on its stdin. */
export interface Order {
  readonly how: "new" | "replace";
  /** Names and texts. */
  readonly files: readonly (readonly [string, string])[];
  /** Into each of these folders the files are written; `step` is the call to the file system that does not happen any more. */
  readonly writes: readonly { readonly folder: string; readonly step: number }[];
}

/**
 * A process of its own that writes a deck into many folders side by side, holds each write right before its nth call to the file
 * system, and is killed (SIGKILL) once all are held: in each folder stands what a death at that step leaves. A write that has
 * fewer steps comes to its end and is told, with the number of its calls, in a line on stdout.
 */
const order = JSON.parse(await text(process.stdin)) as Order;
const current = new AsyncLocalStorage<{ readonly step: number; calls: number }>();
let going = order.writes.length;
/** Whoever waits for these must not be collected as garbage, and their open files closed: a killed process does not either. */
const held: unknown[] = [];

function oneLess(): void {
  going -= 1;
  if (going === 0) process.kill(process.pid, "SIGKILL");
}

/** Counts the calls of all functions of `api` in the write that makes them, and lets none through from its step on. */
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

// Only now, so that it gets the counted calls.
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
