import type { ActionId, Markdown } from "./card.ts";

/** A form that opens over the chat. It must fit every platform: see `FORM_LIMITS`. */
export interface Form {
  readonly action: ActionId;
  readonly title: string;
  readonly submitLabel: string;
  readonly fields: readonly FormField[];
}

export type FormField = FieldBase & FieldKind;

interface FieldBase {
  /** Unique within the form; the value comes back under this name. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly required: boolean;
}

type FieldKind =
  | {
      /** One line, or several. */
      readonly type: "text" | "long-text";
      /** In UTF-16 code units. */
      readonly maxLength: number;
      readonly value?: string;
    }
  | { readonly type: "select"; readonly choices: readonly FormChoice[]; readonly value?: string }
  | { readonly type: "checkboxes"; readonly choices: readonly FormChoice[]; readonly values?: readonly string[] }
  /** A channel of the community, chosen in the platform's own picker. Its id comes back as the event's `channel`. */
  | { readonly type: "channel" }
  /** One file. `endings` are extensions without the dot, such as "md". */
  | { readonly type: "file"; readonly endings: readonly string[] };

export interface FormChoice {
  readonly value: string;
  readonly label: string;
}

/** A file submitted with a form. */
export interface FormFile {
  readonly name: string;
  /** In bytes, as the platform reports it. */
  readonly size: number;
  /** @throws PlatformError if it cannot be fetched, UserError if it is larger than `maxBytes` */
  read(maxBytes: number): Promise<Uint8Array>;
}

/**
 * Limits that fit every platform. Slack: modal title 24, button 24, option 75, ten checkboxes; text 3,000
 * (https://docs.slack.dev/reference/block-kit). Discord: five components, title and label 45, description 100, 25 options, ten
 * checkboxes (https://docs.discord.com/developers/components/reference).
 */
export const FORM_LIMITS = {
  fields: 5,
  title: 24,
  submitLabel: 24,
  label: 45,
  hint: 100,
  textLength: 3_000,
  selectChoices: 25,
  checkboxes: 10,
  choiceLabel: 75,
  choiceValue: 75,
} as const;

/** Why some platform could not show the form; empty if all can. */
export function formProblems(form: Form): readonly string[] {
  const names = form.fields.map(({ name }) => name);
  return [
    ...tooMany("fields", names.length, FORM_LIMITS.fields),
    ...(names.length === 0 ? ["a form needs a field"] : []),
    ...(new Set(names).size < names.length ? ["two fields have the same name"] : []),
    ...tooMany("characters in the title", form.title.length, FORM_LIMITS.title),
    ...tooMany("characters on the button", form.submitLabel.length, FORM_LIMITS.submitLabel),
    ...form.fields.flatMap((field) => fieldProblems(field).map((problem) => `${field.name}: ${problem}`)),
  ];
}

function fieldProblems(field: FormField): readonly string[] {
  return [
    ...tooMany("characters in the label", field.label.length, FORM_LIMITS.label),
    ...tooMany("characters in the hint", field.hint?.length ?? 0, FORM_LIMITS.hint),
    ...kindProblems(field),
  ];
}

function kindProblems(field: FormField): readonly string[] {
  switch (field.type) {
    case "text":
    case "long-text":
      return tooMany("characters", field.maxLength, FORM_LIMITS.textLength);
    case "select":
    case "checkboxes": {
      const limit = field.type === "select" ? FORM_LIMITS.selectChoices : FORM_LIMITS.checkboxes;
      return [
        ...(field.choices.length === 0 ? ["there is nothing to choose from"] : []),
        ...tooMany("choices", field.choices.length, limit),
        ...field.choices.flatMap(({ value, label }) => [
          ...tooMany("characters in a choice", label.length, FORM_LIMITS.choiceLabel),
          ...tooMany("characters in a choice's value", value.length, FORM_LIMITS.choiceValue),
        ]),
      ];
    }
    default:
      return [];
  }
}

function tooMany(what: string, count: number, limit: number): readonly string[] {
  return count > limit ? [`${count} ${what}, at most ${limit} fit`] : [];
}

/** Choices whose value is also their label. */
export function wordChoices(words: readonly string[]): readonly FormChoice[] {
  return words.map((word) => ({ value: word, label: word }));
}

/** What is wrong with a submitted form. */
export interface FormProblem {
  readonly text: Markdown;
  /** undefined if it concerns the whole form. */
  readonly field: string | undefined;
}
