import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OptionLabel } from "../../chat/card.ts";
import type { GradableQuestion, Kind } from "./kind.ts";
import { KINDS, kindOf, type QuestionKind } from "./registry.ts";
import { rightLabels } from "./shared/options.ts";

type Question = GradableQuestion & { readonly kind: QuestionKind };

/** Options marked with an asterisk are right. */
function question(kind: QuestionKind, ...options: string[]): Question {
  return {
    kind,
    options: options.map((text) => ({ text: text.replace(/^\*/, ""), right: text.startsWith("*") })),
    accept: [],
  };
}

function fillIn(...accept: string[]): Question {
  return { kind: "fill-in", options: [], accept };
}

/** The choice, or the problem with it. */
function labelsOf(asked: Question, input: string): string {
  const parsed = parse(asked, input);
  return parsed.ok ? parsed.choice : parsed.problem;
}

function parse(asked: Question, input: string) {
  return kindOf(asked).parse(asked, input);
}

function isRight(asked: Question, choice: string): boolean {
  return kindOf(asked).isRight(asked, choice);
}

const NO_OPTION = "There is no such option.";

/** Steps as they are shown; `right` has their labels in the right order. */
function steps(texts: readonly string[], right: readonly number[]): Question {
  const options = texts.map((text, index) => ({ text, right: true, place: right.indexOf(index + 1) + 1 }));
  return { kind: "order", options, accept: [] };
}

/** The steps are already in the right order. */
function order(...texts: string[]): Question {
  return steps(
    texts,
    texts.map((_, index) => index + 1),
  );
}

function neededOf({ kind, options }: Question): number {
  if (kind === "order") return options.length;
  return kind === "multiple" ? options.filter(({ right }) => right).length : 1;
}

const STEPS = steps(["Boil", "Fill the kettle", "Pour", "Warm the pot"], [2, 1, 4, 3]);

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
    expect(labelsOf(single, "5")).toBe(NO_OPTION);
    expect(labelsOf(single, "0")).toBe(NO_OPTION);
    expect(labelsOf(single, "13")).toBe(NO_OPTION);
    expect(labelsOf(single, "Inferentia")).toBe(NO_OPTION);
    expect(labelsOf(single, "1, 3")).toBe("Choose exactly one option.");
    expect(labelsOf(single, " \u200b ")).toBe("Say which answer.");
    expect(labelsOf(single, "x".repeat(201))).toBe("That answer is too long: at most 200 characters.");
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
    const tooFew = { ok: false, problem: "Choose exactly 2 options." };
    expect(parse(multiple, "1")).toEqual(tooFew);
    expect(parse(multiple, "1,2,3")).toEqual(tooFew);
    expect(parse(multiple, "1,1")).toEqual(tooFew);
    expect(parse(multiple, "1,5")).toEqual({ ok: false, problem: NO_OPTION });
    expect(kindOf(multiple).controls(multiple)).toEqual({ type: "select", count: 2 });
    expect(kindOf(multiple).howToAnswer(multiple)).toBe("The options are 1 to 4, for example `/answer 1 2`.");
  });

  test("is all or nothing", () => {
    expect(isRight(multiple, "1,3")).toBe(true);
    expect(isRight(multiple, "1,2")).toBe(false);
    expect(isRight(multiple, "1")).toBe(false);
    expect(isRight(multiple, "1,2,3")).toBe(false);
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
  ["maybe", NO_OPTION],
])("true or false: %s is %s", (input, label) => {
  expect(labelsOf(trueFalse, input)).toBe(label);
});

describe("fill-in", () => {
  const asked = fillIn("the learning rate", "10x", "-5", "A/B test");
  const graded = (input: string) => {
    const parsed = parse(asked, input);
    return parsed.ok && isRight(asked, parsed.choice);
  };

  test.each(["Learning rate", "the learning-rate", "A learning rate", "10 X", "−5", "an A/B test", "A/B-Test"])(
    "%s is right",
    (input) => expect(graded(input)).toBe(true),
  );

  test.each(["learning", "100x", "5", "the", "B test"])("%s is wrong", (input) => expect(graded(input)).toBe(false));

  test("takes any text up to 200 characters, and no empty one", () => {
    expect(labelsOf(asked, "x".repeat(200))).toBe("x".repeat(200));
    expect(labelsOf(asked, "x".repeat(201))).toBe("That answer is too long: at most 200 characters.");
    expect(labelsOf(asked, "  ")).toBe("Say which answer.");
  });

  test("words are not options", () => {
    expect(isRight(asked, "1")).toBe(false);
  });
});

test("whatever is typed, a choice fits the question and survives storage", () => {
  const asked = fc.constantFrom(single, multiple, trueFalse, order("a", "b", "c", "d"));
  const typed = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[1-6 ,.and()>;]{0,12}$/));
  fc.assert(
    fc.property(asked, typed, (about, input) => {
      const parsed = parse(about, input);
      if (!parsed.ok) return;
      expect(parse(about, parsed.choice)).toEqual(parsed);
      const labels = parsed.choice.split(",");
      expect(labels).toHaveLength(neededOf(about));
      expect(new Set(labels).size).toBe(labels.length);
      for (const label of labels) {
        expect(label).toMatch(/^[1-5]$/);
        expect(Number(label)).toBeLessThanOrEqual(about.options.length);
      }
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
      const typed = parse(asked, rightLabels(asked).join(" and "));
      expect(typed.ok && isRight(asked, typed.choice)).toBe(true);
      expect(isRight(asked, labels.join())).toBe(labels.join() === rightLabels(asked).join());
    }),
  );
});

describe("the distribution at the reveal", () => {
  const figures = (asked: Question, counts: { choice: string; count: number }[]) =>
    kindOf(asked)
      .reveal(asked, counts)
      .options.map(({ label, mark, count, share }) => ({ label, mark, count, share }));

  test("counts people for each option", () => {
    const counts = [
      { choice: "1,3", count: 3 },
      { choice: "1,2", count: 1 },
    ];
    expect(figures(multiple, counts)).toEqual([
      { label: "1", mark: "right", count: 4, share: 1 },
      { label: "2", mark: "wrong", count: 1, share: 0.25 },
      { label: "3", mark: "right", count: 3, share: 0.75 },
      { label: "4", mark: "wrong", count: 0, share: 0 },
    ]);
  });

  test("shows nobody's own words", () => {
    const revealed = kindOf(fillIn("Neo")).reveal(fillIn("Neo", "N. E. O."), [{ choice: "Nemo", count: 1 }]);
    expect(revealed).toEqual({
      type: "line",
      label: "Right answer",
      key: "**Neo** (also accepted: N\\. E\\. O\\.)",
      options: [],
    });
  });

  test("is all zero where nobody answered", () => {
    expect(figures(trueFalse, []).map((row) => row.share)).toEqual([0, 0]);
  });
});

describe("every kind", () => {
  test("stands in the registry under the name of its file", () => {
    const files = readdirSync(import.meta.dirname, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
      .map(({ name }) => name.replace(/\.ts$/, ""))
      .filter((name) => name !== "kind" && name !== "registry");
    expect(KINDS.map(({ name }) => name).toSorted()).toEqual(files.toSorted());
  });

  test.each(KINDS as readonly Kind[])(
    "$name gives the words that its controls need, and takes its own example",
    (kind) => {
      const asked = { single, multiple, "true-false": trueFalse, "fill-in": fillIn("Neo"), order: STEPS }[kind.name];
      if (asked === undefined) throw new Error("a kind without an example in this test");
      const how = kind.howToAnswer(asked);
      const example = /`\/answer ([^`]+)`/.exec(how)?.[1];
      expect(kind.parse(asked, example ?? "words").ok).toBe(true);
      expect(kind.file.description).not.toBe("");
      expect(kind.keyTexts(asked).length).toBeGreaterThan(0);
      expect(kind.showKey(kind.keyTexts(asked)).length).toBeGreaterThan(0);
    },
  );

  test("claims no question of a bank that another kind claims too", () => {
    const words = [
      "",
      "single",
      "mc",
      "multiple",
      "checkbox",
      "tf",
      "short",
      "fill in",
      "order",
      "Sequencing",
      "essay",
    ];
    const texts = fc.array(fc.constantFrom("yes", "No", "**True**", "a", "b", "c"), { maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...words), texts, texts, (word, right, wrong) => {
        const name = word.toLowerCase().replace(/[^a-z]/g, "");
        const claiming = KINDS.filter((kind) => kind.bank.claims(name, { right, wrong }));
        expect(claiming.length).toBeLessThanOrEqual(1);
        if (name !== "" && name !== "essay" && right.length > 0) expect(claiming).toHaveLength(1);
        if (name === "" && right.length > 0) expect(claiming).toHaveLength(1);
      }),
    );
  });
});
