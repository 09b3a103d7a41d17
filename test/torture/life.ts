import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CrashPoint } from "../../src/bot/observe.ts";
import { type Child, startNode } from "../support/child.ts";
import type { Order } from "./child.ts";

/** One process of the bot, from its start to its end. */
export interface Life {
  readonly ready: Promise<Ready>;
  readonly ended: Promise<Ending>;
  readonly output: Output;
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

const ERROR = 50;
const WARNING = 40;

export function startLife(order: Order, output: Output): Life {
  const child = startNode(["test/torture/child.ts", JSON.stringify(order)]);
  const ready = Promise.withResolvers<Ready>();
  let point: CrashPoint | undefined;
  // A line that the kill cut off is no line.
  child.onLine((line) => {
    if (line.trim() === "") return;
    const said = parse(line);
    if (said === undefined) output.strange.push(line.slice(0, 500));
    else if (said.died !== undefined) point = said.died;
    else note(output, said, line);
    if (said?.msg === "studybot is running") ready.resolve(said as unknown as Ready);
  });
  ready.promise.catch(() => undefined);
  return {
    ready: ready.promise,
    ended: child.ended.then((ending) => {
      ready.reject(new Error("the bot ended before it was ready"));
      return { ...ending, point };
    }),
    output,
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

function memoryOf(child: Child): number {
  try {
    const status = readFileSync(join("/proc", String(child.pid), "status"), "utf8");
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
