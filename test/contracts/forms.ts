import type { Bot } from "../../src/bot/bot.ts";
import { moreSettingsForm, setupForm } from "../../src/bot/messages/home.ts";
import { answerForm } from "../../src/bot/messages/rounds/controls.ts";
import { reportForm } from "../../src/bot/messages/rounds/corrections.ts";
import { quizFormAction } from "../../src/bot/messages/rounds/quiz.ts";
import { defaultSettings } from "../../src/bot/setup/settings.ts";
import type { Card } from "../../src/chat/card.ts";
import type { Form, FormField } from "../../src/chat/form.ts";
import type { Question } from "../../src/deck/deck.ts";
import type { Channel } from "../../src/storage/channels.ts";
import { fillIn } from "../../src/study/kinds/fill-in.ts";
import { order } from "../../src/study/kinds/order.ts";

/**
 * What a user puts into a form, by field: a text, a choice's value, a channel's id; the values of checked boxes; a file.
 * What is not named stays as the form has it.
 */
export type FilledIn = Readonly<Record<string, string | readonly string[] | FileToSend>>;

export interface FileToSend {
  readonly name: string;
  readonly content: string;
}

/** What a user sees after a form that they sent was found wrong. */
export interface SeenProblem {
  /** All that they read about it. */
  readonly text: string;
  /** The field at which it stands; undefined where the platform can only say it beside the form. */
  readonly field: string | undefined;
  /** What stands in the form, still or when they open it again; empty where it is gone. Files are left out. */
  readonly filledIn: Readonly<Record<string, string | readonly string[]>>;
}

/** A message whose button opens whatever form the bot replies with. */
export const OPENER_CARD: Card = {
  tone: "notice",
  title: "Open a form",
  blocks: [{ type: "controls", controls: [{ type: "button", action: "open", label: "Open", opensForm: true }] }],
};

/** Every type of field. No platform's form holds six. */
export const TEXTS_FORM: Form = {
  action: "texts:1",
  title: "Texts and choices",
  submitLabel: "Send",
  fields: [
    { type: "text", name: "word", label: "Word", hint: "One will do", maxLength: 40, required: true, value: "pca" },
    { type: "long-text", name: "words", label: "Words", maxLength: 3_000, required: false },
    {
      type: "select",
      name: "color",
      label: "Color",
      hint: "Any",
      required: true,
      choices: [
        { value: "r", label: "Red" },
        { value: "g", label: "Green" },
      ],
      value: "g",
    },
    {
      type: "checkboxes",
      name: "days",
      label: "Days",
      required: false,
      choices: ["mon", "tue", "wed"].map((value) => ({ value, label: value.toUpperCase() })),
      values: ["tue", "wed"],
    },
  ],
};
export const PICKERS_FORM: Form = {
  action: "pickers:1",
  title: "Channel and file",
  submitLabel: "Send",
  fields: [
    { type: "channel", name: "where", label: "Channel", hint: "Where to ask", required: true },
    { type: "file", name: "deck", label: "Deck", hint: "Markdown or CSV", endings: ["md", "csv"], required: true },
  ],
};

const SETTINGS = defaultSettings({ defaults: { deck: "small" } } as Bot, "Europe/Berlin");
const CHANNEL = { external: "C1", name: "#study", settings: SETTINGS } as Channel;
const DECKS = ["small", "large"];
const FIVE_STEPS = ["one", "two", "three", "four", `five, ${"and more ".repeat(20)}`];

/** Every form that the bot has, and those that have every type of field. */
export const FORMS: readonly (readonly [name: string, form: Form])[] = [
  ["words as an answer", answerForm(fillIn, fillIn.file.read({ answer: "pca" }), "answer-form:7")],
  ["an order as an answer", answerForm(order, order.file.read({ steps: FIVE_STEPS }), "answer-form:8")],
  [
    "a quiz's answer",
    answerForm(fillIn, fillIn.file.read({ answer: "pca" }), quizFormAction({ id: "p-1" } as Question, "3-abcde")),
  ],
  ["a report", reportForm(7)],
  ["the set-up of a new channel", setupForm(undefined, SETTINGS, DECKS)],
  ["the set-up of a known channel", setupForm(CHANNEL, SETTINGS, DECKS)],
  ["a channel's other settings", moreSettingsForm(CHANNEL)],
  ["texts and choices", TEXTS_FORM],
  ["pickers", PICKERS_FORM],
];

/** Something in every field, other than what stands there. */
export function filledOut(form: Form, channel: string): FilledIn {
  return Object.fromEntries(form.fields.map((field) => [field.name, valueFor(field, channel)]));
}

function valueFor(field: FormField, channel: string): FilledIn[string] {
  switch (field.type) {
    case "text":
    case "long-text":
      return "my words & more".slice(0, field.maxLength);
    case "select":
      return field.choices.find(({ value }) => value !== field.value)?.value ?? field.value ?? "";
    case "checkboxes":
      return field.choices.slice(0, 2).map(({ value }) => value);
    case "channel":
      return channel;
    case "file":
      return { name: `notes.${field.endings[0]}`, content: "# Notes\n\nÜbung" };
  }
}

/** What of it can stand in a form that is shown again. */
export function withoutFiles(filledIn: FilledIn): SeenProblem["filledIn"] {
  const kept = Object.entries(filledIn).flatMap(([name, value]) =>
    typeof value === "object" && "content" in value ? [] : [[name, value] as const],
  );
  return Object.fromEntries(kept);
}
