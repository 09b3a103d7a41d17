import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { Deck, DeckProblem } from "./deck/deck.ts";
import { loadDecks } from "./deck/load.ts";

/** The decks cannot be used. Every line of the message says where the problem is and how to fix it. */
export class DeckError extends Error {
  override readonly name = "DeckError";
}

/**
 * Loads all decks in DECKS_DIR, or none if any has an error.
 *
 * @throws DeckError with the file, line, and remedy of each error.
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
