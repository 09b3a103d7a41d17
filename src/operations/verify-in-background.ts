import type { Logger } from "pino";
import { databasePath } from "../storage/database-path.ts";
import { inBackground } from "../storage/operations/background.ts";

/**
 * After a stop that was not clean: compares all points and boards with the answers, in a thread of its own, and logs one line
 * where they agree, or one for each kind of value that does not.
 *
 * @returns ends it
 */
export function verifyInBackground(databaseUrl: string, log: Logger): () => void {
  const database = databasePath(databaseUrl);
  if (database === ":memory:") return () => undefined;
  const ended = new AbortController();
  const from = performance.now();
  inBackground("verify", { database }, ended.signal).then(
    ({ checked, kinds }) => {
      const ms = Math.round(performance.now() - from);
      if (kinds.length === 0) log.info({ checked, ms }, "the last stop was not clean; all points and boards agree");
      for (const { what, count, example } of kinds) {
        log.error(
          { what, count, example },
          "stored values are not what the answers say; `studybot db verify` lists them, docs/operations.md says what to do",
        );
      }
    },
    (error: unknown) => {
      if (ended.signal.aborted) return;
      log.warn({ err: error }, "points and boards could not be checked beside the bot; `studybot db verify` does it");
    },
  );
  return () => ended.abort();
}
