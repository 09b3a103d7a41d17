import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";

export const ROOT = join(import.meta.dirname, "../..");

const WATCH = join(import.meta.dirname, "die-with-parent.mjs");
/** The file descriptor of the pipe through which a child notices that its parent is gone. */
const WATCHED_FD = 3;
/** The first child that ends cleanly leaves a compile cache for the later ones. */
const COMPILED = join(ROOT, "node_modules/.cache/compiled");
/** How many lines of each child's output a failed test shows. */
const LAST_LINES = 25;

export type Environment = Readonly<Record<string, string>>;

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process that dies when this one does, for whatever reason. */
export interface Child {
  readonly pid: number | undefined;
  readonly stdin: NodeJS.WritableStream;
  /** Settles once the process is gone and all its output has been read; never rejects. */
  readonly ended: Promise<Ending>;
  readonly isRunning: () => boolean;
  /** Its output so far, stdout and stderr interleaved as they arrived. */
  readonly output: () => string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Calls `each` for every complete line of either stream from now on. */
  readonly onLine: (each: (line: string) => void) => void;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Sends the signal and waits for the end. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<Ending>;
}

interface Known extends Child {
  readonly name: string;
}

let known: Known[] = [];

/**
 * Starts Node with a script. All child processes of tests, benches, `torture`, and `fuzz` start here, so that each notices
 * when this process dies and ends itself.
 *
 * @param args a script and its arguments, after options for Node itself
 */
export function startNode(
  args: readonly string[],
  options: {
    readonly environment?: Environment;
    readonly cwd?: string;
    /** Its stdin; if not given, stdin stays open. */
    readonly input?: string;
    /** The child cleans up and exits by itself when its stdin ends, so it is never killed. */
    readonly putsAway?: boolean;
  } = {},
): Child {
  const putsAway = options.putsAway === true;
  const child = spawn(process.execPath, [...(putsAway ? [] : ["--import", WATCH]), ...args], {
    cwd: options.cwd ?? ROOT,
    env: { PATH: "/usr/bin:/bin", NODE_COMPILE_CACHE: COMPILED, ...markOfRun(), ...options.environment },
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
  // Writing to a dead child fails; `ended` reports its end.
  for (const stream of [child.stdin, child.stdio[WATCHED_FD]]) stream?.on("error", () => undefined);
  if (options.input !== undefined) child.stdin?.end(options.input);
  return follow(child, args.join(" "), putsAway);
}

/** Runs Node with a script until it ends. */
export async function runNode(
  args: readonly string[],
  options: Parameters<typeof startNode>[1] = {},
): Promise<Ending & { readonly out: string; readonly err: string }> {
  const child = startNode(args, { input: "", ...options });
  return { ...(await child.ended), out: child.stdout(), err: child.stderr() };
}

/** Kills all running children except those in `spared`. */
export async function endChildren(spared: ReadonlySet<Child> = new Set()): Promise<void> {
  await Promise.all(known.filter((child) => !spared.has(child)).map((child) => child.kill("SIGKILL")));
}

/** The running children. Forgets all others, because their output belongs to no later test. */
export function runningChildren(): ReadonlySet<Child> {
  known = known.filter((child) => child.isRunning());
  return new Set(known);
}

/** The last lines of every child since `runningChildren`, for a failed test's message. */
export function lastWords(): string {
  return known
    .map((child) => {
      const lines = child.output().trimEnd().split("\n").slice(-LAST_LINES);
      return `--- the last lines of: ${child.name} (process ${child.pid})\n${lines.join("\n")}`;
    })
    .join("\n");
}

/** Marks the run's processes, so that those left after it can be found (`left-processes.ts`). */
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
