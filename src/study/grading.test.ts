import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OptionLabel } from "../chat/card.ts";
import type { QuestionKind } from "../deck/format.ts";
import {
  decodeChoice,
  encodeChoice,
  type GradableQuestion,
  isRight,
  optionsNeeded,
  parseChoice,
  rightLabels,
  tally,
} from "./grading.ts";

/** Options marked with a star are right. */
function question(kind: QuestionKind, ...options: string[]): GradableQuestion {
  return {
    kind,
    options: options.map((text) => ({ text: text.replace(/^\*/, ""), right: text.startsWith("*") })),
    accept: [],
  };
}

function fillIn(...accept: string[]): GradableQuestion {
  return { kind: "fill-in", options: [], accept };
}

function labelsOf(asked: GradableQuestion, input: string): string {
  const parsed = parseChoice(asked, input);
  return parsed.ok ? encodeChoice(parsed.choice) : parsed.problem;
}

const single = question("single", "1.5", "*15", "2", "Inf1, Trn1");
const multiple = question("multiple", "*Inf1", "Trn1", "*G4dn", "13");
const trueFalse = question("true-false", "False", "*True");

describe("a single choice", () => {
  test.each(["2", "2.", "(2)", "2)", "2️⃣", ":two:", "#2", "２", " option 2 ", "Answer: 2".replace(":", "")])(
    "%s is option 2",
    (input) => expect(labelsOf(single, input)).toBe("2"),
  );

  test("takes an option's full text, whatever its spelling", () => {
    expect(labelsOf(single, "inf1 trn1")).toBe("4");
    expect(labelsOf(single, "15")).toBe("2");
    expect(labelsOf(single, "1.5")).toBe("1");
    expect(labelsOf(question("single", "2, 3", "*1, 3", "1, 2"), "1, 3")).toBe("2");
  });

  test("a label that the card shows comes before an option's text", () => {
    expect(labelsOf(question("single", "2", "*1"), "2")).toBe("2");
  });

  test("says what is wrong with anything else", () => {
    expect(labelsOf(single, "5")).toBe("no-such-option");
    expect(labelsOf(single, "0")).toBe("no-such-option");
    expect(labelsOf(single, "13")).toBe("no-such-option");
    expect(labelsOf(single, "Inferentia")).toBe("no-such-option");
    expect(labelsOf(single, "1, 3")).toBe("needs-one");
    expect(labelsOf(single, " \u200b ")).toBe("empty");
    expect(labelsOf(single, "x".repeat(201))).toBe("too-long");
  });
});

describe("a multiple choice", () => {
  test.each(["1,3", "3, 1", "1 3", "1 and 3", "1 & 3", "13", "1️⃣3️⃣", ":one: :three:", "(1) (3)", "1. 3."])(
    "%s is options 1 and 3",
    (input) => expect(labelsOf(multiple, input)).toBe("1,3"),
  );

  test("takes the options' texts", () => {
    expect(labelsOf(multiple, "g4dn and inf1")).toBe("1,3");
    expect(labelsOf(multiple, "Inf1; G4dn")).toBe("1,3");
    expect(labelsOf(question("multiple", "*CPU, GPU", "TPU", "*FPGA"), "fpga; cpu, gpu")).toBe("1,3");
  });

  test("tells how many options are needed", () => {
    expect(parseChoice(multiple, "1")).toEqual({ ok: false, problem: "needs-several", needed: 2 });
    expect(parseChoice(multiple, "1,2,3")).toEqual({ ok: false, problem: "needs-several", needed: 2 });
    expect(parseChoice(multiple, "1,1")).toEqual({ ok: false, problem: "needs-several", needed: 2 });
    expect(parseChoice(multiple, "1,5")).toEqual({ ok: false, problem: "no-such-option", needed: 2 });
    expect(optionsNeeded(multiple)).toBe(2);
  });

  test("is all or nothing", () => {
    expect(isRight(multiple, { kind: "options", labels: ["1", "3"] })).toBe(true);
    expect(isRight(multiple, { kind: "options", labels: ["1", "2"] })).toBe(false);
    expect(isRight(multiple, { kind: "options", labels: ["1"] })).toBe(false);
    expect(isRight(multiple, { kind: "options", labels: ["1", "2", "3"] })).toBe(false);
  });
});

test.each([
  ["true", "2"],
  ["T", "2"],
  ["Yes!", "2"],
  ["false", "1"],
  ["f", "1"],
  ["no", "1"],
  ["1", "1"],
  ["maybe", "no-such-option"],
])("true or false: %s is %s", (input, label) => {
  expect(labelsOf(trueFalse, input)).toBe(label);
});

describe("fill-in", () => {
  const asked = fillIn("the learning rate", "10x", "-5", "A/B test");
  const graded = (input: string) => {
    const parsed = parseChoice(asked, input);
    return parsed.ok && isRight(asked, parsed.choice);
  };

  test.each(["Learning rate", "the learning-rate", "A learning rate", "10 X", "−5", "an A/B test", "A/B-Test"])(
    "%s is right",
    (input) => expect(graded(input)).toBe(true),
  );

  test.each(["learning", "100x", "5", "the", "B test"])("%s is wrong", (input) => expect(graded(input)).toBe(false));

  test("takes any text up to 200 characters, and no empty one", () => {
    expect(labelsOf(asked, "x".repeat(200))).toBe("x".repeat(200));
    expect(labelsOf(asked, "x".repeat(201))).toBe("too-long");
    expect(labelsOf(asked, "  ")).toBe("empty");
  });

  test("words are not options", () => {
    expect(isRight(asked, { kind: "options", labels: ["1"] })).toBe(false);
  });
});

test("whatever is typed, a choice fits the question and survives storage", () => {
  const asked = fc.constantFrom(single, multiple, trueFalse, fillIn("Neo"));
  const typed = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[1-6 ,.and()]{0,12}$/));
  fc.assert(
    fc.property(asked, typed, (about, input) => {
      const parsed = parseChoice(about, input);
      if (!parsed.ok) return;
      expect(decodeChoice(about.kind, encodeChoice(parsed.choice))).toEqual(parsed.choice);
      if (parsed.choice.kind === "text") return;
      expect(parsed.choice.labels).toHaveLength(optionsNeeded(about));
      for (const label of parsed.choice.labels) expect(Number(label)).toBeLessThanOrEqual(about.options.length);
    }),
  );
});

test("the right labels, typed, are right, and no other choice is", () => {
  const marks = fc
    .array(fc.boolean(), { minLength: 3, maxLength: 5 })
    .filter((some) => some.filter(Boolean).length > 1);
  fc.assert(
    fc.property(marks, fc.subarray<OptionLabel>(["1", "2", "3", "4", "5"]), (right, labels) => {
      const asked = question("multiple", ...right.map((star, place) => `${star ? "*" : ""}option ${"abcde"[place]}`));
      const typed = parseChoice(asked, rightLabels(asked).join(" and "));
      expect(typed.ok && isRight(asked, typed.choice)).toBe(true);
      expect(isRight(asked, { kind: "options", labels })).toBe(labels.join() === rightLabels(asked).join());
    }),
  );
});

describe("the distribution at the reveal", () => {
  test("counts people for each option", () => {
    const counts = [
      { choice: "1,3", count: 3 },
      { choice: "1,2", count: 1 },
    ];
    expect(tally(multiple, counts)).toEqual([
      { label: "1", count: 4, share: 1 },
      { label: "2", count: 1, share: 0.25 },
      { label: "3", count: 3, share: 0.75 },
      { label: "4", count: 0, share: 0 },
    ]);
  });

  test("shows nobody's own words", () => {
    expect(tally(fillIn("Neo"), [{ choice: "Nemo", count: 1 }])).toEqual([]);
  });

  test("is all zero where nobody answered", () => {
    expect(tally(trueFalse, []).map((row) => row.share)).toEqual([0, 0]);
  });
});
