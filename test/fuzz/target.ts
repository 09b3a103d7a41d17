import type fc from "fast-check";

/** One entrance of the bot that strangers' bytes come through. */
export interface Target {
  readonly name: string;
  /** Its part of all cases, against the others' parts. */
  readonly share: number;
  open(): Promise<OpenTarget>;
}

export interface OpenTarget<Case = unknown> {
  readonly cases: fc.Arbitrary<Case>;
  /** One case. Throws, or rejects, where something does not hold that must. */
  readonly run: (input: Case) => unknown;
  /** What must hold after all cases; then lets go of everything. */
  readonly close?: () => Promise<void>;
}

export function target<Case>(
  name: string,
  share: number,
  open: () => Promise<OpenTarget<Case>> | OpenTarget<Case>,
): Target {
  // A target's cases come from its own arbitrary and go nowhere else.
  return { name, share, open: async () => (await open()) as unknown as OpenTarget };
}

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** Runs what may refuse its input, but only in its own words. */
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
