import { setTimeout as sleep } from "node:timers/promises";
import { InteractionResponseType, InteractionType, MessageFlags, type REST, Routes } from "discord.js";
import type { Logger } from "pino";
import type { Card } from "../../chat/card.ts";
import type { PlatformMessages } from "../platform.ts";
import { cardToDiscord } from "./encode-card.ts";
import { isOver, toPlatformError } from "./errors.ts";
import type { ShownReply } from "./forms/open-forms.ts";
import type { InteractionHead } from "./gateway/payloads.ts";
import { LIMITS } from "./limits.ts";

/** Discord waits 3 s for the first reply; a bot across the world needs part of that for the way there and back. */
export interface ReplyTimes {
  /** After this long a private reply is announced, and follows when it is there. */
  readonly deferMs: number;
  /** A form and suggestions cannot be announced: after this long they are given up. */
  readonly giveUpMs: number;
}

export const REPLY_TIMES: ReplyTimes = { deferMs: 1_200, giveUpMs: 2_300 };

export type Expecting = "private" | "form" | "suggestions";

interface Parts {
  readonly rest: REST;
  readonly log: Logger;
  readonly times: ReplyTimes;
  readonly messages: Pick<PlatformMessages, "formTooLate">;
}

const LATE = Symbol("late");
const ANNOUNCEMENT = {
  type: InteractionResponseType.DeferredChannelMessageWithSource,
  data: { flags: MessageFlags.Ephemeral },
};

/** Sends what `work` comes to, in time and privately. Never throws. */
export async function respond(
  parts: Parts,
  interaction: InteractionHead,
  expecting: Expecting,
  work: Promise<ShownReply>,
): Promise<void> {
  const { rest, log, times } = parts;
  try {
    const patience = expecting === "private" ? times.deferMs : times.giveUpMs;
    const first = await Promise.race([work, sleep(patience, LATE, { ref: false })]);
    if (first !== LATE) return await replyAtOnce(rest, interaction, expecting, first as ShownReply);
    if (expecting === "suggestions") return await sendSuggestions(rest, interaction, []);
    if (expecting === "form") return await sendCard(rest, interaction, parts.messages.formTooLate);
    await callback(rest, interaction, ANNOUNCEMENT);
    await replyLater(rest, interaction, await work);
  } catch (error) {
    const { reason, message } = toPlatformError(error);
    const details = { interaction: interaction.id, reason, problem: message };
    if (isOver(error)) log.info(details, "an interaction was over before its reply");
    else log.warn(details, "a reply could not be sent");
  }
}

async function replyAtOnce(
  rest: REST,
  interaction: InteractionHead,
  expecting: Expecting,
  reply: ShownReply,
): Promise<void> {
  if (expecting === "suggestions")
    return sendSuggestions(rest, interaction, reply.kind === "suggestions" ? reply.suggestions : []);
  switch (reply.kind) {
    case "private":
      return sendCard(rest, interaction, reply.card);
    case "modal":
      return callback(rest, interaction, { type: InteractionResponseType.Modal, data: reply.modal });
    default:
      // A press is acknowledged without anybody seeing it. A command wants an answer: one that is deleted at once.
      if (interaction.type === InteractionType.MessageComponent)
        return callback(rest, interaction, { type: InteractionResponseType.DeferredMessageUpdate });
      await callback(rest, interaction, ANNOUNCEMENT);
      await rest.delete(original(interaction), { auth: false });
  }
}

async function replyLater(rest: REST, interaction: InteractionHead, reply: ShownReply): Promise<void> {
  if (reply.kind !== "private" && reply.kind !== "modal")
    return void (await rest.delete(original(interaction), { auth: false }));
  const { message, files } = cardToDiscord(reply.kind === "private" ? reply.card : reply.instead, { ephemeral: true });
  // The announcement has settled that only they see it.
  const body = { ...message, flags: message.flags & ~MessageFlags.Ephemeral };
  await rest.patch(original(interaction), { auth: false, body, files: [...files] });
}

function original(interaction: InteractionHead) {
  return Routes.webhookMessage(interaction.application_id, interaction.token);
}

async function sendCard(rest: REST, interaction: InteractionHead, card: Card): Promise<void> {
  const { message, files } = cardToDiscord(card, { ephemeral: true });
  const body = { type: InteractionResponseType.ChannelMessageWithSource, data: message };
  await callback(rest, interaction, body, [...files]);
}

/** Discord puts a suggestion into the option as it is, so one that is too long is left out rather than cut. */
async function sendSuggestions(
  rest: REST,
  interaction: InteractionHead,
  suggestions: readonly string[],
): Promise<void> {
  const choices = suggestions
    .filter((suggestion) => suggestion !== "" && suggestion.length <= LIMITS.suggestionLength)
    .slice(0, LIMITS.suggestions)
    .map((suggestion) => ({ name: suggestion, value: suggestion }));
  await callback(rest, interaction, {
    type: InteractionResponseType.ApplicationCommandAutocompleteResult,
    data: { choices },
  });
}

async function callback(
  rest: REST,
  interaction: InteractionHead,
  body: object,
  files: { name: string; data: Buffer; contentType: string }[] = [],
): Promise<void> {
  await rest.post(Routes.interactionCallback(interaction.id, interaction.token), { auth: false, body, files });
}
