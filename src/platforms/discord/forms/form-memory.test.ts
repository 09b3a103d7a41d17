import { expect, test } from "vitest";
import { TEXTS_FORM } from "../../../../test/contracts/forms.ts";
import { createFormMemory } from "./form-memory.ts";

const SHOWN = { form: TEXTS_FORM, filledIn: undefined, problem: undefined };
const key = (user: number, action = "report:1") => ({
  community: "g",
  user: { id: `u${user}`, name: "", isAdmin: false, roles: [] },
  action,
});

test("a form is known by its user and action, until it is forgotten", () => {
  const memory = createFormMemory(() => 0);
  memory.remember(key(1), SHOWN);
  expect(memory.recall(key(1))?.form).toBe(TEXTS_FORM);
  expect(memory.recall(key(2))).toBeUndefined();
  expect(memory.recall(key(1, "report:2"))).toBeUndefined();
  memory.forget(key(1));
  expect(memory.recall(key(1))).toBeUndefined();
});

test("after half an hour it is gone", () => {
  let now = 0;
  const memory = createFormMemory(() => now);
  memory.remember(key(1), SHOWN);
  now = 30 * 60_000;
  expect(memory.recall(key(1))).toBeDefined();
  now += 1;
  expect(memory.recall(key(1))).toBeUndefined();
});

test("of very many, those that were shown last are kept", () => {
  const memory = createFormMemory(() => 0);
  for (let user = 0; user < 500; user++) memory.remember(key(user), SHOWN);
  memory.remember(key(0), SHOWN);
  memory.remember(key(500), SHOWN);
  const known = Array.from({ length: 501 }, (_, user) => memory.recall(key(user)) !== undefined);
  expect(known.flatMap((isKnown, user) => (isKnown ? [] : [user]))).toEqual([1]);
});
