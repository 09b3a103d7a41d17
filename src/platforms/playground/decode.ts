import { z } from "zod";
import type { EpochMs } from "../../chat/card.ts";
import { UserError } from "../../chat/errors.ts";
import type { ActionEvent, ChatUser, CommandEvent, FormEvent, ReactionEvent, SuggestEvent } from "../../chat/event.ts";
import { FORM_LIMITS, type FormFile } from "../../chat/form.ts";
import type { PlatformMessages } from "../platform.ts";
import { FILE_LIMIT, TEXT_LIMIT } from "./limits.ts";
import { chatUser, findPersona, operator, type Persona } from "./people.ts";

/** The page makes one for each thing that somebody does, and sends the same one again after a lost response. */
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

/** No form has more fields. */
function byField<Value extends z.ZodType>(value: Value) {
  const isSmall = (fields: object): boolean => Object.keys(fields).length <= FORM_LIMITS.fields;
  return z.record(z.string().max(100), value).refine(isSmall, "too many fields");
}

/** The bodies that the page sends, with only the fields that are used. */
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
  form: z.object({
    ...acted,
    action,
    fields: byField(z.string().max(FORM_LIMITS.textLength)),
    checked: byField(z.array(z.string().max(FORM_LIMITS.choiceValue)).max(FORM_LIMITS.checkboxes)).default({}),
    /** What a field of the type "channel" has. */
    channel: z.string().max(100).optional(),
    /** In base64. */
    files: byField(
      z.object({ name: z.string().max(255), content: z.string().max(4 * Math.ceil(FILE_LIMIT / 3)) }),
    ).default({}),
  }),
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
export interface EventOrigin {
  readonly community: string;
  readonly channel: string;
  readonly at: EpochMs;
}

const base = (body: { event: string }, origin: EventOrigin, user: ChatUser) =>
  ({ id: body.event, platform: "playground", ...origin, user }) as const;

export function decodeCommand(body: Body<"command">, origin: EventOrigin): CommandEvent {
  const [, command = "", text = ""] = /^\/(\S*)\s*([\s\S]*)$/.exec(body.text) ?? [];
  return {
    type: "command",
    ...base(body, origin, chatUser(body.as)),
    command: command.toLowerCase() || "help",
    input: { text: text.trim() },
  };
}

export function decodeOperator(body: Body<"operator">, origin: EventOrigin): CommandEvent {
  return { type: "command", ...base(body, origin, operator(body.as)), command: "study", input: { text: body.what } };
}

export function decodeAction(body: Body<"action">, origin: EventOrigin): ActionEvent {
  const { action, values } = body;
  return { type: "action", ...base(body, origin, chatUser(body.as)), message: String(body.message), action, values };
}

export function decodeForm(
  body: Body<"form">,
  origin: EventOrigin,
  messages: Pick<PlatformMessages, "fileTooLarge">,
): FormEvent {
  const { action, fields, checked } = body;
  const files = Object.entries(body.files).map(([field, file]) => [field, formFile(field, file, messages)]);
  return {
    type: "form",
    ...base(body, origin, chatUser(body.as)),
    action,
    fields,
    checked,
    files: Object.fromEntries(files),
  };
}

function formFile(
  field: string,
  file: { readonly name: string; readonly content: string },
  messages: Pick<PlatformMessages, "fileTooLarge">,
): FormFile {
  const bytes = Buffer.from(file.content, "base64");
  return {
    name: file.name,
    size: bytes.length,
    read: async (maxBytes) => {
      if (bytes.length > maxBytes) throw new UserError(messages.fileTooLarge(maxBytes), { field });
      return bytes;
    },
  };
}

export function decodeReaction(body: Body<"reaction">, origin: EventOrigin): ReactionEvent {
  const { message } = body;
  return { type: "reaction", ...base(body, origin, chatUser(body.as)), message: String(message), label: body.label };
}

export function decodeSuggest(body: Body<"suggest">, origin: EventOrigin): SuggestEvent {
  const { command, option, partial } = body;
  return { type: "suggest", ...base(body, origin, chatUser(body.as)), command, option, partial };
}
