import { createContext, runInContext } from "node:vm";
import { isSafe } from "redos-detector";
import { expect, test } from "vitest";
import { attacks, collectRegexes, read } from "./support/regexes.ts";
import { HANG_MS } from "./support/wait.ts";

/** Put together from parts at run time: each is tried by the tests and the fuzzing of its module. */
const COMPOSED = [
  "src/deck/check/multiple-choice.ts",
  "src/deck/check/wording.ts",
  "src/import/drafts/list-blanks.ts",
  "src/import/drafts/number-blanks.ts",
  "src/import/formats/html.ts",
  "src/import/outline/phrases.ts",
  "src/platforms/playground/page/icons.ts",
  "src/platforms/slack/manifest/command-names.ts",
];

const { literals, composed } = collectRegexes();

test("every regular expression is safe, or short of text", () => {
  expect(literals.length).toBeGreaterThan(300);
  const unsafe = literals.filter(({ isBounded, regex }) => !isBounded && !isSafe(regex, { maxSteps: 20_000 }).safe);
  expect(unsafe.map(({ place, regex }) => `${place} ${regex}`)).toEqual([]);
});

const context = createContext({});

/** Whether an expression comes to an end with all of the texts; one that never would is stopped. */
function endsOn(regex: RegExp, texts: readonly string[], timeout = HANG_MS): boolean {
  context.readAll = () => {
    for (const text of texts) read(regex, text);
  };
  try {
    runInContext("readAll()", context, { timeout });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  }
}

test("every regular expression comes to an end with the worst of the texts that it may get", () => {
  const hanging = literals.filter(({ regex, longest }) => !endsOn(regex, attacks(regex, longest)));
  expect(hanging.map(({ place, regex }) => `${place} ${regex}`)).toEqual([]);
});

test("one that does not is found, and stopped", () => {
  const regex = /^(a+)+$/;
  expect(endsOn(regex, attacks(regex, 200), 50)).toBe(false);
});

test("expressions that are put together at run time are known", () => {
  expect(composed).toEqual(COMPOSED);
});
