import type { Card, OptionLabel } from "../../src/chat/card.ts";
import { PlatformError, type PlatformReason } from "../../src/chat/errors.ts";
import type { EventHandler } from "../../src/chat/event.ts";
import type { ChatPlatform, MessageRef, PostTarget } from "../../src/chat/platform.ts";

export interface FakeMessage {
  readonly id: string;
  readonly to: PostTarget;
  readonly key: string;
  card: Card;
  readonly reactions: Map<OptionLabel, Set<string>>;
  deleted: boolean;
}

type Fault =
  | { readonly kind: "refuse"; readonly reason: PlatformReason; readonly retryAfterMs?: number }
  /** The message arrives, the answer to it does not. */
  | { readonly kind: "lose-answer" };

/** A chat platform in memory: keeps what people would see, and fails on demand. Outlives the bot, as a real one does. */
export interface FakeChat extends ChatPlatform {
  readonly messages: FakeMessage[];
  /** The next calls of post fail so, in order. */
  readonly faults: Fault[];
  /** What the bot takes events with, once it is connected. */
  handle: EventHandler;
  missing: string[];
  /** Who is in which group; of others it does not tell. */
  readonly groups: Map<string, readonly string[]>;
}

const channelOf = (to: PostTarget) => (to.kind === "person" ? `@${to.user}` : to.channel);

export function createFakeChat(name: ChatPlatform["name"] = "playground"): FakeChat {
  const find = (message: MessageRef): FakeMessage => {
    const found = chat.messages.find((candidate) => candidate.id === message.message && !candidate.deleted);
    if (found === undefined) throw new PlatformError("message-gone", "the message is gone");
    return found;
  };
  const chat: FakeChat = {
    name,
    messages: [],
    faults: [],
    missing: [],
    groups: new Map(),
    handle: async () => ({ kind: "nothing" }),
    start: async (handler) => {
      chat.handle = handler;
    },
    stop: async () => undefined,
    post: async (to, card, delivery) => {
      const fault = chat.faults.shift();
      if (fault?.kind === "refuse") {
        const wait = fault.retryAfterMs === undefined ? {} : { retryAfterMs: fault.retryAfterMs };
        throw new PlatformError(fault.reason, "refused on demand", wait);
      }
      const community = to.community;
      const channel = channelOf(to);
      // Like a real platform, it would post twice: only a bot that looks for its marker first does not.
      const known =
        delivery.maybeSentSince === undefined ? undefined : chat.messages.find((one) => one.key === delivery.key);
      const message = known ?? {
        id: `m${chat.messages.length + 1}`,
        to,
        key: delivery.key,
        card,
        reactions: new Map(),
        deleted: false,
      };
      if (known === undefined) chat.messages.push(message);
      if (fault?.kind === "lose-answer") throw new PlatformError("unavailable", "the answer was lost");
      return { community, channel, message: message.id };
    },
    find: async (to, { key }) => {
      const found = chat.messages.find((one) => one.key === key && !one.deleted);
      return found && { community: to.community, channel: channelOf(to), message: found.id };
    },
    edit: async (message, card) => {
      find(message).card = card;
    },
    readReactions: async (message) => {
      const { reactions } = find(message);
      return Object.fromEntries([...reactions].map(([label, users]) => [label, [...users]]));
    },
    groupMembers: async ({ group }) => chat.groups.get(group),
    inspect: async (target) => ({ exists: true, name: target.channel, archived: false, missing: chat.missing }),
  };
  return chat;
}
