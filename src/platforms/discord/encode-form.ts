import type { APIModalInteractionResponseCallbackData } from "discord.js";
import type { Form } from "../../chat/form.ts";
import { type CustomId, pickedId } from "./custom-id.ts";
import { clip, LIMITS } from "./limits.ts";

/** Where the check boxes' values are found when the form comes back. */
const PICK_FIELD = "picked";

export function formToDiscord(form: Form): APIModalInteractionResponseCallbackData {
  return {
    custom_id: form.action,
    title: clip(form.title, LIMITS.modalTitle),
    components: form.fields.slice(0, LIMITS.modalFields).map((field) => ({
      type: 18,
      label: clip(field.label, LIMITS.modalLabel),
      ...(field.hint !== undefined && { description: clip(field.hint, LIMITS.modalDescription) }),
      component: {
        type: 4,
        custom_id: field.name,
        style: field.maxLength > 300 ? 2 : 1,
        min_length: field.required ? 1 : 0,
        max_length: Math.min(field.maxLength, LIMITS.inputLength),
        required: field.required,
        ...(field.value !== undefined && {
          value: field.value.slice(0, Math.min(field.maxLength, LIMITS.inputLength)),
        }),
      },
    })),
  };
}

/** `question` is the text of the message that it covers, so that nobody chooses from memory. */
export function pickToDiscord(
  pick: Extract<CustomId, { kind: "pick" }>,
  question: string,
): APIModalInteractionResponseCallbackData {
  const { min, max, values, action } = pick;
  const wanted = min === max ? `Choose ${min}` : `Choose ${min} to ${max}`;
  return {
    custom_id: pickedId(action),
    title: clip("Your answer", LIMITS.modalTitle),
    components: [
      ...(question === "" ? [] : [{ type: 10, content: clip(question, LIMITS.messageText) } as const]),
      {
        type: 18,
        label: wanted,
        component: {
          type: 22,
          custom_id: PICK_FIELD,
          min_values: min,
          max_values: max,
          required: min > 0,
          options: values.map((value) => ({ value, label: value })),
        },
      },
    ],
  };
}
