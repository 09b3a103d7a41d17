export type BudgetName = "ask" | "command" | "press" | "answer" | "suggest" | "home";

/** A per-user rate limit. */
export interface Budget {
  readonly name: BudgetName;
  readonly count: number;
  readonly perMs: number;
}

/** High enough that nobody who reads the replies runs into them. */
export const BUDGETS: Readonly<Record<BudgetName, Budget>> = {
  ask: { name: "ask", count: 10, perMs: 30_000 },
  command: { name: "command", count: 20, perMs: 60_000 },
  press: { name: "press", count: 60, perMs: 60_000 },
  answer: { name: "answer", count: 30, perMs: 10_000 },
  // Platforms send one for each letter typed.
  suggest: { name: "suggest", count: 100, perMs: 10_000 },
  home: { name: "home", count: 20, perMs: 60_000 },
};

/** Beyond this, the oldest windows are dropped, and their users start over with a full budget. */
const MAX_WINDOWS = 20_000;

export interface Limiter {
  /** Uses one of the person's budget. If none is left, returns how long to wait, in ms. */
  take(person: string, budget: Budget): number | undefined;
  /** How many windows are kept. */
  readonly size: number;
}

/**
 * Fixed windows, each beginning with its first event. We do not use rate-limiter-flexible because it reads the system clock
 * and sets a timer per person. Here the clock is an argument, and expired windows are dropped when new ones need room.
 */
export function createLimiter(now: () => number): Limiter {
  const windows = new Map<string, { left: number; readonly until: number }>();
  const sweep = (at: number): void => {
    for (const [key, window] of windows) if (window.until <= at) windows.delete(key);
    for (const key of windows.keys()) {
      if (windows.size <= MAX_WINDOWS / 2) return;
      windows.delete(key);
    }
  };
  return {
    take: (person, budget) => {
      const at = now();
      const key = `${budget.name} ${person}`;
      const known = windows.get(key);
      // A clock that was set back must not lock anyone out.
      if (known !== undefined && known.until > at && known.until <= at + budget.perMs) {
        if (known.left === 0) return known.until - at;
        known.left -= 1;
        return undefined;
      }
      windows.delete(key);
      if (windows.size >= MAX_WINDOWS) sweep(at);
      windows.set(key, { left: budget.count - 1, until: at + budget.perMs });
      return undefined;
    },
    get size() {
      return windows.size;
    },
  };
}
