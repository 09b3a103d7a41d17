import { isDeepStrictEqual } from "node:util";
import type { Deck, Entry } from "../deck/deck.ts";
import { createSearch, type DeckSearch } from "../deck/search/search.ts";

/** What is different about a deck since it was last loaded. */
export interface DeckChange {
  readonly id: string;
  /** undefined where there was none, or is none any more. */
  readonly before: Deck | undefined;
  readonly after: Deck | undefined;
}

/** The decks that are loaded, each with its search. A changed set replaces the old one whole or not at all. */
export interface DeckShelf {
  get(id: string): Deck | undefined;
  search(id: string): DeckSearch | undefined;
  ids(): readonly string[];
  /** Loads them afresh. @throws what the loading throws, and the old decks stay. */
  reload(): Promise<readonly DeckChange[]>;
}

export function createDeckShelf(
  decks: ReadonlyMap<string, Deck>,
  load: () => Promise<ReadonlyMap<string, Deck>> = async () => decks,
): DeckShelf {
  let shelf = indexed(decks);
  return {
    get: (id) => shelf.get(id)?.deck,
    search: (id) => shelf.get(id)?.search,
    ids: () => [...shelf.keys()],
    reload: async () => {
      const [before, fresh] = [shelf, indexed(await load())];
      shelf = fresh;
      return [...new Set([...before.keys(), ...fresh.keys()])].flatMap((id) => {
        const change = { id, before: before.get(id)?.deck, after: fresh.get(id)?.deck };
        return isDeepStrictEqual(change.before, change.after) ? [] : [change];
      });
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
