import process from "node:process";
import fc from "fast-check";
import { afterAll, afterEach, beforeEach } from "vitest";
import { type Child, endChildren, lastWords, runningChildren } from "./child.ts";

/**
 * Property tests draw the same cases on every run, so that a red test is red for everybody. `FC_SEED=random npm test` draws
 * others; a number repeats those that failed (fast-check prints it).
 */
// biome-ignore lint/style/noProcessEnv: a setting of the test run
const wanted = process.env.FC_SEED ?? "20261123";
if (wanted !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });

// A test's children end with it, also where it failed or took too long, and a file's with the file; what they said last stands in
// the message of a red test.
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
