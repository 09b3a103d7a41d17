import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { CrashPoint } from "../../src/bot/observe.ts";
import { ROOT } from "../support/process.ts";
import type { Order } from "./child.ts";

/** One process of the bot, from its start to its end. */
export interface Life {
  readonly ready: Promise<Ready>;
  readonly ended: Promise<Ending>;
  readonly output: Output;
  /** By the machine's clock. */
  readonly startedAt: number;
  kill(signal: "SIGKILL" | "SIGTERM"): void;
  /** Resident memory in MB; 0 if the process is gone. */
  memory(): number;
}

export interface Ready {
  readonly playground: string;
  readonly health: string;
}

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The crash point at which it killed itself. */
  readonly point: CrashPoint | undefined;
}

/** What all the processes logged, counted. */
export interface Output {
  /** By message, for lines of level "error" and above. */
  readonly errors: Map<string, number>;
  readonly warnings: Map<string, number>;
  /** Output that is not log lines: a stack trace, an unhandled rejection. */
  readonly strange: string[];
  /** The first full error line for each message. */
  readonly samples: string[];
}

export function newOutput(): Output {
  return { errors: new Map(), warnings: new Map(), strange: [], samples: [] };
}

const COMPILED = join(ROOT, "node_modules/.cache/torture");
const ERROR = 50;
const WARNING = 40;

export function startLife(order: Order, output: Output): Life {
  const child = spawn(process.execPath, ["test/torture/child.ts", JSON.stringify(order)], {
    cwd: ROOT,
    // The first life that ends cleanly leaves a compile cache for the later ones.
    env: { PATH: "/usr/bin:/bin", NODE_COMPILE_CACHE: COMPILED },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ready = Promise.withResolvers<Ready>();
  const ended = Promise.withResolvers<Ending>();
  let point: CrashPoint | undefined;
  linesOf(child, (line) => {
    const said = parse(line);
    if (said === undefined) output.strange.push(line.slice(0, 500));
    else if (said.died !== undefined) point = said.died;
    else note(output, said, line);
    if (said?.msg === "studybot is running") ready.resolve(said as unknown as Ready);
  });
  // However the run itself ends, it leaves no bot behind.
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("close", (code, signal) => {
    process.off("exit", end);
    ready.reject(new Error("the bot ended before it was ready"));
    ended.resolve({ code, signal, point });
  });
  ready.promise.catch(() => undefined);
  return {
    ready: ready.promise,
    ended: ended.promise,
    output,
    startedAt: Date.now(),
    kill: (signal) => void child.kill(signal),
    memory: () => memoryOf(child),
  };
}

interface Line {
  readonly level?: number;
  readonly msg?: string;
  readonly died?: CrashPoint;
}

function parse(line: string): Line | undefined {
  try {
    const said: unknown = JSON.parse(line);
    return typeof said === "object" && said !== null ? said : undefined;
  } catch {
    return undefined;
  }
}

function note(output: Output, { level = 0, msg = "" }: Line, line: string): void {
  if (level < WARNING) return;
  const counts = level >= ERROR ? output.errors : output.warnings;
  counts.set(msg, (counts.get(msg) ?? 0) + 1);
  if (level >= ERROR && counts.get(msg) === 1) output.samples.push(line.slice(0, 2_000));
}

/** A last line cut off by the kill is dropped. */
function linesOf(child: ChildProcess, each: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.trim() !== "") each(line);
    });
  }
}

function memoryOf(child: ChildProcess): number {
  try {
    const status = readFileSync(join("/proc", String(child.pid), "status"), "utf8");
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
