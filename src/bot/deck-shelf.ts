import type { Deck, Entry } from "../deck/deck.ts";
import { createSearch, type DeckSearch } from "../deck/search/search.ts";

/** The decks that are loaded, each with its search. A changed set replaces the old one whole or not at all. */
export interface DeckShelf {
  get(id: string): Deck | undefined;
  search(id: string): DeckSearch | undefined;
  ids(): readonly string[];
  replace(decks: ReadonlyMap<string, Deck>): void;
}

export function createDeckShelf(decks: ReadonlyMap<string, Deck>): DeckShelf {
  let shelf = indexed(decks);
  return {
    get: (id) => shelf.get(id)?.deck,
    search: (id) => shelf.get(id)?.search,
    ids: () => [...shelf.keys()],
    replace: (changed) => {
      shelf = indexed(changed);
    },
  };
}

function indexed(decks: ReadonlyMap<string, Deck>) {
  return new Map([...decks].map(([id, deck]) => [id, { deck, search: createSearch(deck) }]));
}

/** The first entry that a question asks about; a later deck may no longer have it. */
export function mainEntry(deck: Deck | undefined, entries: readonly string[]): Entry | undefined {
  return entries.map((id) => deck?.entries.get(id)).find((entry) => entry !== undefined);
}
