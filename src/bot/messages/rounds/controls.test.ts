import { expect, test } from "vitest";
import { order } from "../../../study/kinds/order.ts";
import { single } from "../../../study/kinds/single.ts";
import { answerField, answerForm, formInput } from "./controls.ts";

const STEPS = order.file.read({ steps: ["Write a `Dockerfile`", "Build it", "🙂".repeat(60)] });

test("what was chosen for each place is read as labels; so are labels and words that somebody typed", () => {
  const [field] = answerForm(order, STEPS, "a").fields;
  const [dockerfile = "", build = "", smiles = ""] = field?.choices ?? [];
  expect([dockerfile, build]).toEqual(["1. Write a Dockerfile", "2. Build it"]);
  expect(smiles).toBe(`3. ${"🙂".repeat(35)}…`);
  const input = (...places: string[]) =>
    formInput(order, STEPS, Object.fromEntries(places.map((given, index) => [`place-${index + 1}`, given])));
  for (const places of [
    [smiles, dockerfile, build],
    ["3", "1", "2"],
    ["3.", "write a dockerfile", build],
  ])
    expect(order.parse(STEPS, input(...places))).toEqual({ ok: true, choice: "3,1,2" });
});

test("a step that is there twice is a problem of the later field; other kinds have one field", () => {
  const twice = order.parse(STEPS, formInput(order, STEPS, { "place-1": "2", "place-2": "3", "place-3": "2" }));
  expect(twice).toEqual({ ok: false, problem: "Step 2 is there twice.", at: 2 });
  expect(answerField(order, STEPS, 2)).toBe("place-3");
  const question = single.file.read({ right: "a", wrong: ["b"] });
  expect(answerField(single, question, undefined)).toBe("answer");
  expect(formInput(single, question, { answer: "a" })).toBe("a");
});
