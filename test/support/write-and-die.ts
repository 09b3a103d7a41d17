import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";
import { parseArgs } from "node:util";

/**
 * A process of its own that writes a deck's files and is killed (SIGKILL) right before its nth call to the file system; it ends by itself where there are fewer.
 *
 *     node write-and-die.ts --how new|replace --folder <deck> --files '[["a.yaml","…"]]' --step 3
 */
const { values } = parseArgs({
  options: {
    how: { type: "string", default: "" },
    folder: { type: "string", default: "" },
    files: { type: "string", default: "[]" },
    step: { type: "string", default: "0" },
  },
});

let left = Number(values.step);
const calls = fs as unknown as Record<string, unknown>;
for (const [name, call] of Object.entries(calls)) {
  if (typeof call !== "function") continue;
  calls[name] = (...args: unknown[]) => {
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
    return call(...args);
  };
}
syncBuiltinESMExports();

// Only now, so that it gets the counted calls.
const { replaceDeckFiles, writeNewDeck } = await import("../../src/deck/write.ts");
const write = values.how === "new" ? writeNewDeck : replaceDeckFiles;
await write(values.folder, new Map(JSON.parse(values.files) as [string, string][]));
