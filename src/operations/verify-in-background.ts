import type { Logger } from "pino";
import { databasePath } from "../storage/database-path.ts";
import { runInBackground } from "../storage/operations/background.ts";

/**
 * After an unclean stop, compares all points and boards with the answers in a worker thread. It logs one line if they agree,
 * or one for each kind of value that differs.
 *
 * @returns a function that cancels the check
 */
export function verifyInBackground(databaseUrl: string, log: Logger): () => void {
  const database = databasePath(databaseUrl);
  if (database === ":memory:") return () => undefined;
  const ended = new AbortController();
  const from = performance.now();
  runInBackground("verify", { database }, ended.signal).then(
    ({ checked, kinds }) => {
      const ms = Math.round(performance.now() - from);
      if (kinds.length === 0)
        log.info({ checked, ms }, "the last stop was not clean; all points and boards match the answers");
      for (const { what, count, example } of kinds) {
        log.error(
          { what, count, example },
          "stored values differ from what the answers give; `studybot db verify` lists them, and docs/operations.md says what to do",
        );
      }
    },
    (error: unknown) => {
      if (ended.signal.aborted) return;
      log.warn({ err: error }, "the background check of points and boards failed; run `studybot db verify`");
    },
  );
  return () => ended.abort();
}
