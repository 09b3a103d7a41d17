import process from "node:process";
import fc from "fast-check";

/**
 * Property tests draw the same cases on every run, so that a red test is red for everybody. `FC_SEED=random npm test` draws
 * others; a number repeats those that failed (fast-check prints it).
 */
// biome-ignore lint/style/noProcessEnv: a setting of the test run
const wanted = process.env.FC_SEED ?? "20261123";
if (wanted !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });
