import { PlatformError } from "../../chat/errors.ts";
import type { ChatPlatform, MessageRef, PostTarget } from "../../chat/platform.ts";
import {
  findByKey,
  findMessage,
  insertOnce,
  reactionsOf,
  replaceCard,
  type StoredMessage,
} from "../../storage/playground/messages.ts";
import { BOT, directChannel, findPersona, PEOPLE } from "./people.ts";
import type { World } from "./world.ts";

export interface PosterParts extends Pick<World, "db" | "community" | "channel" | "now"> {
  readonly onChange: (message: StoredMessage) => void;
}

/** Posts, finds and edits the bot's own messages, and reads the reactions to them. */
export function createPoster(parts: PosterParts): Pick<ChatPlatform, "post" | "find" | "edit" | "readReactions"> {
  const { db, now, onChange } = parts;
  const refTo = (message: StoredMessage): MessageRef => ({
    community: parts.community.id,
    channel: message.channel,
    message: String(message.id),
  });
  return {
    post: async (to, card, { key }) => {
      const target = await resolveTarget(parts, to);
      const stored = await insertOnce(db, { ...target, key, author: BOT.id, content: { card }, at: now() });
      if (stored.isNew) onChange(stored.message);
      return refTo(stored.message);
    },
    find: async (_to, { key }) => {
      const message = await findByKey(db, key);
      return message && refTo(message);
    },
    edit: async (ref, card) => {
      const message = await requireMessage(parts, ref);
      await replaceCard(db, message.id, card, now());
      onChange(message);
    },
    readReactions: async (ref) => reactionsOf(db, (await requireMessage(parts, ref)).id),
  };
}

async function resolveTarget(parts: PosterParts, to: PostTarget): Promise<{ channel: string; threadOf?: number }> {
  if (to.community !== parts.community.id) {
    throw new PlatformError("channel-gone", "The playground has no such community.");
  }
  switch (to.kind) {
    case "person": {
      const persona = findPersona(to.user);
      if (persona === undefined) throw new PlatformError("channel-gone", "Nobody by this name plays here.");
      return { channel: directChannel(persona) };
    }
    case "thread": {
      const parent = await requireMessage(parts, to);
      return { channel: parent.channel, threadOf: parent.threadOf ?? parent.id };
    }
    case "channel":
      if (to.channel !== parts.channel.id) throw noSuchChannel();
      return { channel: parts.channel.id };
  }
}

async function requireMessage(parts: PosterParts, ref: MessageRef): Promise<StoredMessage> {
  const channels = [parts.channel.id, ...PEOPLE.map(directChannel)];
  if (ref.community !== parts.community.id || !channels.includes(ref.channel)) throw noSuchChannel();
  const message = await findMessage(parts.db, Number(ref.message) || 0);
  if (message === undefined || message.deleted || message.channel !== ref.channel) {
    throw new PlatformError("message-gone", "The message is gone.");
  }
  return message;
}

function noSuchChannel(): PlatformError {
  return new PlatformError("channel-gone", "The playground has no such channel.");
}
