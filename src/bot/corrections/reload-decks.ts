import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import { DeckError } from "../../decks.ts";
import type { CommandContext } from "../command/context.ts";
import { deckProblems, reloadedCard } from "../messages/decks.ts";
import { reloadDecks as takeChangedDecks } from "./regrade.ts";

/** The word in place of a deck's id. */
export const RELOAD = "reload";

/** Takes the decks' changed files, all of them or none. */
export async function reloadDecks({ bot }: CommandContext): Promise<Reply> {
  try {
    return { kind: "private", card: reloadedCard(await takeChangedDecks(bot)) };
  } catch (error) {
    if (!(error instanceof DeckError)) throw error;
    bot.log.warn({ err: error }, "the changed decks cannot be used; the old ones stay");
    throw new UserError(deckProblems(error.message));
  }
}
