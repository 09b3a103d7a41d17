import type { Logger } from "pino";
import type { CommandShape } from "../../chat/command.ts";
import type { ChatEvent, Reply } from "../../chat/event.ts";
import type { Db } from "../../storage/database.ts";
import type { Occasion } from "./decode.ts";
import type { Live } from "./http/live-updates.ts";

/** What the playground's parts share. */
export interface World {
  readonly db: Db;
  readonly community: { readonly id: string; readonly name: string };
  readonly channel: { readonly id: string; readonly name: string };
  readonly commands: readonly CommandShape[];
  readonly live: Live;
  readonly log: Logger;
  readonly now: () => number;
  /** Asks the bot; never rejects. */
  readonly handle: (event: ChatEvent) => Promise<Reply>;
}

/** Here and now. */
export function occasion(world: World, channel = world.channel.id): Occasion {
  return { community: world.community.id, channel, at: world.now() };
}
