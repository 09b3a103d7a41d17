import { type Card, type EpochMs, escapeMarkdown } from "../../../chat/card.ts";
import type { ChatEvent, Reply } from "../../../chat/event.ts";
import type { Form, FormProblem } from "../../../chat/form.ts";
import type { PlatformMessages } from "../../platform.ts";
import { reopenId } from "../custom-id.ts";
import { type FilledIn, formToModal, type Modal } from "../encode-form.ts";

/** A reply as Discord can show it. */
export type ShownReply =
  | Extract<Reply, { kind: "private" | "suggestions" | "nothing" }>
  /** `instead`: what to show where Discord no longer takes the modal itself. */
  | { readonly kind: "modal"; readonly modal: Modal; readonly instead: Card };

type UserEvent = Extract<ChatEvent, { channel: string; user: object }>;
/** Who has a form before them: each of a user's forms is known by its action. */
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

/** A form that is longer open than that has to be opened from the start. */
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
    const [oldest] = forms.keys();
    if (forms.size > MOST_REMEMBERED && oldest !== undefined) forms.delete(oldest);
  };
  const recall = (opener: Opener): Remembered | undefined => {
    const known = forms.get(keyOf(opener));
    return known === undefined || now() - known.at > REMEMBERED_MS ? undefined : known;
  };

  const forget = (event: UserEvent): void => {
    if (event.type === "form") forms.delete(keyOf(event));
  };

  const modalFor = ({ form, filledIn, problem }: Omit<Remembered, "at">): ShownReply & { kind: "modal" } => ({
    kind: "modal",
    modal: formToModal(form, filledIn, problem),
    instead: withButton(messages.nextForm(form.title), form, messages.openForm),
  });

  const showProblem = (event: UserEvent, problem: FormProblem): ShownReply => {
    const known = event.type === "form" ? recall(event) : undefined;
    const field = known?.form.fields.find(({ name }) => name === problem.field);
    if (event.type !== "form" || known === undefined || field === undefined) {
      forget(event);
      return { kind: "private", card: messages.problem(problem.text) };
    }
    const { fields, checked = {}, channel } = event;
    remember(event, { form: known.form, filledIn: { fields, checked, channel }, problem });
    const card = messages.problem(`**${escapeMarkdown(field.label)}**\n\n${problem.text}`);
    return { kind: "private", card: withButton(card, known.form, messages.editAgain) };
  };

  return {
    show: (event, reply, canOpenModal) => {
      if (reply.kind === "form-problem") return showProblem(event, reply.problem);
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
  const button = { type: "button", action: reopenId(form.action), label } as const;
  return { ...card, blocks: [...card.blocks, { type: "controls", controls: [button] }] };
}
