import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

export const ROOT = join(import.meta.dirname, "../..");

export function tempFolder(): string {
  return mkdtempSync(join(tmpdir(), "studybot-"));
}

export type Environment = Readonly<Record<string, string>>;

/** Runs a studybot command to its end. */
export function run(args: readonly string[], environment: Environment = {}, input = "") {
  const result = spawnSync(process.execPath, ["src/launch.mjs", ...args], {
    cwd: ROOT,
    env: { PATH: "/usr/bin:/bin", ...environment },
    input,
    encoding: "utf8",
    timeout: 60_000,
  });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

export interface RunningProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly health: string;
  output(): string;
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

/** A real studybot process, running on free ports. */
export async function startProcess(database: string, environment: Environment = {}): Promise<RunningProcess> {
  const child = spawn(process.execPath, ["src/launch.mjs", "start"], {
    cwd: ROOT,
    env: {
      PATH: "/usr/bin:/bin",
      DATABASE_URL: database,
      PLAYGROUND_PORT: "0",
      PORT: "0",
      TIME_ZONE: "UTC",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = once(child, "exit");
  const ready = await waitFor(() => {
    if (child.exitCode !== null) throw new Error(`studybot ended: ${output}`);
    const line = output.split("\n").find((candidate) => candidate.includes("studybot is running"));
    return line === undefined ? undefined : (JSON.parse(line) as { playground: string; health: string });
  });
  return {
    child,
    url: ready.playground,
    health: ready.health,
    output: () => output,
    kill: async (signal) => {
      child.kill(signal);
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}

/** Asks again and again until there is something, for at most `limitMs`. */
export async function waitFor<T>(look: () => T | undefined | Promise<T | undefined>, limitMs = 20_000): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
