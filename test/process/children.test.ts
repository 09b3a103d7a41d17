import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { type Child, ROOT, runNode, startNode } from "../support/child.ts";
import { isAlive, marked } from "../support/left-processes.ts";
import { until, waitFor } from "../support/wait.ts";

const FIXTURES = join(ROOT, "test/fixtures/red-tests");
const RED_RUN = [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", "--root", FIXTURES, "--no-color"];

/** The processes that `child` told of. */
const pidsIn = (output: string) => [...output.matchAll(/child (\d+)/g)].map(([, pid]) => Number(pid));

async function firstPidOf(child: Child): Promise<number> {
  return waitFor(() => pidsIn(child.output())[0], "the child's process");
}

test.each(["exit", "throw"])("a child dies with a parent that ends by itself: %s", async (how) => {
  const parent = startNode([join(FIXTURES, "parent.ts"), how]);
  const pid = await firstPidOf(parent);
  await parent.ended;
  await until(() => !isAlive(pid), "the child's end");
});

test.each(["SIGTERM", "SIGKILL"] as const)("a child dies with a parent that gets %s", async (signal) => {
  const parent = startNode([join(FIXTURES, "parent.ts"), "stay"]);
  const pid = await firstPidOf(parent);
  expect(isAlive(pid)).toBe(true);
  await parent.kill(signal);
  await until(() => !isAlive(pid), "the child's end");
});

test("red tests end, say what their children said last, and leave none", async () => {
  const { code, out, err } = await runNode(RED_RUN);
  const said = out + err;
  expect(code).toBe(1);
  expect(said).toContain("3 failed");
  for (const name of ["the first child", "the second child", "the third child"]) expect(said).toContain(`I am ${name}`);
  const pids = pidsIn(said);
  expect(pids.length).toBeGreaterThanOrEqual(3);
  expect(pids.filter(isAlive)).toEqual([]);
});

test.each(["SIGTERM", "SIGKILL"] as const)("a test runner that gets %s leaves no child", async (signal) => {
  const mark = `mark-${process.pid}-${signal}`;
  const runner = startNode([...RED_RUN, "-t", "ignores signals"], { environment: { STUDYBOT_TEST_RUN: mark } });
  const child = await waitFor(() => marked(mark).find((one) => one.command.includes("third child")), "a child");
  expect(isAlive(child.pid)).toBe(true);
  await runner.kill(signal);
  await until(() => marked(mark).length === 0, "the end of all that the runner started");
});
