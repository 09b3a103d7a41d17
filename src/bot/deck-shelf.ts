import { isDeepStrictEqual } from "node:util";
import type { Deck, Entry } from "../deck/deck.ts";
import { createSearch, type DeckSearch } from "../deck/search/search.ts";

/** How a deck changed since it was last loaded. */
export interface DeckChange {
  readonly id: string;
  /** undefined if the deck is new, as is `after` if it is gone. */
  readonly before: Deck | undefined;
  readonly after: Deck | undefined;
}

/** The loaded decks, each with its search. A reload replaces all of them or none. */
export interface DeckShelf {
  get(id: string): Deck | undefined;
  search(id: string): DeckSearch | undefined;
  ids(): readonly string[];
  /** Loads all decks again. @throws whatever the loader throws; the old decks then stay. */
  reload(): Promise<readonly DeckChange[]>;
}

export function createDeckShelf(
  decks: ReadonlyMap<string, Deck>,
  load: () => Promise<ReadonlyMap<string, Deck>> = async () => decks,
): DeckShelf {
  let shelf = indexDecks(decks);
  let lastReload: Promise<unknown> = Promise.resolve();
  const reload = async (): Promise<readonly DeckChange[]> => {
    const [before, loaded] = [shelf, await load()];
    shelf = indexDecks(loaded, before);
    return [...new Set([...before.keys(), ...shelf.keys()])].flatMap((id) => {
      const change = { id, before: before.get(id)?.deck, after: shelf.get(id)?.deck };
      return change.before === change.after ? [] : [change];
    });
  };
  return {
    get: (id) => shelf.get(id)?.deck,
    search: (id) => shelf.get(id)?.search,
    ids: () => [...shelf.keys()],
    reload: () => {
      // Reloads run one at a time, so that an older read never replaces a newer one.
      const current = lastReload.catch(() => undefined).then(reload);
      lastReload = current;
      return current;
    },
  };
}

type Shelf = ReadonlyMap<string, { readonly deck: Deck; readonly search: DeckSearch }>;

/** Unchanged decks keep their index, because building one blocks the bot for a moment. */
function indexDecks(decks: ReadonlyMap<string, Deck>, before: Shelf = new Map()): Shelf {
  return new Map(
    [...decks].map(([id, deck]) => {
      const known = before.get(id);
      return [id, isDeepStrictEqual(known?.deck, deck) && known ? known : { deck, search: createSearch(deck) }];
    }),
  );
}

/** The first of a question's entries that the deck still has. */
export function mainEntry(deck: Deck | undefined, entries: readonly string[]): Entry | undefined {
  return entries.map((id) => deck?.entries.get(id)).find((entry) => entry !== undefined);
}
