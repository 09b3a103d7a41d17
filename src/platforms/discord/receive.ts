import { setImmediate as nextTurn } from "node:timers/promises";
import type { Logger } from "pino";
import type { Card, EpochMs, OptionLabel } from "../../chat/card.ts";
import type { ChatEvent, EventHandler, Reply } from "../../chat/event.ts";
import type { MessageRef } from "../../chat/platform.ts";
import { TROUBLE } from "../../chat/trouble.ts";
import { parseCustomId } from "./custom-id.ts";
import { decodeInteraction, decodeReaction, lifecycleEvent, textOf } from "./decode.ts";
import { pickToDiscord } from "./encode-form.ts";
import {
  guildSchema,
  type Interaction,
  interactionHeadSchema,
  interactionSchema,
  placeSchema,
  reactionSchema,
} from "./gateway/payloads.ts";
import { type Expecting, type ReplyTimes, respond, showModal } from "./reply.ts";

interface Parts {
  readonly rest: Parameters<typeof respond>[0]["rest"];
  readonly log: Logger;
  readonly times: ReplyTimes;
  readonly handler: EventHandler;
  readonly now: () => EpochMs;
  /** The bot's own user id, once it is known. */
  readonly me: () => string | undefined;
  /** An answer was taken by reaction. */
  readonly onReactionTaken: (message: MessageRef, label: OptionLabel, user: string) => Promise<void>;
  readonly onSession: () => void;
  /** A server is there: at the start, after an outage, or because somebody has invited the bot. */
  readonly onGuild: (guild: string) => void;
  /** A server's channels, roles, or the bot's own place in it have changed. */
  readonly onChange: (guild: string) => void;
}

export interface Receiver {
  /** Takes a gateway event; what it starts is waited for by `idle`. Throws on malformed events. */
  take(type: string, data: unknown): void;
  tell(event: ChatEvent): Promise<Reply>;
  idle(): Promise<void>;
  stop(): void;
}

/**
 * A thousand reactions may come in a second. A few are worked on at a time, and in between everything else gets its
 * turn: a press must be answered within 3 s, a reaction need not.
 */
const REACTIONS_AT_ONCE = 2;
const LONGEST_TURN_MS = 8;

export function createReceiver(parts: Parts): Receiver {
  const { log, now } = parts;
  const inFlight = new Set<Promise<unknown>>();
  const reactions: unknown[] = [];
  let reacting = 0;
  let stopped = false;

  const track = <T>(work: Promise<T>): Promise<T> => {
    const tracked: Promise<unknown> = work.catch((error: unknown) => {
      log.error({ err: error }, "an event could not be taken");
    });
    inFlight.add(tracked);
    tracked.finally(() => inFlight.delete(tracked)).catch(() => undefined);
    return work;
  };

  const tell = async (event: ChatEvent): Promise<Reply> => {
    try {
      return await parts.handler(event);
    } catch (error) {
      log.error({ err: error, type: event.type }, "the handler failed");
      return { kind: "private", card: TROUBLE };
    }
  };

  const takeReaction = async (data: unknown): Promise<void> => {
    const added = reactionSchema.parse(data);
    const event = added.user_id === parts.me() ? undefined : decodeReaction(added, now());
    if (event === undefined) return;
    const reply = await tell(event);
    // Taking the reaction away is the receipt, so one that was not taken stays.
    if (reply.kind !== "private" || reply.card.tone === "problem") return;
    await parts.onReactionTaken(event, event.label, event.user.id);
  };

  const drainReactions = async (): Promise<void> => {
    reacting += 1;
    let since = performance.now();
    try {
      while (reactions.length > 0) {
        await takeReaction(reactions.shift()).catch((error: unknown) => {
          log.warn({ problem: String(error) }, "a reaction could not be taken");
        });
        if (performance.now() - since < LONGEST_TURN_MS) continue;
        await nextTurn();
        since = performance.now();
      }
    } finally {
      reacting -= 1;
    }
  };

  const takeGuild = (type: "GUILD_CREATE" | "GUILD_DELETE", data: unknown): void => {
    const guild = guildSchema.parse(data);
    // Unavailable is an outage of Discord; the server is still ours.
    if (guild.unavailable === true) return;
    if (type === "GUILD_CREATE") parts.onGuild(guild.id);
    else track(tell(lifecycleEvent("community-lost", guild.id, now()))).catch(() => undefined);
  };

  return {
    take: (type, data) => {
      if (stopped) return;
      switch (type) {
        case "INTERACTION_CREATE":
          track(takeInteraction(parts, tell, data)).catch(() => undefined);
          return;
        case "MESSAGE_REACTION_ADD":
          reactions.push(data);
          if (reacting < REACTIONS_AT_ONCE) track(drainReactions()).catch(() => undefined);
          return;
        case "GUILD_CREATE":
        case "GUILD_DELETE":
          takeGuild(type, data);
          return;
        case "CHANNEL_CREATE":
        case "CHANNEL_UPDATE":
        case "CHANNEL_DELETE":
        case "THREAD_UPDATE":
        case "THREAD_DELETE":
        case "GUILD_ROLE_UPDATE":
        case "GUILD_ROLE_DELETE":
        // Without the privileged intent it is only sent for the bot itself.
        case "GUILD_MEMBER_UPDATE":
          parts.onChange(placeSchema.parse(data).guild_id);
          return;
        case "READY":
          parts.onSession();
      }
    },
    tell: async (event) => (stopped ? { kind: "nothing" } : track(tell(event))),
    idle: async () => {
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
    stop: () => {
      stopped = true;
    },
  };
}

async function takeInteraction(parts: Parts, tell: (event: ChatEvent) => Promise<Reply>, data: unknown): Promise<void> {
  const parsed = interactionSchema.safeParse(data);
  if (!parsed.success) {
    parts.log.warn(
      { issues: parsed.error.issues.map((issue) => issue.path.join(".")).slice(0, 5) },
      "an interaction could not be read",
    );
    const head = interactionHeadSchema.safeParse(data);
    if (head.success)
      await respond(parts, head.data, "private", Promise.resolve({ kind: "private", card: UNREADABLE }));
    return;
  }
  const interaction = parsed.data;
  const id = interaction.type === 3 ? parseCustomId(interaction.data.custom_id) : undefined;
  if (id?.kind === "pick" && interaction.type === 3) {
    return showModal(parts, interaction, pickToDiscord(id, textOf(interaction.message.components)));
  }
  const event = decodeInteraction(interaction);
  const work = event === undefined ? Promise.resolve<Reply>({ kind: "private", card: ELSEWHERE }) : tell(event);
  await respond(parts, interaction, expecting(interaction, id?.kind), work);
}

function expecting(interaction: Interaction, kind: string | undefined): Expecting {
  if (interaction.type === 4) return "suggestions";
  return kind === "form" ? "form" : "private";
}

const UNREADABLE: Card = {
  tone: "problem",
  title: "That did not work",
  blocks: [{ type: "text", text: "I could not read what Discord sent me. `/help` lists what I can do." }],
};

const ELSEWHERE: Card = {
  tone: "problem",
  title: "Only in a server",
  blocks: [{ type: "text", text: "I work in the channels of a server, not in direct messages." }],
};
