import type { Logger } from "pino";
import type { EpochMs } from "../chat/card.ts";
import type { PlatformName } from "../chat/event.ts";
import type { ChatPlatform } from "../chat/platform.ts";
import type { Db } from "../storage/database.ts";
import type { Connections } from "./connections.ts";
import type { DeckShelf } from "./deck-shelf.ts";
import type { Observe } from "./observe.ts";

/** What the bot's parts need. Clock, randomness and waiting are arguments, so that tests can hold them. */
export interface Bot {
  readonly db: Db;
  readonly decks: DeckShelf;
  readonly platforms: ReadonlyMap<PlatformName, ChatPlatform>;
  /** Where each platform stands. */
  readonly connections: Connections;
  readonly log: Logger;
  readonly defaults: { readonly deck: string; readonly timeZone: string };
  now(): EpochMs;
  /** 0 ≤ x < 1. */
  random(): number;
  sleep(ms: number): Promise<void>;
  /** Tells the outbox that the community is owed something. Returns at once. */
  wake(communityId: number): void;
  /** Draws SVG as PNG, off the event loop; where it is missing, recaps are text. */
  readonly drawPicture?: ((svg: string) => Promise<Uint8Array>) | undefined;
  /** Hears what happens, to measure it. */
  readonly observe?: Observe | undefined;
  /** How long after closing the reveal waits for answers that were given in time but arrive late. */
  readonly revealGraceMs: number;
}
