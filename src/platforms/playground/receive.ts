import type { Control } from "../../chat/card.ts";
import type { Reply } from "../../chat/event.ts";
import {
  addReaction,
  deleteMessage,
  findMessage,
  insertOnce,
  reactionsOf,
  removeReaction,
  type StoredMessage,
} from "../../storage/playground/messages.ts";
import {
  type Body,
  decodeAction,
  decodeCommand,
  decodeForm,
  decodeOperator,
  decodeReaction,
  decodeSuggest,
  SUGGESTION_LIMIT,
} from "./decode.ts";
import { formToHtml } from "./page/controls-to-html.ts";
import { directChannel, mayDelete, privateReplyToHtml, reactionLabels } from "./page/message-to-html.ts";
import type { Persona } from "./people.ts";
import { occasion, type World } from "./world.ts";

/** What the page gets back for something that somebody did. */
export type Outcome =
  | { readonly kind: "private"; readonly id: string; readonly html: string }
  | { readonly kind: "form"; readonly id: string; readonly html: string }
  | { readonly kind: "suggestions"; readonly suggestions: readonly string[] }
  | { readonly kind: "nothing" }
  | { readonly kind: "refused"; readonly status: 400 | 403 | 404; readonly problem: string };

const NOTHING: Outcome = { kind: "nothing" };
const GONE: Outcome = { kind: "refused", status: 404, problem: "That message is gone." };

export async function receiveCommand(world: World, body: Body<"command">): Promise<Outcome> {
  const event = decodeCommand(body, occasion(world));
  return outcomeOf(await world.handle(event), { event: body.event, at: event.at, because: body.text });
}

export async function receiveOperator(world: World, body: Body<"operator">): Promise<Outcome> {
  const event = decodeOperator(body, occasion(world));
  return outcomeOf(await world.handle(event), { event: body.event, at: event.at });
}

export async function receiveAction(world: World, body: Body<"action">): Promise<Outcome> {
  let channel = world.channel.id;
  if (typeof body.message === "number") {
    const message = await visibleMessage(world, body.message, body.as);
    if (message === undefined) return GONE;
    const problem = selectionProblem(message, body);
    if (problem !== undefined) return { kind: "refused", status: 400, problem };
    channel = message.channel;
  }
  const event = decodeAction(body, occasion(world, channel));
  return outcomeOf(await world.handle(event), { event: body.event, at: event.at });
}

export async function receiveForm(world: World, body: Body<"form">): Promise<Outcome> {
  const event = decodeForm(body, occasion(world));
  return outcomeOf(await world.handle(event), { event: body.event, at: event.at });
}

/** Taking a reaction away is no input: the bot hears nothing of it. */
export async function receiveReaction(world: World, body: Body<"reaction">): Promise<Outcome> {
  const message = await visibleMessage(world, body.message, body.as);
  if (message === undefined) return GONE;
  const reaction = { message: message.id, label: body.label, user: body.as.id };
  const feedMessage = { ...message, reactions: await reactionsOf(world.db, message.id), replies: [] };
  if (!reactionLabels(feedMessage).includes(body.label)) {
    return { kind: "refused", status: 400, problem: "That message takes no such reaction." };
  }
  const event = decodeReaction(body, occasion(world, message.channel));
  const isNew = body.on && (await addReaction(world.db, reaction, event.at));
  if (!body.on) await removeReaction(world.db, reaction);
  world.live.publish(message.channel, message.threadOf ?? message.id);
  return isNew ? outcomeOf(await world.handle(event), { event: body.event, at: event.at }) : NOTHING;
}

/** A chat message between people; the bot does not read it. */
export async function receiveText(world: World, body: Body<"text">): Promise<Outcome> {
  const { id: channel, at } = { ...world.channel, at: world.now() };
  const content = { text: body.text };
  const { message } = await insertOnce(world.db, {
    channel,
    key: `chat:${body.event}`,
    author: body.as.id,
    content,
    at,
  });
  world.live.publish(channel, message.id);
  return NOTHING;
}

export async function receiveDeletion(world: World, body: Body<"deletion">): Promise<Outcome> {
  const message = await visibleMessage(world, body.message, body.as);
  if (message === undefined) return NOTHING;
  if (!mayDelete(message, body.as)) {
    return { kind: "refused", status: 403, problem: "Only admins may delete other people's messages." };
  }
  await deleteMessage(world.db, message.id, world.now());
  world.live.publish(message.channel, message.threadOf ?? message.id);
  return NOTHING;
}

export async function receiveSuggest(world: World, body: Body<"suggest">): Promise<Outcome> {
  const reply = await world.handle(decodeSuggest(body, occasion(world)));
  const suggestions = reply.kind === "suggestions" ? reply.suggestions.slice(0, SUGGESTION_LIMIT) : [];
  return { kind: "suggestions", suggestions };
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

/** A select promises its handler at least `min` and at most `max` of its own choices. */
function selectionProblem(message: StoredMessage, body: Body<"action">): string | undefined {
  const blocks = "card" in message.content ? message.content.card.blocks : [];
  const controls = blocks.flatMap((block): readonly Control[] => (block.type === "controls" ? block.controls : []));
  const select = controls.find((control) => control.type === "select" && control.action === body.action);
  if (select?.type !== "select") return undefined;
  const known = new Set(select.choices.map((choice) => choice.value));
  const values = new Set(body.values);
  if (body.values.some((value) => !known.has(value))) return "There is no such choice.";
  if (values.size >= select.min && values.size <= select.max) return undefined;
  return select.min === select.max ? `Choose ${select.min}.` : `Choose ${select.min} to ${select.max}.`;
}

function outcomeOf(reply: Reply, about: { event: string; at: number; because?: string }): Outcome {
  switch (reply.kind) {
    case "private": {
      const id = `private-${about.event}`;
      return { kind: "private", id, html: privateReplyToHtml(reply.card, { ...about, id }).toString() };
    }
    case "form": {
      const id = `form-${about.event}`;
      return { kind: "form", id, html: formToHtml(reply.form, id).toString() };
    }
    default:
      return NOTHING;
  }
}
