/** What has to be undone at the end, the newest first. AsyncDisposableStack does the same, but Node 22 does not have it. */
export interface Cleanup {
  /** Takes one more step; a step that was taken later is done earlier. */
  defer(step: () => Promise<void> | void): void;
  /** Does every step once, also where one before it failed. @throws the first step's error */
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
