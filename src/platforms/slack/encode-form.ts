import type { InputBlock, ModalView, PlainTextInput, PlainTextOption, StaticSelect } from "@slack/types";
import type { Card } from "../../chat/card.ts";
import type { Form, FormField } from "../../chat/form.ts";
import { cardToBlocks, type EncodeOptions } from "./encode-card.ts";
import { cut, LIMITS } from "./limits.ts";
import type { FormOrigin } from "./transport/payloads.ts";

/** Every form's callback id; what the form is about stands in its private metadata. */
const FORM_CALLBACK = "form";

export function formToView(form: Form, origin: Omit<FormOrigin, "action">): ModalView {
  return {
    type: "modal",
    callback_id: FORM_CALLBACK,
    private_metadata: JSON.stringify({ action: form.action, ...origin } satisfies FormOrigin),
    title: plainText(form.title, LIMITS.modalTitle),
    submit: plainText(form.submitLabel, LIMITS.modalButton),
    close: plainText("Cancel", LIMITS.modalButton),
    blocks: form.fields.slice(0, LIMITS.viewBlocks).map(fieldToBlock),
  };
}

/** A reply that has no channel to stand in. */
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

function fieldToBlock(field: FormField): InputBlock {
  return {
    type: "input",
    block_id: field.name,
    label: plainText(field.label, LIMITS.inputLabel),
    ...(field.hint !== undefined && field.hint !== "" && { hint: plainText(field.hint, LIMITS.inputLabel) }),
    optional: !field.required,
    element: elementOf(field),
  };
}

function elementOf(field: FormField): InputBlock["element"] {
  if (field.picks === "channel")
    return { type: "conversations_select", action_id: field.name, filter: { include: ["public", "private"] } };
  if (field.choices === undefined || field.choices.length === 0) return inputOf(field);
  return selectOf(field, field.choices);
}

function inputOf(field: FormField): PlainTextInput {
  const max_length = Math.min(Math.max(field.maxLength, 1), LIMITS.inputLength);
  return {
    type: "plain_text_input",
    action_id: field.name,
    max_length,
    ...(field.value !== undefined && field.value !== "" && { initial_value: cut(field.value, max_length) }),
  };
}

function selectOf(field: FormField, choices: readonly string[]): StaticSelect {
  const options = choices.slice(0, LIMITS.selectOptions).map(
    (choice): PlainTextOption => ({
      text: plainText(choice, LIMITS.optionText),
      value: choice.slice(0, LIMITS.optionValue),
    }),
  );
  const initial = options.find((option) => option.value === field.value);
  return {
    type: "static_select",
    action_id: field.name,
    options,
    ...(initial !== undefined && { initial_option: initial }),
  };
}

function plainText(text: string, limit: number) {
  return { type: "plain_text", text: cut(text, limit) || "…", emoji: false } as const;
}
