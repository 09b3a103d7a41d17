import type { ActionId, Control, OptionLabel } from "../../../chat/card.ts";
import { UserError } from "../../../chat/errors.ts";
import { FORM_LIMITS, type Form, type FormField } from "../../../chat/form.ts";
import { plainText } from "../../../chat/plain.ts";
import type { GradableQuestion, Kind } from "../../../study/kinds/kind.ts";
import { withLabels } from "../../../study/kinds/shared/labels.ts";

/** The actions behind one card's controls. */
export interface AnswerActions {
  readonly option: (label: OptionLabel) => ActionId;
  readonly select: ActionId;
  readonly form: ActionId;
}

/** The controls that answer a question on its card, in a channel or in private. */
export function answerControls(kind: Kind, question: GradableQuestion, actions: AnswerActions): readonly Control[] {
  const controls = kind.controls(question);
  switch (controls.type) {
    case "buttons":
      return withLabels(question).map(({ label, text }) => ({
        type: "button",
        action: actions.option(label),
        label,
        description: `Answer ${label}: ${text.replace(/[`*]/g, "")}`,
      }));
    case "select":
      return [
        {
          type: "select",
          action: actions.select,
          label: `Select ${controls.count}`,
          submitLabel: "Submit",
          min: controls.count,
          max: controls.count,
          choices: withLabels(question).map(({ label }) => ({ value: label, label })),
        },
      ];
    default:
      return [{ type: "button", action: actions.form, label: controls.button, style: "primary", opensForm: true }];
  }
}

const WORDS_FIELD: FormField = {
  type: "text",
  name: "answer",
  label: "Answer",
  hint: "Capital letters, spaces and punctuation do not matter.",
  maxLength: 200,
  required: true,
};

export function answerForm(kind: Kind, question: GradableQuestion, action: ActionId): Form {
  return { action, title: "Your answer", submitLabel: "Submit", fields: answerFields(kind, question) };
}

function answerFields(kind: Kind, question: GradableQuestion): readonly FormField[] {
  const controls = kind.controls(question);
  if (controls.type !== "places") return [WORDS_FIELD];
  const choices = placeChoices(question);
  return controls.places.map((place, index) => ({
    type: "select",
    name: placeField(index),
    label: place,
    required: true,
    choices,
  }));
}

function placeChoices(question: GradableQuestion) {
  return withLabels(question).map(({ label, text }) => ({ value: label, label: cut(`${label}. ${plainText(text)}`) }));
}

function placeField(index: number): string {
  return `place-${index + 1}`;
}

/**
 * The form's fields as the text that the kind parses.
 *
 * @throws UserError at an empty place: without it, the later places would move up
 */
export function formInput(kind: Kind, question: GradableQuestion, fields: Readonly<Record<string, string>>): string {
  const controls = kind.controls(question);
  if (controls.type !== "places") return fields[WORDS_FIELD.name] ?? "";
  const names = controls.places.map((_, index) => placeField(index));
  const empty = names.find((name) => (fields[name] ?? "").trim() === "");
  if (empty !== undefined) throw new UserError("Choose a step for this place.", { field: empty });
  return names.map((name) => fields[name]).join("; ");
}

/** The field at fault; `at` comes from `parse`. */
export function answerField(kind: Kind, question: GradableQuestion, at: number | undefined): string {
  return kind.controls(question).type === "places" ? placeField(at ?? 0) : WORDS_FIELD.name;
}

function cut(text: string): string {
  const limit = FORM_LIMITS.choiceLabel;
  return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
