import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import { DeckError } from "../../decks.ts";
import type { CommandContext } from "../command/context.ts";
import { deckProblems, reloadedCard } from "../messages/decks.ts";
import { reloadDecks } from "./regrade.ts";

/** The word that stands in for a deck's id. */
export const RELOAD = "reload";

/** `/study deck reload`: reloads the decks' changed files, all or none. */
export async function reload({ bot }: CommandContext): Promise<Reply> {
  try {
    return { kind: "private", card: reloadedCard(await reloadDecks(bot)) };
  } catch (error) {
    if (!(error instanceof DeckError)) throw error;
    bot.log.warn({ err: error }, "the changed decks cannot be used; the old ones stay");
    throw new UserError(deckProblems(error.message));
  }
}
