import { setTimeout as sleep } from "node:timers/promises";
import { type REST, Routes } from "discord.js";
import type { Logger } from "pino";
import type { Card } from "../../chat/card.ts";
import type { Reply } from "../../chat/event.ts";
import { cardToDiscord, EPHEMERAL } from "./encode-card.ts";
import { formToDiscord } from "./encode-form.ts";
import { isOver, toPlatformError } from "./errors.ts";
import type { InteractionHead } from "./gateway/payloads.ts";
import { LIMITS } from "./limits.ts";

/** Discord waits 3 s for the first reply; a bot across the world needs some of them for the way. */
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
}

/** A press or a choice: it can be acknowledged without anybody seeing it. */
const COMPONENT = 3;
const LATE = Symbol("late");

/** Sends what `work` comes to, in time and privately. Never throws. */
export async function respond(
  parts: Parts,
  interaction: InteractionHead,
  expecting: Expecting,
  work: Promise<Reply>,
): Promise<void> {
  try {
    const patience = expecting === "private" ? parts.times.deferMs : parts.times.giveUpMs;
    const first = await Promise.race([work, sleep(patience, LATE, { ref: false })]);
    if (first !== LATE) return await replyAtOnce(parts.rest, interaction, expecting, first as Reply);
    if (expecting === "suggestions") return await callback(parts.rest, interaction, { type: 8, data: { choices: [] } });
    if (expecting === "form") return await callbackCard(parts.rest, interaction, TOO_SLOW);
    await callback(parts.rest, interaction, { type: 5, data: { flags: EPHEMERAL } });
    await replyLater(parts.rest, interaction, await work);
  } catch (error) {
    const { reason, message } = toPlatformError(error);
    const told = { interaction: interaction.id, reason, problem: message };
    if (isOver(error)) parts.log.info(told, "an interaction was over before its reply");
    else parts.log.warn(told, "a reply could not be sent");
  }
}

/** A modal of the adapter's own. */
export async function showModal(parts: Parts, interaction: InteractionHead, data: object): Promise<void> {
  try {
    await callback(parts.rest, interaction, { type: 9, data });
  } catch (error) {
    parts.log.info(
      { interaction: interaction.id, problem: toPlatformError(error).message },
      "a form could not be shown",
    );
  }
}

async function replyAtOnce(
  rest: REST,
  interaction: InteractionHead,
  expecting: Expecting,
  reply: Reply,
): Promise<void> {
  if (expecting === "suggestions") {
    const suggestions = reply.kind === "suggestions" ? reply.suggestions : [];
    return callback(rest, interaction, { type: 8, data: { choices: choicesOf(suggestions) } });
  }
  switch (reply.kind) {
    case "private":
      return callbackCard(rest, interaction, reply.card);
    case "form":
      return callback(rest, interaction, { type: 9, data: formToDiscord(reply.form) });
    default:
      if (interaction.type === COMPONENT) return callback(rest, interaction, { type: 6 });
      // Discord wants an answer even where there is nothing to say: one that is taken back at once.
      await callback(rest, interaction, { type: 5, data: { flags: EPHEMERAL } });
      await rest.delete(original(interaction), { auth: false });
  }
}

async function replyLater(rest: REST, interaction: InteractionHead, reply: Reply): Promise<void> {
  if (reply.kind === "nothing") return void (await rest.delete(original(interaction), { auth: false }));
  const { message, files } = cardToDiscord(reply.kind === "private" ? reply.card : TOO_SLOW, { ephemeral: true });
  // That only they see it was settled by the announcement.
  const body = { ...message, flags: message.flags & ~EPHEMERAL };
  await rest.patch(original(interaction), { auth: false, body, files: [...files] });
}

function original(interaction: InteractionHead) {
  return Routes.webhookMessage(interaction.application_id, interaction.token);
}

async function callbackCard(rest: REST, interaction: InteractionHead, card: Card): Promise<void> {
  const { message, files } = cardToDiscord(card, { ephemeral: true });
  await callback(rest, interaction, { type: 4, data: message }, [...files]);
}

async function callback(
  rest: REST,
  interaction: InteractionHead,
  body: object,
  files: { name: string; data: Buffer; contentType: string }[] = [],
): Promise<void> {
  await rest.post(Routes.interactionCallback(interaction.id, interaction.token), { auth: false, body, files });
}

/** A suggestion is put into the option as it is; one that is cut would be something else. */
function choicesOf(suggestions: readonly string[]) {
  return suggestions
    .filter((suggestion) => suggestion !== "" && suggestion.length <= LIMITS.suggestionLength)
    .slice(0, LIMITS.suggestions)
    .map((suggestion) => ({ name: suggestion, value: suggestion }));
}

const TOO_SLOW: Card = {
  tone: "problem",
  title: "That took too long",
  blocks: [
    { type: "text", text: "The form could not be opened in time. Nothing was lost; please press the button again." },
  ],
};
