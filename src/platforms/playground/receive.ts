import type { Control } from "../../chat/card.ts";
import type { ChatEvent } from "../../chat/event.ts";
import {
  addReaction,
  deleteMessage,
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
} from "./decode.ts";
import { mayDelete, reactionLabels } from "./page/message-to-html.ts";
import { encodeReply, NOTHING, type Outcome } from "./reply.ts";
import { originOf, publish, visibleMessage, type World } from "./world.ts";

const GONE: Outcome = { kind: "refused", status: 404, problem: "That message is gone." };

export function receiveCommand(world: World, body: Body<"command">): Promise<Outcome> {
  return passToBot(world, decodeCommand(body, originOf(world)), body.text);
}

export function receiveOperator(world: World, body: Body<"operator">): Promise<Outcome> {
  return passToBot(world, decodeOperator(body, originOf(world)));
}

export async function receiveAction(world: World, body: Body<"action">): Promise<Outcome> {
  // Private replies are not stored, so there is nothing to check against.
  if (typeof body.message === "string") return passToBot(world, decodeAction(body, originOf(world)));
  const message = await visibleMessage(world, body.message, body.as);
  if (message === undefined) return GONE;
  const problem = selectionProblem(message, body);
  if (problem !== undefined) return { kind: "refused", status: 400, problem };
  return passToBot(world, decodeAction(body, originOf(world, message.channel)));
}

export async function receiveForm(world: World, body: Body<"form">): Promise<Outcome> {
  if (body.channel !== undefined && body.channel !== world.channel.id) {
    return { kind: "refused", status: 400, problem: "There is no such channel." };
  }
  return passToBot(world, decodeForm(body, originOf(world), world.messages));
}

/** Taking a reaction away is no input: the bot is not told. */
export async function receiveReaction(world: World, body: Body<"reaction">): Promise<Outcome> {
  const message = await visibleMessage(world, body.message, body.as);
  if (message === undefined) return GONE;
  const reactions = await reactionsOf(world.db, message.id);
  if (!reactionLabels({ ...message, reactions }).includes(body.label)) {
    return { kind: "refused", status: 400, problem: "That message takes no such reaction." };
  }
  const reaction = { message: message.id, label: body.label, user: body.as.id };
  const event = decodeReaction(body, originOf(world, message.channel));
  const isNew = body.on && (await addReaction(world.db, reaction, event.at));
  if (!body.on) await removeReaction(world.db, reaction);
  publish(world.live, message);
  return isNew ? passToBot(world, event) : NOTHING;
}

/** A chat message between people; the bot does not read it. */
export async function receiveText(world: World, body: Body<"text">): Promise<Outcome> {
  const { message } = await insertOnce(world.db, {
    channel: world.channel.id,
    key: `chat:${body.event}`,
    author: body.as.id,
    content: { text: body.text },
    at: world.now(),
  });
  publish(world.live, message);
  return NOTHING;
}

export async function receiveDeletion(world: World, body: Body<"deletion">): Promise<Outcome> {
  const message = await visibleMessage(world, body.message, body.as);
  if (message === undefined) return NOTHING;
  if (!mayDelete(message, body.as)) {
    return { kind: "refused", status: 403, problem: "Only admins may delete other people's messages." };
  }
  await deleteMessage(world.db, message.id, world.now());
  publish(world.live, message);
  return NOTHING;
}

export async function receiveSuggest(world: World, body: Body<"suggest">): Promise<Outcome> {
  const outcome = await passToBot(world, decodeSuggest(body, originOf(world)));
  return outcome.kind === "suggestions" ? outcome : { kind: "suggestions", suggestions: [] };
}

/** @param command what was typed, where it is a command */
async function passToBot(world: World, event: ChatEvent, command?: string): Promise<Outcome> {
  const reply = await world.handle(event);
  return encodeReply(reply, world, { event: event.id, at: event.at, ...(command !== undefined && { command }) });
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
