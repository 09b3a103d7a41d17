import { InteractionType } from "discord.js";
import type { Logger } from "pino";
import type { z } from "zod";
import type { EpochMs, OptionLabel } from "../../chat/card.ts";
import type { ChatEvent, EventHandler, Reply } from "../../chat/event.ts";
import type { MessageRef } from "../../chat/platform.ts";
import type { PlatformMessages } from "../platform.ts";
import { type CustomId, parseCustomId } from "./custom-id.ts";
import { decodeInteraction, decodeReaction, lifecycleEvent, textOf } from "./decode.ts";
import { choiceToModal } from "./encode-form.ts";
import { formFile } from "./forms/attachment.ts";
import { createOpenForms, type OpenForms, type ShownReply } from "./forms/open-forms.ts";
import { createInFlight } from "./gateway/in-flight.ts";
import {
  guildSchema,
  type Interaction,
  interactionHeadSchema,
  interactionSchema,
  placeSchema,
  reactionSchema,
} from "./gateway/payloads.ts";
import { createReactionQueue } from "./gateway/reaction-queue.ts";
import { type Expecting, type ReplyTimes, respond } from "./reply.ts";

interface Parts {
  readonly rest: Parameters<typeof respond>[0]["rest"];
  readonly log: Logger;
  readonly times: ReplyTimes;
  readonly handler: EventHandler;
  readonly now: () => EpochMs;
  readonly messages: PlatformMessages;
  /** The bot's own user id, once it is known. */
  readonly me: () => string | undefined;
  /** The bot took a reaction as an answer. */
  readonly onReactionTaken: (message: MessageRef, label: OptionLabel, user: string) => Promise<void>;
  readonly onSession: () => void;
  /** A server became available: at the start, after an outage, or because somebody invited the bot. */
  readonly onGuild: (guild: string) => void;
  /** A server's channels, its roles, or the bot's own roles have changed. */
  readonly onChange: (guild: string) => void;
}

export interface Receiver {
  /** Takes a gateway event; `idle` waits for what it starts. Throws on malformed events. */
  take(type: string, data: unknown): void;
  tell(event: ChatEvent): Promise<Reply>;
  idle(): Promise<void>;
  stop(): void;
}

/** What handling one event needs. */
interface Receiving extends Parts {
  readonly forms: OpenForms;
  /** Hands the event to the bot. Never throws. */
  readonly tell: (event: ChatEvent) => Promise<Reply>;
}

export function createReceiver(parts: Parts): Receiver {
  const { log, now } = parts;
  const inFlight = createInFlight(log);
  let stopped = false;

  const tell: Receiving["tell"] = async (event) => {
    try {
      return await parts.handler(event);
    } catch (error) {
      log.error({ err: error, type: event.type }, "the handler failed");
      return { kind: "private", card: parts.messages.trouble };
    }
  };
  const receiving: Receiving = { ...parts, tell, forms: createOpenForms(parts.messages, now) };
  const takeReaction = createReactionQueue((data) => handleReaction(receiving, data), inFlight.run, log);
  const takeChange = (data: unknown): void => parts.onChange(placeSchema.parse(data).guild_id);
  const takeGuild = (type: "GUILD_CREATE" | "GUILD_DELETE", data: unknown): void => {
    const guild = guildSchema.parse(data);
    // A server that is unavailable has an outage; the bot is still in it.
    if (guild.unavailable === true) return;
    if (type === "GUILD_CREATE") parts.onGuild(guild.id);
    else inFlight.run(tell(lifecycleEvent("community-lost", guild.id, now())));
  };

  const takers: Readonly<Record<string, (data: unknown) => void>> = {
    INTERACTION_CREATE: (data) => inFlight.run(handleInteraction(receiving, data)),
    MESSAGE_REACTION_ADD: takeReaction,
    GUILD_CREATE: (data) => takeGuild("GUILD_CREATE", data),
    GUILD_DELETE: (data) => takeGuild("GUILD_DELETE", data),
    CHANNEL_CREATE: takeChange,
    CHANNEL_UPDATE: takeChange,
    CHANNEL_DELETE: takeChange,
    THREAD_UPDATE: takeChange,
    THREAD_DELETE: takeChange,
    GUILD_ROLE_UPDATE: takeChange,
    GUILD_ROLE_DELETE: takeChange,
    // Without the privileged intent, Discord sends this only for the bot itself.
    GUILD_MEMBER_UPDATE: takeChange,
    READY: () => parts.onSession(),
  };

  return {
    take: (type, data) => {
      if (!stopped && Object.hasOwn(takers, type)) takers[type]?.(data);
    },
    tell: async (event) => {
      if (stopped) return { kind: "nothing" };
      const told = tell(event);
      inFlight.run(told);
      return told;
    },
    idle: inFlight.idle,
    stop: () => {
      stopped = true;
    },
  };
}

async function handleReaction(receiving: Receiving, data: unknown): Promise<void> {
  const added = reactionSchema.parse(data);
  const { me, now, tell, onReactionTaken } = receiving;
  const event = added.user_id === me() ? undefined : decodeReaction(added, now());
  if (event === undefined) return;
  const reply = await tell(event);
  // Removing the reaction is the receipt, so one that was not taken stays.
  if (reply.kind !== "private" || reply.card.tone === "problem") return;
  await onReactionTaken(event, event.label, event.user.id);
}

async function handleInteraction(receiving: Receiving, data: unknown): Promise<void> {
  const parsed = interactionSchema.safeParse(data);
  if (!parsed.success) return refuseInteraction(receiving, data, parsed.error);
  const interaction = parsed.data;
  const id =
    interaction.type === InteractionType.MessageComponent ? parseCustomId(interaction.data.custom_id) : undefined;
  await respond(receiving, interaction, expecting(interaction, id), replyTo(receiving, interaction, id));
}

async function refuseInteraction({ log, ...parts }: Receiving, data: unknown, error: z.ZodError): Promise<void> {
  const issues = error.issues.map((issue) => issue.path.join(".")).slice(0, 5);
  log.warn({ issues }, "an interaction could not be read");
  const head = interactionHeadSchema.safeParse(data);
  if (!head.success) return;
  const card = parts.messages.unreadable;
  await respond({ log, ...parts }, head.data, "private", Promise.resolve({ kind: "private", card }));
}

function expecting(interaction: Interaction, id: CustomId | undefined): Expecting {
  if (interaction.type === InteractionType.ApplicationCommandAutocomplete) return "suggestions";
  return id !== undefined && ["form", "pick", "edit"].includes(id.kind) ? "form" : "private";
}

async function replyTo(
  { forms, tell, messages, log }: Receiving,
  interaction: Interaction,
  id: CustomId | undefined,
): Promise<ShownReply> {
  if (id?.kind === "pick" && interaction.type === InteractionType.MessageComponent) {
    const modal = choiceToModal(id, textOf(interaction.message.components), messages);
    return { kind: "modal", modal, instead: messages.formTooLate };
  }
  const event = decodeInteraction(interaction, (field, attachment) => formFile(field, attachment, messages));
  if (event === undefined) return { kind: "private", card: messages.outsideServer };
  if (id?.kind === "edit" && event.type === "action") return forms.reopen(event);
  const reply = await tell(event);
  try {
    // Discord takes no modal in answer to a modal.
    return forms.show(event, reply, interaction.type !== InteractionType.ModalSubmit);
  } catch (error) {
    log.error({ err: error, type: event.type }, "a form could not be shown");
    return { kind: "private", card: messages.trouble };
  }
}
