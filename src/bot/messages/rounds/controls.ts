import type { ActionId, Control, OptionLabel } from "../../../chat/card.ts";
import { UserError } from "../../../chat/errors.ts";
import { FORM_LIMITS, type Form, type FormField } from "../../../chat/form.ts";
import { plainText } from "../../../chat/plain.ts";
import type { GradableQuestion, Kind } from "../../../study/kinds/kind.ts";
import { labelled } from "../../../study/kinds/shared/labels.ts";

/** What the controls of one card do. */
export interface AnswerActions {
  readonly option: (label: OptionLabel) => ActionId;
  readonly select: ActionId;
  readonly form: ActionId;
}

/** How a question is answered on its card, in a channel or in private. */
export function answerControls(kind: Kind, question: GradableQuestion, actions: AnswerActions): readonly Control[] {
  const controls = kind.controls(question);
  switch (controls.type) {
    case "buttons":
      return labelled(question).map(({ label, text }) => ({
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
          choices: labelled(question).map(({ label }) => ({ value: label, label })),
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
  return labelled(question).map(({ label, text }) => ({ value: label, label: cut(`${label}. ${plainText(text)}`) }));
}

function placeField(index: number): string {
  return `place-${index + 1}`;
}

/**
 * What a form's fields say, as the kind reads it.
 *
 * @throws UserError where a place is empty: the places after it would move up
 */
export function formInput(kind: Kind, question: GradableQuestion, fields: Readonly<Record<string, string>>): string {
  const controls = kind.controls(question);
  if (controls.type !== "places") return fields[WORDS_FIELD.name] ?? "";
  const names = controls.places.map((_, index) => placeField(index));
  const empty = names.find((name) => (fields[name] ?? "").trim() === "");
  if (empty !== undefined) throw new UserError("Choose a step for this place.", { field: empty });
  return names.map((name) => fields[name]).join("; ");
}

/** The field that a problem is about; `at` as `parse` tells it. */
export function answerField(kind: Kind, question: GradableQuestion, at: number | undefined): string {
  return kind.controls(question).type === "places" ? placeField(at ?? 0) : WORDS_FIELD.name;
}

function cut(text: string): string {
  const most = FORM_LIMITS.choiceLabel;
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
