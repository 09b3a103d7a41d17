import { setTimeout as sleep } from "node:timers/promises";
import type { AbortableOperationOptions, CompiledQuery, DatabaseConnection, Driver } from "kysely";
import { storageTrouble } from "../errors.ts";

/** SQLite's own wait blocks the whole process, so it is short; the rest of the wait is asynchronous. */
export const BLOCKING_WAIT_MS = 20;

/**
 * Retries while another program holds the lock. Once that has taken `lockTimeoutMs`, queries fail at once until the lock is
 * free.
 */
export function retryWhenBusy(driver: Driver, lockTimeoutMs: number): Driver {
  const acquire = driver.acquireConnection.bind(driver);
  let lockedSince: number | undefined;
  let made: DatabaseConnection | undefined;
  const wrap = (connection: DatabaseConnection): DatabaseConnection => ({
    streamQuery: connection.streamQuery.bind(connection),
    executeQuery: async <R>(query: CompiledQuery, options?: AbortableOperationOptions) => {
      for (;;) {
        try {
          const result = await connection.executeQuery<R>(query, options);
          lockedSince = undefined;
          return result;
        } catch (error) {
          if (storageTrouble(error) !== "locked") throw error;
          lockedSince ??= performance.now();
          if (performance.now() - lockedSince > lockTimeoutMs) throw error;
        }
        await sleep(BLOCKING_WAIT_MS);
      }
    },
  });
  driver.acquireConnection = async (options) => {
    made ??= wrap(await acquire(options));
    return made;
  };
  return driver;
}
