import { readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { type Child, runNode, startNode } from "../support/child.ts";
import { marked } from "../support/left-processes.ts";
import { tempFolder } from "../support/process.ts";
import { until } from "../support/wait.ts";

interface Program {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  /** Fuzz does all in one process. */
  readonly hasChildren: boolean;
}

const PROGRAMS: readonly Program[] = [
  { name: "torture", script: "test/torture/run.ts", args: ["--kills", "10"], hasChildren: true },
  {
    name: "fuzz",
    script: "test/fuzz/run.ts",
    args: ["--cases", "100000", "--target", "deck-folder"],
    hasChildren: false,
  },
  { name: "a bench", script: "bench/run.ts", args: ["fanout"], hasChildren: true },
];
// One piece of code hears both: torture shows it for the second.
const SIGNALS = [
  ["SIGTERM", 143],
  ["SIGINT", 130],
] as const;
const POLITE = PROGRAMS.flatMap((program) =>
  SIGNALS.filter(([signal]) => signal === "SIGTERM" || program.name === "torture").map(
    ([signal, code]) => [program.name, signal, code, program] as const,
  ),
);

let runs = 0;

/** The program, in the midst of its work. */
async function begin({ script, args, hasChildren }: Program) {
  const mark = `interrupted-${process.pid}-${++runs}`;
  const folder = tempFolder();
  const environment = { STUDYBOT_TEST_RUN: mark, TMPDIR: folder };
  const child = startNode([script, ...args], { environment });
  await until(() => {
    if (!child.isRunning()) throw new Error("it ended by itself");
    return hasChildren ? marked(mark).some(({ pid }) => pid !== child.pid) : filesIn(folder).length > 0;
  }, `the work of ${script}`);
  expect(readdirSync(folder)).toHaveLength(1);
  return { child, folder, environment, allGone: () => allGone(mark, child) };
}

/** In the folders of the runs. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((run) => readdirSync(join(folder, run)));
}

async function allGone(mark: string, child: Child): Promise<void> {
  await child.ended;
  await until(() => marked(mark).length === 0, "the end of all that it started");
}

// Elsewhere nothing tells which processes belong to a run.
describe.runIf(process.platform === "linux")("interrupted in the midst of its work", () => {
  test.each(POLITE)("%s leaves neither a process nor a file after %s", async (_name, signal, code, program) => {
    const { child, folder, allGone } = await begin(program);
    expect(await child.kill(signal)).toEqual({ code, signal: null });
    await allGone();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(PROGRAMS.map((program) => [program.name, program] as const))(
    "%s leaves no process after SIGKILL, and its files go at the next run",
    async (_name, program) => {
      const { child, folder, environment, allGone } = await begin(program);
      expect(await child.kill("SIGKILL")).toEqual({ code: null, signal: "SIGKILL" });
      await allGone();
      expect(readdirSync(folder)).toHaveLength(1);
      expect((await runNode([program.script, "--help"], { environment })).code).toBe(0);
      expect(readdirSync(folder)).toEqual([]);
    },
  );
});
