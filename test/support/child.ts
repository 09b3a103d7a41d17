import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";

export const ROOT = join(import.meta.dirname, "../..");

const WATCH = join(import.meta.dirname, "die-with-parent.mjs");
/** The file descriptor of the pipe by which a child notices that its parent is gone. */
const WATCHED_FD = 3;
/** The first child that ends well leaves its compiled code to the next ones. */
const COMPILED = join(ROOT, "node_modules/.cache/compiled");
/** What a red test shows of each child. */
const LAST_LINES = 25;

export type Environment = Readonly<Record<string, string>>;

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process that dies with this one, whatever ends it. */
export interface Child {
  readonly pid: number | undefined;
  readonly stdin: NodeJS.WritableStream;
  /** Settles once the process is gone and all it said has been read; never rejects. */
  readonly ended: Promise<Ending>;
  readonly isRunning: () => boolean;
  /** What it wrote to stdout and stderr so far, as it came. */
  readonly output: () => string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Calls `each` for every whole line of either stream, from now on. */
  readonly onLine: (each: (line: string) => void) => void;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Signals, and waits for the end. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<Ending>;
}

interface Known extends Child {
  readonly name: string;
}

let known: Known[] = [];

/**
 * Starts Node with a script. All children of tests, benches, `torture` and `fuzz` start here: whatever becomes of this process,
 * the child notices and ends itself.
 *
 * @param args a script and its arguments, after options for Node itself
 */
export function startNode(
  args: readonly string[],
  options: {
    readonly environment?: Environment;
    readonly cwd?: string;
    /** What it reads; without this its stdin stays open. */
    readonly input?: string;
    /** It ends by itself once its stdin has ended, and puts away first what it made: it is not killed, but left to that. */
    readonly putsAway?: boolean;
  } = {},
): Child {
  const putsAway = options.putsAway === true;
  const child = spawn(process.execPath, [...(putsAway ? [] : ["--import", WATCH]), ...args], {
    cwd: options.cwd ?? ROOT,
    env: { PATH: "/usr/bin:/bin", NODE_COMPILE_CACHE: COMPILED, ...markOfRun(), ...options.environment },
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
  // A child that is gone does not read; its end is told by `ended`.
  for (const stream of [child.stdin, child.stdio[WATCHED_FD]]) stream?.on("error", () => undefined);
  if (options.input !== undefined) child.stdin?.end(options.input);
  return follow(child, args.join(" "), putsAway);
}

/** Runs Node with a script to its end. */
export async function runNode(
  args: readonly string[],
  options: Parameters<typeof startNode>[1] = {},
): Promise<Ending & { readonly out: string; readonly err: string }> {
  const child = startNode(args, { input: "", ...options });
  return { ...(await child.ended), out: child.stdout(), err: child.stderr() };
}

/** Ends all children that still run, but those in `spared`. */
export async function endChildren(spared: ReadonlySet<Child> = new Set()): Promise<void> {
  await Promise.all(known.filter((child) => !spared.has(child)).map((child) => child.kill("SIGKILL")));
}

/** The children that run; all others are forgotten: what they said belongs to no test that comes. */
export function runningChildren(): ReadonlySet<Child> {
  known = known.filter((child) => child.isRunning());
  return new Set(known);
}

/** The last lines of every child since `runningChildren`, for the message of a red test. */
export function lastWords(): string {
  return known
    .map((child) => {
      const lines = child.output().trimEnd().split("\n").slice(-LAST_LINES);
      return `--- the last lines of: ${child.name} (process ${child.pid})\n${lines.join("\n")}`;
    })
    .join("\n");
}

/** By this a process that is left after a run can be told from others (`left-processes.ts`). */
function markOfRun(): Environment {
  // biome-ignore lint/style/noProcessEnv: the run's mark, and what tmpdir() reads, go on to every child
  const { STUDYBOT_TEST_RUN, TMPDIR } = process.env;
  return { ...(STUDYBOT_TEST_RUN !== undefined && { STUDYBOT_TEST_RUN }), ...(TMPDIR !== undefined && { TMPDIR }) };
}

function follow(child: ChildProcess, name: string, putsAway: boolean): Known {
  const said = { all: "", out: "", err: "" };
  const rest = { out: "", err: "" };
  const listeners: ((line: string) => void)[] = [];
  const read = (stream: "out" | "err", text: string): void => {
    said.all += text;
    said[stream] += text;
    const lines = (rest[stream] + text).split("\n");
    rest[stream] = lines.pop() ?? "";
    for (const line of lines) for (const each of listeners) each(line);
  };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => read("out", text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => read("err", text));
  const ended = new Promise<Ending>((resolve) => {
    child.once("error", (error) => {
      read("err", `could not be started: ${error.message}\n`);
      resolve({ code: null, signal: null });
    });
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  const isRunning = (): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  const followed: Known = {
    name,
    pid: child.pid,
    stdin: child.stdin as NodeJS.WritableStream,
    ended,
    isRunning,
    output: () => said.all,
    stdout: () => said.out,
    stderr: () => said.err,
    onLine: (each) => void listeners.push(each),
    signal: (signal) => void child.kill(signal),
    kill: (signal = "SIGKILL") => {
      if (putsAway) child.stdin?.end();
      else if (isRunning()) child.kill(signal);
      return ended;
    },
  };
  known.push(followed);
  return followed;
}
