import type { DeckProblem } from "../deck/deck.ts";

/** Each problem starts with file:line, so that a terminal can open it, with the remedy on the next line. */
export function problemLines(problems: readonly DeckProblem[]): string {
  return problems
    .map(
      ({ place, severity, rule, message, remedy }) =>
        `${place.file}:${place.line} ${severity} ${rule}: ${message}\n    ${remedy}\n`,
    )
    .join("");
}

export function plural(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : several}`;
}
