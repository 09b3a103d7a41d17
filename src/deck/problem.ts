import type { DeckProblem, Place } from "./deck.ts";

/** What a rule found, without a severity. */
export interface Finding {
  readonly rule: string;
  readonly place: Place;
  readonly message: string;
  readonly remedy: string;
}

export function error(finding: Finding): DeckProblem {
  return { severity: "error", ...finding };
}

export function warning(finding: Finding): DeckProblem {
  return { severity: "warning", ...finding };
}

/** By file, then line, errors before warnings. */
export function sortProblems(problems: readonly DeckProblem[]): DeckProblem[] {
  return problems.toSorted(
    (a, b) =>
      compareText(a.place.file, b.place.file) ||
      a.place.line - b.place.line ||
      compareText(a.severity, b.severity) ||
      compareText(a.rule, b.rule),
  );
}

/** Compares by code units, which gives the same order on every machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Quotes deck data in a message, on one line and in at most `max` characters. */
export function quote(data: string, max = 60): string {
  const line = data.replace(/\s+/g, " ").trim();
  return `"${line.length > max ? `${line.slice(0, max - 1)}…` : line}"`;
}

/** "a", "a and b", "a, b and c". */
export function list(items: readonly string[], last = "and"): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;
}
