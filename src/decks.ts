import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { Deck, DeckProblem } from "./deck/deck.ts";
import { loadDecks } from "./deck/load.ts";

/** Decks that cannot be used; every line says where and what to do. */
export class DeckError extends Error {
  override readonly name = "DeckError";
}

/**
 * All decks of DECKS_DIR, whole or not at all.
 *
 * @throws DeckError with file, line and remedy of every error.
 */
export async function loadDecksOrFail(
  config: Pick<Config, "decksDir" | "defaultDeck">,
  log: Logger,
): Promise<ReadonlyMap<string, Deck>> {
  const { decks, problems } = await loadDecks(config.decksDir);
  const errors = problems.filter((problem) => problem.severity === "error");
  if (errors.length > 0)
    throw new DeckError(`The decks cannot be used.\n${errors.slice(0, 20).map(problemLine).join("\n")}`);
  if (!decks.has(config.defaultDeck)) {
    throw new DeckError(
      `There is no deck "${config.defaultDeck}" in ${config.decksDir}. Set DECK to one of: ${[...decks.keys()].join(", ") || "(none)"}.`,
    );
  }
  for (const deck of decks.values()) {
    log.info(
      { deck: deck.id, version: deck.version, entries: deck.entries.size, questions: deck.questions.size },
      "deck loaded",
    );
  }
  return decks;
}

function problemLine(problem: DeckProblem): string {
  return `${problem.place.file}:${problem.place.line} ${problem.message} ${problem.remedy}`;
}
