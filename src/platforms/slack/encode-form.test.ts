import { expect, test } from "vitest";
import { FORMS, TEXTS_FORM } from "../../../test/contracts/forms.ts";
import { refuseView } from "../../../test/fakes/slack/block-rules.ts";
import type { Form } from "../../chat/form.ts";
import { cardAboveForm, formToView } from "./encode-form.ts";

const ORIGIN = { community: "T1", channel: "C1" };

test.each(FORMS)("%s is a view that Slack takes", (_, form) => {
  expect(refuseView(formToView(form, ORIGIN), "modal")).toBeUndefined();
});

test("labels that are too long are cut, and texts keep to Slack's limit", () => {
  const form: Form = {
    action: "setup:C1",
    title: "A title that is much too long for Slack",
    submitLabel: "Save",
    fields: [
      { type: "text", name: "answer", label: "Answer", hint: "", maxLength: 5000, required: true, value: "x" },
      {
        type: "select",
        name: "zone",
        label: "Zone",
        required: false,
        value: "b",
        choices: ["a", "b"].map((value) => ({ value, label: value })),
      },
    ],
  };
  const view = formToView(form, ORIGIN);
  expect(refuseView(view, "modal")).toBeUndefined();
  expect(view.blocks[1]).toMatchObject({ element: { type: "static_select", initial_option: { value: "b" } } });
});

test("a form that does not fit is a mistake of ours, and loses nothing in silence", () => {
  const choices = Array.from({ length: 11 }, (_, index) => ({ value: `${index}`, label: `${index}` }));
  const boxes = { type: "checkboxes", name: "days", label: "Days", required: false } as const;
  expect(() => formToView({ ...TEXTS_FORM, fields: [{ ...boxes, choices }] }, ORIGIN)).toThrow("11 choices");
  expect(() => formToView({ ...TEXTS_FORM, fields: [{ ...boxes, choices: [] }] }, ORIGIN)).toThrow("0 choices");
});

test("a card stands above the form that was sent, and takes the place of an earlier one", () => {
  const sent = { id: "V1", ...formToView(TEXTS_FORM, ORIGIN), state: { values: {} } } as never;
  const card = { tone: "problem", title: "Too fast", blocks: [{ type: "text", text: "Wait." }] } as const;
  const once = cardAboveForm(card, sent, {});
  expect(refuseView(once, "modal")).toBeUndefined();
  expect(once.blocks.map(({ type }) => type)).toEqual(["header", "rich_text", ...TEXTS_FORM.fields.map(() => "input")]);
  expect(cardAboveForm(card, { id: "V1", ...once, state: { values: {} } } as never, {})).toEqual(once);
});
