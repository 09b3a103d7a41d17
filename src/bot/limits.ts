import { parseActionId } from "../chat/card.ts";
import type { ChatEvent, LifecycleEvent } from "../chat/event.ts";
import { ANSWER_ACTION, ANSWER_FORM } from "./messages/round.ts";

/** So many within so long, for each person. */
export interface Budget {
  readonly name: "ask" | "command" | "press" | "answer" | "suggest" | "home";
  readonly count: number;
  readonly perMs: number;
}

/** Nobody who reads what comes back meets one of these. */
const ASK: Budget = { name: "ask", count: 10, perMs: 30_000 };
const COMMAND: Budget = { name: "command", count: 20, perMs: 60_000 };
const PRESS: Budget = { name: "press", count: 60, perMs: 60_000 };
const ANSWER: Budget = { name: "answer", count: 30, perMs: 10_000 };
/** One comes with each letter typed. */
const SUGGEST: Budget = { name: "suggest", count: 100, perMs: 10_000 };
const HOME: Budget = { name: "home", count: 20, perMs: 60_000 };

/** People with a budget in use; whoever was longest ago goes first and begins afresh. */
const KEPT = 20_000;

/**
 * Which budget an event is taken from. A reaction has none: it stands on the message for all to see, so what is stored
 * must follow it.
 */
export function budgetOf(event: Exclude<ChatEvent, LifecycleEvent>): Budget | undefined {
  switch (event.type) {
    case "reaction":
      return undefined;
    case "suggest":
      return SUGGEST;
    case "home":
      return HOME;
    case "command": {
      const name = commandName(event.command);
      return name === "ask" ? ASK : name === "answer" ? ANSWER : COMMAND;
    }
    default: {
      const { name } = parseActionId(event.action);
      return name === ANSWER_ACTION || name === ANSWER_FORM ? ANSWER : PRESS;
    }
  }
}

/** The command's name as it is defined: people and platforms write it with a slash, or in capitals. */
export function commandName(command: string): string {
  return command.replace(/^\//, "").toLowerCase();
}

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
