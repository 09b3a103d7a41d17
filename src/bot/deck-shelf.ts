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
  let latest: Promise<unknown> = Promise.resolve();
  const reload = async (): Promise<readonly DeckChange[]> => {
    const [before, loaded] = [shelf, await load()];
    shelf = indexed(loaded, before);
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
      // One after the other: what was read later must not be replaced by what was read before it.
      const turn = latest.catch(() => undefined).then(reload);
      latest = turn;
      return turn;
    },
  };
}

type Shelf = ReadonlyMap<string, { readonly deck: Deck; readonly search: DeckSearch }>;

/** A deck that did not change keeps its index: making one stops the bot for a moment. */
function indexed(decks: ReadonlyMap<string, Deck>, before: Shelf = new Map()): Shelf {
  return new Map(
    [...decks].map(([id, deck]) => {
      const known = before.get(id);
      return [id, isDeepStrictEqual(known?.deck, deck) && known ? known : { deck, search: createSearch(deck) }];
    }),
  );
}

/** The first entry that a question asks about; a later deck may no longer have it. */
export function mainEntry(deck: Deck | undefined, entries: readonly string[]): Entry | undefined {
  return entries.map((id) => deck?.entries.get(id)).find((entry) => entry !== undefined);
}
