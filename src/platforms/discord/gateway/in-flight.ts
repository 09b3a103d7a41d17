import type { Logger } from "pino";

/** The work that is under way. */
export interface InFlight {
  /** Counts `work`; what it fails with is logged, and nothing waits for it but `idle`. */
  run(work: Promise<unknown>): void;
  idle(): Promise<void>;
}

export function createInFlight(log: Logger): InFlight {
  const running = new Set<Promise<unknown>>();
  return {
    run: (work) => {
      const tracked: Promise<unknown> = work
        .catch((error: unknown) => log.error({ err: error }, "an event could not be handled"))
        .finally(() => running.delete(tracked));
      running.add(tracked);
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
