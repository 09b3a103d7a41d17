import { expect, test } from "vitest";
import { FORMS as REGISTERED } from "../../src/bot/actions.ts";
import { parseActionId } from "../../src/chat/card.ts";
import { formProblems } from "../../src/chat/form.ts";
import { FORMS } from "./forms.ts";

test.each(FORMS)("%s fits every platform", (_, form) => {
  expect(formProblems(form)).toEqual([]);
});

test("every form that the bot takes is among those that the platforms are tried with", () => {
  const tried = FORMS.map(([, form]) => parseActionId(form.action).name);
  for (const { name } of REGISTERED) expect(tried).toContain(name);
});
