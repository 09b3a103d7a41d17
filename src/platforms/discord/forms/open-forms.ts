import { type Card, type EpochMs, escapeMarkdown } from "../../../chat/card.ts";
import type { ChatEvent, FormEvent, Reply } from "../../../chat/event.ts";
import type { Form, FormProblem } from "../../../chat/form.ts";
import type { PlatformMessages } from "../../platform.ts";
import { editId } from "../custom-id.ts";
import { type FilledIn, formToModal, type Modal } from "../encode-form.ts";

/** A reply as Discord can show it. */
export type ShownReply =
  | Extract<Reply, { kind: "private" | "suggestions" | "nothing" }>
  /** `instead`: what to show where Discord no longer takes the modal itself. */
  | { readonly kind: "modal"; readonly modal: Modal; readonly instead: Card };

/** An event of somebody who can be shown a form. */
type UserEvent = Extract<ChatEvent, { channel: string; user: object }>;
/** Whose form it is, and which one. */
type Opener = Pick<UserEvent, "community" | "user"> & { readonly action: string };

export interface OpenForms {
  /**
   * What `reply` to the event looks like. Its forms are remembered, with what was filled in where it has to be changed.
   *
   * @throws Error where the form cannot be shown on Discord at all
   */
  show(event: UserEvent, reply: Reply, canOpenModal: boolean): ShownReply;
  /** The form that a button of the adapter's own opens; a card where it is not known any more. */
  reopen(opener: Opener): ShownReply;
}

interface Remembered {
  readonly form: Form;
  readonly filledIn: FilledIn | undefined;
  readonly problem: FormProblem | undefined;
  readonly at: EpochMs;
}

/** After this long, a form has to be opened from the start. */
const REMEMBERED_MS = 30 * 60_000;
const MOST_REMEMBERED = 500;

/**
 * Discord closes a modal when it is submitted, and takes none in answer to another. So the bot remembers the forms it
 * has shown, in memory only, and a button in a private reply opens them again.
 */
export function createOpenForms(messages: PlatformMessages, now: () => EpochMs): OpenForms {
  const forms = new Map<string, Remembered>();

  const remember = (opener: Opener, given: Omit<Remembered, "at">): void => {
    const key = keyOf(opener);
    // Set afresh, so that the first key is always the oldest.
    forms.delete(key);
    forms.set(key, { ...given, at: now() });
    for (const [oldest, { at }] of forms) {
      if (forms.size <= MOST_REMEMBERED && !isOver(at)) break;
      forms.delete(oldest);
    }
  };
  const isOver = (at: EpochMs): boolean => now() - at > REMEMBERED_MS;
  const recall = (opener: Opener): Remembered | undefined => {
    const known = forms.get(keyOf(opener));
    return known === undefined || isOver(known.at) ? undefined : known;
  };

  const forget = (event: UserEvent): void => {
    if (event.type === "form") forms.delete(keyOf(event));
  };

  const modalFor = ({ form, filledIn, problem }: Omit<Remembered, "at">): ShownReply & { kind: "modal" } => ({
    kind: "modal",
    modal: formToModal(form, filledIn, problem),
    instead: withButton(messages.nextForm(form.title), form, messages.openForm),
  });

  /** A card that says what was wrong, and the way back to the form with what was typed. */
  const showAgain = (event: FormEvent, known: Remembered, card: Card, problem?: FormProblem): ShownReply => {
    const { fields, checked = {}, channel } = event;
    remember(event, { form: known.form, filledIn: { fields, checked, channel }, problem });
    return { kind: "private", card: withButton(card, known.form, messages.editAgain) };
  };

  const showProblem = (event: UserEvent, problem: FormProblem): ShownReply => {
    const known = event.type === "form" ? recall(event) : undefined;
    const field = known?.form.fields.find(({ name }) => name === problem.field);
    if (event.type === "form" && known !== undefined && field !== undefined) {
      const card = messages.problem(`**${escapeMarkdown(field.label)}**\n\n${problem.text}`);
      return showAgain(event, known, card, problem);
    }
    forget(event);
    return { kind: "private", card: messages.problem(problem.text) };
  };

  return {
    show: (event, reply, canOpenModal) => {
      if (reply.kind === "form-problem") return showProblem(event, reply.problem);
      if (event.type === "form" && reply.kind === "private" && reply.card.tone === "problem") {
        const known = recall(event);
        return known === undefined ? reply : showAgain(event, known, reply.card);
      }
      forget(event);
      if (reply.kind !== "form") return reply;
      const { form } = reply;
      const shown = { form, filledIn: undefined, problem: undefined };
      const modal = modalFor(shown);
      remember({ ...event, action: form.action }, shown);
      return canOpenModal ? modal : { kind: "private", card: modal.instead };
    },
    reopen: (opener) => {
      const known = recall(opener);
      return known === undefined ? { kind: "private", card: messages.formForgotten } : modalFor(known);
    },
  };
}

function keyOf({ community, user, action }: Opener): string {
  return `${community} ${user.id} ${action}`;
}

function withButton(card: Card, form: Form, label: string): Card {
  const button = { type: "button", action: editId(form.action), label } as const;
  return { ...card, blocks: [...card.blocks, { type: "controls", controls: [button] }] };
}
