import { z } from "zod";
import type { EpochMs } from "../../chat/card.ts";
import type { ActionEvent, ChatUser, CommandEvent, FormEvent, ReactionEvent, SuggestEvent } from "../../chat/event.ts";
import { chatUser, findPersona, operator, type Persona } from "./people.ts";

/** A chat message or a command is at most this long, in UTF-16 code units (Discord's limit for messages). */
export const TEXT_LIMIT = 2000;
/** The choices that an autocomplete may show (Discord's limit). */
export const SUGGESTION_LIMIT = 25;

/** Made by the page, once for each thing that somebody does: doing it again after a lost answer carries the same id. */
const eventId = z.string().regex(/^[A-Za-z0-9-]{8,64}$/, "not an event id");
const persona = z.string().transform((id, context): Persona => {
  const found = findPersona(id);
  if (found !== undefined) return found;
  context.addIssue({ code: "custom", message: "nobody by this name plays here" });
  return z.NEVER;
});
const storedId = z.int().positive();
const label = z.enum(["1", "2", "3", "4", "5"]);
const action = z.string().min(1).max(100);
const acted = { event: eventId, as: persona };

/** The bodies that the page sends; only what is used. */
export const BODIES = {
  command: z.object({
    ...acted,
    text: z.string().max(TEXT_LIMIT, `at most ${TEXT_LIMIT} characters`).startsWith("/", "a command begins with /"),
  }),
  operator: z.object({ ...acted, what: z.enum(["post", "close"]) }),
  action: z.object({
    ...acted,
    /** A stored message, or a private reply. */
    message: z.union([storedId, z.string().regex(/^private-[A-Za-z0-9-]{1,64}$/, "not a message id")]),
    action,
    values: z.array(z.string().max(200)).max(25).default([]),
  }),
  form: z.object({ ...acted, action, fields: z.record(z.string().max(100), z.string().max(4000)) }),
  reaction: z.object({ ...acted, message: storedId, label, on: z.boolean() }),
  text: z.object({
    ...acted,
    text: z.string().trim().min(1, "is empty").max(TEXT_LIMIT, `at most ${TEXT_LIMIT} characters`),
  }),
  deletion: z.object({ as: persona, message: storedId }),
  suggest: z.object({
    ...acted,
    command: z.string().max(100),
    option: z.string().max(100),
    partial: z.string().max(200),
  }),
} as const;

export type Body<Name extends keyof typeof BODIES> = z.infer<(typeof BODIES)[Name]>;

/** Where and when it happened. */
export interface Occasion {
  readonly community: string;
  readonly channel: string;
  readonly at: EpochMs;
}

const base = (body: { event: string }, occasion: Occasion, user: ChatUser) =>
  ({ id: body.event, platform: "playground", ...occasion, user }) as const;

export function decodeCommand(body: Body<"command">, occasion: Occasion): CommandEvent {
  const [, command = "", text = ""] = /^\/(\S*)\s*([\s\S]*)$/.exec(body.text) ?? [];
  return {
    type: "command",
    ...base(body, occasion, chatUser(body.as)),
    command: command.toLowerCase() || "help",
    input: { text: text.trim() },
  };
}

export function decodeOperator(body: Body<"operator">, occasion: Occasion): CommandEvent {
  return { type: "command", ...base(body, occasion, operator(body.as)), command: "study", input: { text: body.what } };
}

export function decodeAction(body: Body<"action">, occasion: Occasion): ActionEvent {
  const { action, values } = body;
  return { type: "action", ...base(body, occasion, chatUser(body.as)), message: String(body.message), action, values };
}

export function decodeForm(body: Body<"form">, occasion: Occasion): FormEvent {
  const { action, fields } = body;
  return { type: "form", ...base(body, occasion, chatUser(body.as)), action, fields };
}

export function decodeReaction(body: Body<"reaction">, occasion: Occasion): ReactionEvent {
  const { message } = body;
  return { type: "reaction", ...base(body, occasion, chatUser(body.as)), message: String(message), label: body.label };
}

export function decodeSuggest(body: Body<"suggest">, occasion: Occasion): SuggestEvent {
  const { command, option, partial } = body;
  return { type: "suggest", ...base(body, occasion, chatUser(body.as)), command, option, partial };
}
