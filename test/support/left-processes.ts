import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";

export interface Marked {
  readonly pid: number;
  /** With its arguments. */
  readonly command: string;
}

/**
 * The processes of the run that `mark` names, except this one and its ancestors. Processes that a run starts have the
 * variable STUDYBOT_TEST_RUN in their environment (child.ts). Linux only; elsewhere it finds none.
 */
export function marked(mark: string): readonly Marked[] {
  const own = ownLine();
  const variable = `STUDYBOT_TEST_RUN=${mark}`;
  return processes()
    .filter((pid) => !own.has(pid) && read(pid, "environ").split("\0").includes(variable))
    .map((pid) => ({ pid, command: read(pid, "cmdline").replaceAll("\0", " ").trim() }));
}

/** Whether the process is running; a zombie is not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return !/^State:\s+Z/m.test(read(pid, "status"));
}

function processes(): readonly number[] {
  try {
    return readdirSync("/proc")
      .map(Number)
      .filter((pid) => pid > 0);
  } catch {
    return [];
  }
}

function ownLine(): ReadonlySet<number> {
  const own = new Set<number>();
  for (let pid = process.pid; pid > 1; pid = parentOf(pid)) own.add(pid);
  return own;
}

/** 0 if the system does not report it. */
export function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(read(pid, "status"))?.[1] ?? 0);
}

/** Empty if the process is gone. */
function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}
