import process from "node:process";
import fc from "fast-check";
import { afterAll, afterEach, beforeEach } from "vitest";
import { type Child, endChildren, lastWords, runningChildren } from "./child.ts";

/**
 * Property tests draw the same cases in every run, so that a failure is reproducible. `FC_SEED=random npm test` draws
 * others; a number repeats a failed run's cases (fast-check prints it).
 */
// biome-ignore lint/style/noProcessEnv: a setting of the test run
const wanted = process.env.FC_SEED ?? "20261123";
if (wanted !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });

// A test's child processes end with it, even if it fails or times out, and a file's end with the file. A failed test's
// message includes their last output.
let ofTheFile: ReadonlySet<Child> = new Set();
beforeEach(({ onTestFailed }) => {
  ofTheFile = runningChildren();
  onTestFailed(({ task }) => {
    const words = lastWords();
    for (const error of words === "" ? [] : (task.result?.errors ?? [])) error.message += `\n${words}`;
  });
});
afterEach(() => endChildren(ofTheFile));
afterAll(() => endChildren());
