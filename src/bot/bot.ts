import type { Logger } from "pino";
import type { EpochMs } from "../chat/card.ts";
import type { PlatformName } from "../chat/event.ts";
import type { ChatPlatform } from "../chat/platform.ts";
import type { Db } from "../storage/database.ts";
import type { Connections } from "./connections.ts";
import type { DeckShelf } from "./deck-shelf.ts";
import type { Observe } from "./observe.ts";

/** What all parts of the bot share. Clock, randomness, and sleep are passed in so that tests can control them. */
export interface Bot {
  readonly db: Db;
  readonly decks: DeckShelf;
  readonly platforms: ReadonlyMap<PlatformName, ChatPlatform>;
  /** Each platform's connection state. */
  readonly connections: Connections;
  readonly log: Logger;
  readonly defaults: { readonly deck: string; readonly timeZone: string };
  now(): EpochMs;
  /** 0 ≤ x < 1. */
  random(): number;
  sleep(ms: number): Promise<void>;
  /** Tells the outbox that the community is owed a message. Returns at once. */
  wake(communityId: number): void;
  /** Renders SVG to PNG off the event loop. Without it, recaps are text. */
  readonly drawPicture?: ((svg: string) => Promise<Uint8Array>) | undefined;
  /** Receives what happens, for metrics. */
  readonly observe?: Observe | undefined;
  /** How long the reveal waits after closing for answers that were given in time but arrive late. */
  readonly revealGraceMs: number;
}
