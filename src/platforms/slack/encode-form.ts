import type {
  Checkboxes,
  ConversationsSelect,
  FileInput,
  InputBlock,
  ModalView,
  PlainTextInput,
  PlainTextOption,
  StaticSelect,
} from "@slack/types";
import type { Card } from "../../chat/card.ts";
import type { Form, FormChoice, FormField } from "../../chat/form.ts";
import { cardToBlocks, type EncodeOptions } from "./encode-card.ts";
import { cut, LIMITS } from "./limits.ts";
import type { FormOrigin, SentView } from "./transport/payloads.ts";

/** Every form's callback id; what the form is about stands in its private metadata. */
const FORM_CALLBACK = "form";

/** @throws Error where the form is larger than Slack takes (`formProblems` says why): nothing of it is left out */
export function formToView(form: Form, origin: Omit<FormOrigin, "action">): ModalView {
  if (form.fields.length > LIMITS.viewBlocks) throw new Error(`a form of ${form.fields.length} fields does not fit`);
  return {
    type: "modal",
    callback_id: FORM_CALLBACK,
    private_metadata: JSON.stringify({ action: form.action, ...origin } satisfies FormOrigin),
    title: plainText(form.title, LIMITS.modalTitle),
    submit: plainText(form.submitLabel, LIMITS.modalButton),
    close: plainText("Cancel", LIMITS.modalButton),
    blocks: form.fields.map(fieldToBlock),
  };
}

/** A reply that has no channel to stand in, or that a form has to make room for. */
export function cardToView(card: Card, options: EncodeOptions): ModalView {
  const { blocks } = cardToBlocks(card, { ...options, maxBlocks: LIMITS.viewBlocks });
  return {
    type: "modal",
    callback_id: "reply",
    title: plainText("studybot", LIMITS.modalTitle),
    close: plainText("Close", LIMITS.modalButton),
    blocks,
  };
}

/** The form that was sent, under a card. Slack keeps what was typed in inputs whose ids stay (its docs, "Modal views"). */
export function cardAboveForm(card: Card, sent: SentView, options: EncodeOptions): ModalView {
  const inputs = sent.blocks.filter(({ type }) => type === "input");
  const { blocks } = cardToBlocks(card, { ...options, maxBlocks: LIMITS.viewBlocks - inputs.length });
  const { callback_id, private_metadata, title, submit, close } = sent;
  return {
    type: "modal",
    callback_id,
    private_metadata,
    title,
    submit,
    close,
    blocks: [...blocks, ...inputs],
  } as ModalView;
}

function fieldToBlock(field: FormField): InputBlock {
  return {
    type: "input",
    block_id: field.name,
    label: plainText(field.label, LIMITS.inputLabel),
    ...(field.hint !== undefined && field.hint !== "" && { hint: plainText(field.hint, LIMITS.inputLabel) }),
    optional: !field.required,
    element: { action_id: field.name, ...fieldToElement(field) },
  };
}

function fieldToElement(field: FormField): InputBlock["element"] {
  switch (field.type) {
    case "text":
    case "long-text":
      return textToInput(field);
    case "select":
      return choicesToSelect(field);
    case "checkboxes":
      return choicesToCheckboxes(field);
    case "channel":
      return { type: "conversations_select", filter: { include: ["public", "private"] } } satisfies ConversationsSelect;
    case "file":
      return fileToInput(field);
  }
}

type FieldOf<Type extends FormField["type"]> = Extract<FormField, { readonly type: Type }>;

function textToInput(field: FieldOf<"text" | "long-text">): PlainTextInput {
  const max_length = Math.min(Math.max(field.maxLength, 1), LIMITS.inputLength);
  return {
    type: "plain_text_input",
    max_length,
    ...(field.type === "long-text" && { multiline: true }),
    ...(field.value !== undefined && field.value !== "" && { initial_value: cut(field.value, max_length) }),
  };
}

function choicesToSelect({ name, choices, value }: FieldOf<"select">): StaticSelect {
  const options = choicesToOptions(name, choices, LIMITS.selectOptions);
  const initial = options.find((option) => option.value === value);
  return { type: "static_select", options, ...(initial !== undefined && { initial_option: initial }) };
}

function choicesToCheckboxes({ name, choices, values = [] }: FieldOf<"checkboxes">): Checkboxes {
  const options = choicesToOptions(name, choices, LIMITS.checkboxOptions);
  const initial = options.filter((option) => values.includes(option.value));
  return { type: "checkboxes", options, ...(initial.length > 0 && { initial_options: initial }) };
}

function fileToInput({ endings }: FieldOf<"file">): FileInput {
  return { type: "file_input", ...(endings.length > 0 && { filetypes: [...endings] }), max_files: 1 };
}

type ChoiceOption = PlainTextOption & { readonly value: string };

function choicesToOptions(field: string, choices: readonly FormChoice[], most: number): ChoiceOption[] {
  if (choices.length === 0 || choices.length > most)
    throw new Error(`a field "${field}" with ${choices.length} choices does not fit`);
  return choices.map(({ value, label }) => ({ text: plainText(label, LIMITS.optionText), value }));
}

function plainText(text: string, limit: number) {
  return { type: "plain_text", text: cut(text, limit) || "…", emoji: false } as const;
}
