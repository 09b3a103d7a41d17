import { expect, test } from "vitest";
import { correctionOf } from "./correction.ts";
import { kindOf } from "./kinds/registry.ts";

const single = (texts: readonly string[], right: string) => ({
  kind: "single" as const,
  options: texts.map((text) => ({ text, right: text === right })),
  accept: [],
});
const fillIn = (...accept: string[]) => ({ kind: "fill-in" as const, options: [], accept });

test("options are matched by their text: order and new distractors do not matter", () => {
  const asked = single(["b", "a", "c"], "a");
  expect(correctionOf(asked, single(["a", "b", "c", "d"], "a"))).toEqual({ kind: "same" });
  const corrected = correctionOf(asked, single(["a", "b", "c", "d"], "b"));
  expect(corrected).toMatchObject({ kind: "corrected", visible: true });
  if (corrected.kind === "corrected") {
    expect(corrected.options.map((option) => option.text)).toEqual(["b", "a", "c"]);
    expect(kindOf(asked).keyTexts({ ...asked, options: corrected.options })).toEqual(["b"]);
  }
});

test("a round is left alone where its options, its kind or the number of right ones are others now", () => {
  const asked = single(["a", "b", "c"], "a");
  expect(correctionOf(asked, single(["a", "b", "new"], "b"))).toEqual({ kind: "mismatch", why: "other-options" });
  expect(correctionOf(asked, single(["a", "b", "c", "new"], "new"))).toEqual({
    kind: "mismatch",
    why: "another-number",
  });
  expect(correctionOf(asked, fillIn("a"))).toEqual({ kind: "mismatch", why: "another-kind" });
});

test("more accepted spellings correct a fill-in without anybody having been told something wrong", () => {
  expect(correctionOf(fillIn("15"), fillIn("15"))).toEqual({ kind: "same" });
  expect(correctionOf(fillIn("15"), fillIn("15", "fifteen"))).toMatchObject({ kind: "corrected", visible: false });
  expect(correctionOf(fillIn("15"), fillIn("16", "15"))).toMatchObject({ kind: "corrected", visible: true });
});
