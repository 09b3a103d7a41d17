import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** Everything that tests write goes into one folder, which is gone after the run. */
export async function setup(): Promise<() => Promise<void>> {
  const root = await mkdtemp(join(tmpdir(), "studybot-tests-"));
  // biome-ignore lint/style/noProcessEnv: what tmpdir() reads, also in the processes that tests start
  process.env.TMPDIR = root;
  return () => rm(root, { recursive: true, force: true, maxRetries: 3 });
}
