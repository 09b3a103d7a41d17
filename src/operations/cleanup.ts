/** A stack of steps to run at shutdown, newest first. AsyncDisposableStack does the same, but Node 22 does not have it. */
export interface Cleanup {
  /** Adds a step, to run before those already added. */
  defer(step: () => Promise<void> | void): void;
  /** Runs every step once, even if an earlier one fails. @throws the first error */
  run(): Promise<void>;
}

export function createCleanup(): Cleanup {
  const steps: (() => Promise<void> | void)[] = [];
  return {
    defer: (step) => void steps.push(step),
    run: async () => {
      const errors: unknown[] = [];
      for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
        try {
          await step();
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw errors[0];
    },
  };
}
