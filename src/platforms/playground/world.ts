import type { Logger } from "pino";
import type { CommandShape } from "../../chat/command.ts";
import type { ChatEvent, Reply } from "../../chat/event.ts";
import type { Db } from "../../storage/database.ts";
import { findMessage, type StoredMessage } from "../../storage/playground/messages.ts";
import type { PlatformMessages } from "../platform.ts";
import type { EventOrigin } from "./decode.ts";
import type { LiveUpdates } from "./http/live-updates.ts";
import { directChannel, type Persona } from "./people.ts";

/** What the playground's parts share. */
export interface World {
  readonly db: Db;
  readonly community: { readonly id: string; readonly name: string };
  readonly channel: { readonly id: string; readonly name: string };
  readonly commands: readonly CommandShape[];
  readonly messages: PlatformMessages;
  readonly live: LiveUpdates;
  readonly log: Logger;
  readonly now: () => number;
  /** Passes the event to the bot; never rejects. */
  readonly handle: (event: ChatEvent) => Promise<Reply>;
}

/** An event that happens now. */
export function originOf(world: World, channel = world.channel.id): EventOrigin {
  return { community: world.community.id, channel, at: world.now() };
}

/** The channels that a persona sees. */
export function channelsOf(world: World, persona: Persona): readonly string[] {
  return [world.channel.id, directChannel(persona)];
}

export async function visibleMessage(world: World, id: number, persona: Persona): Promise<StoredMessage | undefined> {
  const message = await findMessage(world.db, id);
  if (message === undefined || message.deleted) return undefined;
  return channelsOf(world, persona).includes(message.channel) ? message : undefined;
}

/** Pages load a reply together with the message above it. */
export function publish(live: LiveUpdates, message: Pick<StoredMessage, "channel" | "threadOf" | "id">): void {
  live.publish(message.channel, message.threadOf ?? message.id);
}
