import type fc from "fast-check";

/** An entry point of the bot that untrusted input reaches. */
export interface Target {
  readonly name: string;
  /** Its weight when cases are divided among the targets. */
  readonly share: number;
  open(): Promise<OpenTarget>;
}

export interface OpenTarget<Case = unknown> {
  readonly cases: fc.Arbitrary<Case>;
  /** Runs one case. Throws or rejects if a check fails. */
  readonly run: (input: Case) => unknown;
  /** Runs the checks after all cases, then releases everything. */
  readonly close?: () => Promise<void>;
}

export function target<Case>(
  name: string,
  share: number,
  open: () => Promise<OpenTarget<Case>> | OpenTarget<Case>,
): Target {
  // Safe, because a target's cases come only from its own arbitrary.
  return { name, share, open: async () => (await open()) as unknown as OpenTarget };
}

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** Runs work that may reject its input, but only with its own errors. */
export async function mayRefuse(work: () => unknown, refusals: readonly (abstract new (...args: never) => Error)[]) {
  try {
    await work();
  } catch (error) {
    if (!refusals.some((refusal) => error instanceof refusal)) throw error;
    must(
      error instanceof Error && error.message.length > 0 && error.message.length < 4_000,
      "a refusal says nothing, or far too much",
    );
  }
}
