import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../random.ts";
import type { GradableQuestion } from "./kind.ts";
import { order } from "./order.ts";

/** The right order is 2, 4, 1, 3. */
const TEA: GradableQuestion = {
  options: [
    { text: "Pour the **water**", right: true, place: 3 },
    { text: "Fill the kettle", right: true, place: 1 },
    { text: "Steep, covered; then wait", right: true, place: 4 },
    { text: "Boil it -> 100 °C", right: true, place: 2 },
  ],
  accept: [],
};

/** Distinct texts, in their right order. */
const texts = fc
  .integer({ min: 3, max: 5 })
  .map((count) => ["dig", "plant", "water", "weed", "harvest"].slice(0, count));
const random = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }).map(seededRandom);
/** A question as a round shows it. */
const shown = fc.tuple(texts, random).map(([steps, chance]): GradableQuestion => {
  const { options } = order.file.read({ steps });
  return { options: order.arrange(options, chance), accept: [] };
});

function permutations(labels: readonly string[]): string[][] {
  if (labels.length === 0) return [[]];
  return labels.flatMap((label) => permutations(labels.filter((one) => one !== label)).map((rest) => [label, ...rest]));
}

function labelsOf({ options }: GradableQuestion): string[] {
  return options.map((_, index) => String(index + 1));
}

describe("an answer", () => {
  test.each([
    "2 4 1 3",
    "2,4,1,3",
    "2, 4, 1 and 3",
    "2413",
    "2 > 4 > 1 > 3",
    "2 → 4 → 1 → 3",
    "2->4->1->3",
    "2-4-1-3",
    "2; 4; 1; 3",
    "(2) (4) (1) (3)",
    "2️⃣4️⃣1️⃣3️⃣",
    ":two: :four: :one: :three:",
    "Fill the kettle; boil it -> 100 °C; pour the water; 3",
  ])("%s is the steps 2, 4, 1 and 3", (input) => {
    expect(order.parse(TEA, input)).toEqual({ ok: true, choice: "2,4,1,3" });
  });

  test("may be the steps' own words, parted by semicolons, arrows or commas", () => {
    const short: GradableQuestion = {
      options: ["dig", "plant", "water the bed"].map((text, index) => ({ text, right: true, place: index + 1 })),
      accept: [],
    };
    for (const input of ["Plant; dig; water the bed", "plant > Dig → water the  bed", "plant, dig, Water the bed"])
      expect(order.parse(short, input)).toEqual({ ok: true, choice: "2,1,3" });
  });

  test("may be steps that are numbers, as long as they are no labels", () => {
    const years: GradableQuestion = {
      options: ["2000", "1,980", "3"].map((text, index) => ({ text, right: true, place: 3 - index })),
      accept: [],
    };
    for (const input of ["1980; 2000; 3", "1980 > 2000 > 3", "1980, 2000, 3"])
      expect(order.parse(years, input)).toEqual({ ok: true, choice: "2,1,3" });
    expect(order.parse(years, "3 2 1")).toEqual({ ok: true, choice: "3,2,1" });
    expect(order.parse(years, "2000; 1970; 3")).toEqual({ ok: false, problem: "There's no step 1970.", at: 1 });
  });

  test.each([
    ["2 4 1", "That's 3 of 4 steps.", undefined],
    ["2 4 1 1", "Step 1 is there twice.", 3],
    ["2 2 4 1 3", "Step 2 is there twice.", 1],
    ["2 4 1 7", "There's no step 7.", 3],
    ["24 1 3", "There's no step 24.", 0],
    ["kettle first", "There's no such step.", undefined],
    ["; ; ;", "That's 0 of 4 steps.", undefined],
    ["  ", "Say which answer.", undefined],
  ])("%s gets a clear word", (input, problem, at) => {
    expect(order.parse(TEA, input)).toEqual({ ok: false, problem, ...(at !== undefined && { at }) });
    expect(order.howToAnswer(TEA)).toBe("Give each step once, like `/answer 2 4 1 3`.");
  });

  test("has room for five steps that are written out", () => {
    const long = ["a", "b", "c", "d", "e"].map((letter) => letter.repeat(200));
    const asked = { options: order.file.read({ steps: long }).options, accept: [] };
    expect(order.parse(asked, long.toReversed().join("; "))).toEqual({ ok: true, choice: "5,4,3,2,1" });
  });

  test("of any order can be typed and stored, and exactly one is right", () => {
    const writing = fc.constantFrom(" ", ",", ", ", "", " > ", " → ", ";", " and ");
    fc.assert(
      fc.property(shown, writing, (question, separator) => {
        const choices = permutations(labelsOf(question)).map((labels) => {
          const parsed = order.parse(question, labels.join(separator));
          expect(parsed).toEqual({ ok: true, choice: labels.join() });
          return labels.join();
        });
        for (const choice of choices) expect(order.parse(question, choice)).toEqual({ ok: true, choice });
        const right = choices.filter((choice) => order.isRight(question, choice));
        expect(right).toHaveLength(1);
        const inWords = (right[0] ?? "").split(",").map((label) => question.options[Number(label) - 1]?.text ?? "");
        expect(inWords).toEqual(order.keyTexts(question));
        expect(order.parse(question, inWords.join("; "))).toEqual({ ok: true, choice: right[0] });
      }),
    );
  });

  test("is put into words as it was given", () => {
    expect(order.describeChoice(TEA, "4,2,3,1")).toEqual({
      options: [
        { label: "4", text: "Boil it -> 100 °C" },
        { label: "2", text: "Fill the kettle" },
        { label: "3", text: "Steep, covered; then wait" },
        { label: "1", text: "Pour the **water**" },
      ],
      inOrder: true,
    });
  });
});

describe("a round", () => {
  test("shows every order but the right one, each as often as the others", () => {
    const { options } = order.file.read({ steps: ["a", "b", "c"] });
    const chance = seededRandom(1);
    const counts = new Map<string, number>();
    for (let turn = 0; turn < 5000; turn += 1) {
      const key = order
        .arrange(options, chance)
        .map(({ text }) => text)
        .join("");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual(["acb", "bac", "bca", "cab", "cba"]);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test("keeps all steps with their places, and never shows the right order", () => {
    fc.assert(
      fc.property(shown, (question) => {
        expect(order.isRight(question, labelsOf(question).join())).toBe(false);
        const places = question.options.map(({ place }) => place).toSorted();
        expect(places).toEqual(places.map((_, index) => index + 1));
      }),
    );
  });

  test("reveals the right order, and no distribution", () => {
    expect(order.reveal(TEA, [{ choice: "2,4,1,3", count: 7 }])).toEqual({
      type: "line",
      label: "Right order",
      key: "**2 → 4 → 1 → 3**",
      options: [
        { label: "2", text: "Fill the kettle" },
        { label: "4", text: "Boil it -> 100 °C" },
        { label: "1", text: "Pour the **water**" },
        { label: "3", text: "Steep, covered; then wait" },
      ],
    });
  });

  test("asks for each place in a form", () => {
    expect(order.controls(TEA)).toEqual({
      type: "places",
      button: "Put in order",
      places: ["First", "Second", "Third", "Fourth"],
    });
  });
});

describe("a correction", () => {
  const read = (...steps: string[]): GradableQuestion => order.file.read({ steps });
  const asked = { options: [2, 0, 1].map((at) => read("a", "b", "c").options[at] as never), accept: [] };

  test("lays today's order over the steps as they were shown", () => {
    expect(order.correct(asked, read("a", "b", "c"))).toEqual({ kind: "same" });
    const corrected = order.correct(asked, read("b", "a", "c"));
    expect(corrected).toMatchObject({ kind: "corrected", visible: true });
    if (corrected.kind !== "corrected") return;
    expect(corrected.options.map(({ text }) => text)).toEqual(["c", "a", "b"]);
    expect(order.isRight(asked, "2,3,1")).toBe(true);
    expect(order.isRight(corrected, "2,3,1")).toBe(false);
    expect(order.isRight(corrected, "3,2,1")).toBe(true);
    expect(order.showKey(order.keyTexts(corrected))).toEqual(["b → a → c"]);
  });

  test("leaves a round alone whose steps are others now", () => {
    expect(order.correct(asked, read("a", "b", "new"))).toEqual({ kind: "mismatch", why: "other-options" });
    expect(order.correct(asked, read("a", "b", "c", "d"))).toEqual({ kind: "mismatch", why: "another-number" });
  });
});
