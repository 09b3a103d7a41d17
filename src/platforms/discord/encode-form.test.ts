import fc from "fast-check";
import { expect, test } from "vitest";
import { PICKERS_FORM, TEXTS_FORM } from "../../../test/contracts/forms.ts";
import { checkSchema } from "../../../test/fakes/discord/check.ts";
import { checkModal, prefilled } from "../../../test/fakes/discord/modal.ts";
import type { FakeModal } from "../../../test/fakes/discord/world.ts";
import type { Form } from "../../chat/form.ts";
import { choiceToModal, formToModal, type Modal } from "./encode-form.ts";

const WORDS = { choiceTitle: "Your answer", choose: (min: number, max: number) => `Choose ${min} to ${max}` };
const text = fc.string({ maxLength: 5_000 });
const base = {
  name: fc.string({ minLength: 1, maxLength: 100 }),
  label: fc.string({ minLength: 1, maxLength: 200 }),
  hint: fc.string({ maxLength: 300 }),
  required: fc.boolean(),
};
const choices = (most: number) =>
  fc.uniqueArray(fc.record({ value: fc.string({ minLength: 1, maxLength: 100 }), label: base.label }), {
    selector: ({ value }) => value,
    minLength: 1,
    maxLength: most,
  });
const field = fc.oneof(
  fc.record({
    ...base,
    type: fc.constantFrom("text" as const, "long-text" as const),
    maxLength: fc.integer({ min: 1, max: 9_000 }),
    value: text,
  }),
  fc.record({ ...base, type: fc.constant("select" as const), choices: choices(25), value: text }),
  fc.record({ ...base, type: fc.constant("checkboxes" as const), choices: choices(10), values: fc.array(text) }),
  fc.record({ ...base, type: fc.constant("channel" as const) }),
  fc.record({ ...base, type: fc.constant("file" as const), endings: fc.array(fc.string({ maxLength: 20 })) }),
);

function check(modal: Modal): void {
  checkSchema("modal", { type: 9, data: modal });
  checkModal(modal as unknown as FakeModal);
}

test("a form keeps Discord's limits, whatever it is made of", () => {
  const form = fc.record({
    action: fc.constant("answer-form:7"),
    title: fc.string({ minLength: 1, maxLength: 200 }),
    submitLabel: fc.constant("Submit"),
    fields: fc.uniqueArray(field, { selector: ({ name }) => name, minLength: 1, maxLength: 5 }),
  });
  fc.assert(fc.property(form, (given) => check(formToModal(given))));
});

test("a field too many is an error, as is a choice too many: nothing is left out silently", () => {
  const [word] = TEXTS_FORM.fields;
  const fields = Array.from({ length: 6 }, (_, at) => ({ ...word, name: `f${at}` })) as Form["fields"];
  expect(() => formToModal({ ...TEXTS_FORM, fields })).toThrow("more fields");
  const choices = Array.from({ length: 26 }, (_, at) => ({ value: `${at}`, label: "x" }));
  const select = { type: "select", name: "deck", label: "Deck", required: true, choices } as const;
  expect(() => formToModal({ ...TEXTS_FORM, fields: [select] })).toThrow("more choices");
});

test("a form begins with its own values, and opens again with what was filled in and what was wrong", () => {
  const problem = { text: "Mondays are **off**.", field: "days" };
  const filledIn = { channel: "7", fields: { word: "", words: "a\nb", color: "r" }, checked: { days: ["mon"] } };
  const again = formToModal(TEXTS_FORM, filledIn, problem);
  check(again);
  expect(prefilled(formToModal(TEXTS_FORM) as unknown as FakeModal)).toEqual({
    word: "pca",
    words: "",
    color: "g",
    days: ["tue", "wed"],
  });
  expect(prefilled(again as unknown as FakeModal)).toEqual({ word: "", words: "a\nb", color: "r", days: ["mon"] });
  const descriptions = again.components.map((one) => ("description" in one ? one.description : undefined));
  expect(descriptions).toEqual(["One will do", undefined, "Any", "⚠️ Mondays are off."]);
});

test("a channel is one where a question can be asked, and a file has one of the endings", () => {
  const modal = JSON.stringify(formToModal(PICKERS_FORM, { channel: "7", fields: {} }));
  expect(modal).toContain('"channel_types":[0,5,2,13,11,12,10]');
  expect(modal).toContain('"default_values":[{"id":"7","type":"channel"}]');
  expect(modal).toContain('"file_types":[".md",".csv"]');
});

test("a choice of several keeps the limits too, and carries the question in full", () => {
  const values = ["1", "2", "3", "4", "5"];
  const pick = { kind: "pick", action: "answer:7", min: 2, max: 2, values } as const;
  fc.assert(fc.property(text, (question) => check(choiceToModal(pick, question, WORDS))));
  const question = "q".repeat(600);
  expect(JSON.stringify(choiceToModal(pick, question, WORDS))).toContain(question);
});
