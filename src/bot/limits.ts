export type BudgetName = "ask" | "command" | "press" | "answer" | "suggest" | "home";

/** So many within so long, for each person. */
export interface Budget {
  readonly name: BudgetName;
  readonly count: number;
  readonly perMs: number;
}

/** Nobody who reads what comes back meets one of these. */
export const BUDGETS: Readonly<Record<BudgetName, Budget>> = {
  ask: { name: "ask", count: 10, perMs: 30_000 },
  command: { name: "command", count: 20, perMs: 60_000 },
  press: { name: "press", count: 60, perMs: 60_000 },
  answer: { name: "answer", count: 30, perMs: 10_000 },
  // One comes with each letter typed.
  suggest: { name: "suggest", count: 100, perMs: 10_000 },
  home: { name: "home", count: 20, perMs: 60_000 },
};

/** People with a budget in use; whoever was longest ago goes first and begins afresh. */
const KEPT = 20_000;

export interface Limiter {
  /** Takes one from the person's budget; where nothing is left, how long until there is again, in ms. */
  take(person: string, budget: Budget): number | undefined;
  /** Budgets in use. */
  readonly size: number;
}

/**
 * Counts in windows that begin with the first event. Of our own, since rate-limiter-flexible reads the system's clock and sets
 * a timer for each person: here the clock is an argument, and what is over goes when something new comes.
 */
export function createLimiter(now: () => number): Limiter {
  const windows = new Map<string, { left: number; readonly until: number }>();
  const sweep = (at: number): void => {
    for (const [key, window] of windows) if (window.until <= at) windows.delete(key);
    for (const key of windows.keys()) {
      if (windows.size <= KEPT / 2) return;
      windows.delete(key);
    }
  };
  return {
    take: (person, budget) => {
      const at = now();
      const key = `${budget.name} ${person}`;
      const known = windows.get(key);
      // A clock that was set back must not lock anybody out.
      if (known !== undefined && known.until > at && known.until <= at + budget.perMs) {
        if (known.left === 0) return known.until - at;
        known.left -= 1;
        return undefined;
      }
      windows.delete(key);
      if (windows.size >= KEPT) sweep(at);
      windows.set(key, { left: budget.count - 1, until: at + budget.perMs });
      return undefined;
    },
    get size() {
      return windows.size;
    },
  };
}
