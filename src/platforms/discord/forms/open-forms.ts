import { type Card, type EpochMs, escapeMarkdown } from "../../../chat/card.ts";
import type { ChatEvent, FormEvent, Reply } from "../../../chat/event.ts";
import type { Form, FormProblem } from "../../../chat/form.ts";
import type { PlatformMessages } from "../../platform.ts";
import { editId } from "../custom-id.ts";
import { formToModal, type Modal } from "../encode-form.ts";
import { createFormMemory, type FormKey, type FormMemory, type ShownForm } from "./form-memory.ts";

/** A reply as Discord can show it. */
export type ShownReply =
  | Extract<Reply, { kind: "private" | "suggestions" | "nothing" }>
  /** `instead`: what to show where Discord no longer takes the modal itself. */
  | { readonly kind: "modal"; readonly modal: Modal; readonly instead: Card };

/** An event of somebody who can be shown a form. */
type UserEvent = Extract<ChatEvent, { channel: string; user: object }>;

export interface OpenForms {
  /**
   * Turns the bot's reply into what Discord can show. Remembers a form, and what was filled in where that has to be changed.
   *
   * @throws Error where the form cannot be shown on Discord at all
   */
  show(event: UserEvent, reply: Reply, canOpenModal: boolean): ShownReply;
  /** The form that a button of the adapter's own opens; a card where it is not known any more. */
  reopen(key: FormKey): ShownReply;
}

interface Parts {
  readonly memory: FormMemory;
  readonly messages: PlatformMessages;
}

/**
 * Discord closes a modal when it is submitted, and takes no modal as the reply to another. So the bot remembers the forms it
 * has shown, and a button in a private reply opens them again.
 */
export function createOpenForms(messages: PlatformMessages, now: () => EpochMs): OpenForms {
  const memory = createFormMemory(now);
  const parts = { memory, messages };
  return {
    show: (event, reply, canOpenModal) => {
      const again = event.type === "form" ? showAgain(parts, event, reply) : undefined;
      if (again !== undefined) return again;
      if (event.type === "form") memory.forget(event);
      switch (reply.kind) {
        case "form":
          return showForm(parts, event, reply.form, canOpenModal);
        case "form-problem":
          return { kind: "private", card: messages.problem(reply.problem.text) };
        default:
          return reply;
      }
    },
    reopen: (key) => {
      const shown = memory.recall(key);
      return shown === undefined ? { kind: "private", card: messages.formForgotten } : modalFor(shown, messages);
    },
  };
}

function showForm({ memory, messages }: Parts, event: UserEvent, form: Form, canOpenModal: boolean): ShownReply {
  const shown = { form, filledIn: undefined, problem: undefined };
  const reply = modalFor(shown, messages);
  memory.remember({ ...event, action: form.action }, shown);
  return canOpenModal ? reply : { kind: "private", card: reply.instead };
}

/** What was wrong, with a button back to the form and what was typed; undefined where there is nothing to edit. */
function showAgain({ memory, messages }: Parts, event: FormEvent, reply: Reply): ShownReply | undefined {
  const form = memory.recall(event)?.form;
  const card = form === undefined ? undefined : problemCard(form, reply, messages);
  if (form === undefined || card === undefined) return undefined;
  const { fields, checked = {}, channel } = event;
  const problem = reply.kind === "form-problem" ? reply.problem : undefined;
  memory.remember(event, { form, filledIn: { fields, checked, channel }, problem });
  return { kind: "private", card: withButton(card, form, messages.editAgain) };
}

function problemCard(form: Form, reply: Reply, messages: PlatformMessages): Card | undefined {
  // The bot failed, or the user is too fast: the same may be right in a moment.
  if (reply.kind === "private") return reply.card.tone === "problem" ? reply.card : undefined;
  const problem: FormProblem | undefined = reply.kind === "form-problem" ? reply.problem : undefined;
  const field = form.fields.find(({ name }) => name === problem?.field);
  return problem && field && messages.problem(`**${escapeMarkdown(field.label)}**\n\n${problem.text}`);
}

function modalFor({ form, filledIn, problem }: ShownForm, messages: PlatformMessages): ShownReply & { kind: "modal" } {
  return {
    kind: "modal",
    modal: formToModal(form, filledIn, problem),
    instead: withButton(messages.nextForm(form.title), form, messages.openForm),
  };
}

function withButton(card: Card, form: Form, label: string): Card {
  const button = { type: "button", action: editId(form.action), label } as const;
  return { ...card, blocks: [...card.blocks, { type: "controls", controls: [button] }] };
}
