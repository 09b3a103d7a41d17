import { expect, test } from "vitest";
import { order } from "../../../study/kinds/order.ts";
import { single } from "../../../study/kinds/single.ts";
import { answerField, answerForm, formInput } from "./controls.ts";

const STEPS = order.file.read({ steps: ["Write a `Dockerfile`", "Build it", "🙂".repeat(60)] });

test("each place offers the steps, labeled as on the card", () => {
  const [field] = answerForm(order, STEPS, "a").fields;
  expect(field?.type === "select" && field.choices).toEqual([
    { value: "1", label: "1. Write a Dockerfile" },
    { value: "2", label: "2. Build it" },
    { value: "3", label: `3. ${"🙂".repeat(35)}…` },
  ]);
  const input = formInput(order, STEPS, { "place-1": "3", "place-2": "1", "place-3": "2" });
  expect(order.parse(STEPS, input)).toEqual({ ok: true, choice: "3,1,2" });
});

test("a repeated step is a problem at the later field; other kinds have one field", () => {
  const twice = order.parse(STEPS, formInput(order, STEPS, { "place-1": "2", "place-2": "3", "place-3": "2" }));
  expect(twice).toEqual({ ok: false, problem: "Step 2 is there twice.", at: 2 });
  expect(answerField(order, STEPS, 2)).toBe("place-3");
  const question = single.file.read({ right: "a", wrong: ["b"] });
  expect(answerField(single, question, undefined)).toBe("answer");
  expect(formInput(single, question, { answer: "a" })).toBe("a");
});
