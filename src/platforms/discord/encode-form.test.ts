import fc from "fast-check";
import { expect, test } from "vitest";
import { checkSchema } from "../../../test/fakes/discord/check.ts";
import { formToDiscord, pickToDiscord } from "./encode-form.ts";

const text = fc.string({ maxLength: 5_000 });
const field = fc.record({
  name: fc.string({ minLength: 1, maxLength: 100 }),
  label: fc.string({ minLength: 1, maxLength: 200 }),
  hint: fc.string({ minLength: 1, maxLength: 300 }),
  maxLength: fc.integer({ min: 1, max: 9_000 }),
  required: fc.boolean(),
  value: text,
});

test("a form keeps Discord's limits, whatever it is made of", () => {
  const form = fc.record({
    action: fc.constant("answer-form:7"),
    title: fc.string({ minLength: 1, maxLength: 200 }),
    submitLabel: fc.constant("Submit"),
    fields: fc.array(field, { minLength: 1, maxLength: 9 }),
  });
  fc.assert(fc.property(form, (given) => checkSchema("modal", { type: 9, data: formToDiscord(given) })));
});

test("a choice of several keeps them too, and carries the question in full", () => {
  const values = ["1", "2", "3", "4", "5"];
  const pick = { kind: "pick", action: "answer:7", min: 2, max: 2, values } as const;
  fc.assert(fc.property(text, (question) => checkSchema("modal", { type: 9, data: pickToDiscord(pick, question) })));
  const question = "q".repeat(600);
  expect(JSON.stringify(pickToDiscord(pick, question))).toContain(question);
});
