import { z } from "zod";
import type { OptionLabel } from "../../chat/card.ts";
import type { AnswerWords, GradableQuestion, Kind, ParsedChoice, QuestionOption } from "./kind.ts";
import { OPTION_LIMIT, option } from "./shared/fields.ts";
import { readInput } from "./shared/input.ts";
import { LABELS, labelOfText, listedDigits, withLabels } from "./shared/labels.ts";

/** With two steps there would be only one wrong order. */
const MIN_STEPS = 3;

const fields = {
  steps: z
    .array(option)
    .min(MIN_STEPS)
    .max(OPTION_LIMIT)
    .describe("The steps in the right order, all different; the bot shows them shuffled"),
};

/** In UTF-16 code units. It leaves room to type out every step. */
const ANSWER_LIMIT = 1100;

const PLACES = ["First", "Second", "Third", "Fourth", "Fifth"] as const;

/** By the number of steps. They are the same for all questions, so that they reveal nothing. */
const EXAMPLES: Readonly<Record<number, string>> = { 3: "2 3 1", 4: "2 4 1 3", 5: "2 4 1 5 3" };

const ARROW = /[-=]?>|[→⇒➔]/;

/**
 * People put steps in order, and grading is all or nothing. A choice lists the displayed labels in the chosen order
 * ("2,4,1,3"), so that it can be regraded when the right order is corrected.
 */
export const order: Kind<"order", typeof fields> = {
  name: "order",
  hasOwnOptions: true,
  asksForOrder: true,
  file: {
    description: "Three to five steps, which the learner brings into order: all or nothing",
    fields,
    examples: { steps: "[first step, second step, third step]" },
    read: ({ steps }) => ({
      options: steps.map((text, index) => ({ text, right: true, place: index + 1 })),
      accept: [],
    }),
    authoredOptions: ({ steps }) => steps.map((text, index) => ({ text, right: true, path: ["steps", index] })),
  },
  bank: {
    keyNoun: "right order",
    claims: (name) => /^(?:order|ordering|sequence|sequencing|steps)$/.test(name),
    read: ({ right, wrong }) => {
      if (wrong.length > 0) return { reason: "its order leaves out some of the steps" };
      if (right.length < MIN_STEPS || right.length > OPTION_LIMIT)
        return { reason: `it has ${right.length} steps; an order takes ${MIN_STEPS} to ${OPTION_LIMIT}` };
      return { fields: { steps: [...right] }, dropped: [] };
    },
    write: (question) => ({ right: keyTexts(question), wrong: [] }),
    // GIFT has no ordering questions, so this is a matching question: each place with its step.
    writeGift: (question, escaped) =>
      keyTexts(question)
        .map((text, index) => `\n=${PLACES[index] ?? ""} -> ${escaped(text)}`)
        .join(""),
    keyText: ({ steps }) => steps.map((text, index) => `${index + 1}. ${text}`).join("\n"),
  },
  arrange: shuffledSteps,
  controls: ({ options }) => ({ type: "places", button: "Put in order", places: PLACES.slice(0, options.length) }),
  howToAnswer: ({ options }) => `Give each step once, like \`/answer ${EXAMPLES[options.length] ?? "2 3 1"}\`.`,
  parse,
  isRight: (question, choice) => choice === rightOrder(question).join(),
  describeChoice: (question, choice) => orderedOptions(question, choice.split(",") as OptionLabel[]),
  describeKey: (question) => orderedOptions(question, rightOrder(question)),
  reveal: (question) => {
    const labels = rightOrder(question);
    const { options } = orderedOptions(question, labels);
    return { type: "line", label: "Right order", key: `**${labels.join(" → ")}**`, options };
  },
  keyTexts,
  showKey: (texts) => [texts.join(" → ")],
  correct: (asked, today) => {
    const placeToday = new Map(today.options.map(({ text, place }) => [text, place]));
    if (asked.options.some(({ text }) => !placeToday.has(text))) return { kind: "mismatch", why: "other-options" };
    if (asked.options.length !== today.options.length) return { kind: "mismatch", why: "another-number" };
    const options = asked.options.map((one) => ({ ...one, place: placeToday.get(one.text) ?? 0 }));
    if (options.every(({ place }, index) => place === asked.options[index]?.place)) return { kind: "same" };
    return { kind: "corrected", options, accept: asked.accept, visible: true };
  },
};

/** The place, from 1, that a name such as "First" or "1" means, in any letter case. */
export function parsePlace(name: string): number | undefined {
  const word = name.trim().toLowerCase();
  const index = PLACES.findIndex((place, at) => word === place.toLowerCase() || word === `${at + 1}`);
  return index === -1 ? undefined : index + 1;
}

/** A shuffled copy; every order except the right one is equally likely. */
function shuffledSteps(options: readonly QuestionOption[], random: () => number): QuestionOption[] {
  const left = byPlace(options);
  // Orders are numbered by their Lehmer code; the right order is 0.
  let code = 1 + Math.floor(random() * (factorial(left.length) - 1));
  return options.flatMap(() => {
    const orders = factorial(left.length - 1);
    const [next] = left.splice(Math.floor(code / orders), 1);
    code %= orders;
    return next ?? [];
  });
}

function factorial(count: number): number {
  return count <= 1 ? 1 : count * factorial(count - 1);
}

function byPlace<Step extends QuestionOption>(steps: readonly Step[]): Step[] {
  return steps.toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0));
}

function rightOrder(question: GradableQuestion): OptionLabel[] {
  return byPlace(withLabels(question)).map(({ label }) => label);
}

function keyTexts({ options }: GradableQuestion): string[] {
  return byPlace(options).map(({ text }) => text);
}

function orderedOptions({ options }: GradableQuestion, labels: readonly OptionLabel[]) {
  return {
    options: labels.map((label) => ({ label, text: options[Number(label) - 1]?.text ?? "" })),
    inOrder: true,
  } as const satisfies AnswerWords;
}

/** Accepts labels in order ("2 4 1 3", "2,4,1,3", "2413", "2 > 4 > 1 > 3"), or step texts between semicolons, arrows or commas. */
function parse(question: GradableQuestion, input: string): ParsedChoice {
  const read = readInput(input, ANSWER_LIMIT);
  if ("ok" in read) return read;
  const digits = listedDigits(
    read.text
      .split(ARROW)
      .join(" ")
      .replace(/(?<=\d) ?[-–—] ?(?=\d)/g, " "),
    true,
  );
  const areLabels = digits?.every((digit) => isShown(question, digit)) === true;
  const steps = (areLabels ? undefined : namedSteps(question, read.text)) ?? digits;
  return steps === undefined ? { ok: false, problem: "There's no such step." } : orderOf(question, steps);
}

/** Each part is a step's label or its text, which may itself be a number. */
function namedSteps(question: GradableQuestion, text: string): string[] | undefined {
  for (const separator of [/;/, ARROW, /[;,]/]) {
    const parts = text.split(separator).filter((part) => part.trim() !== "");
    const labels = parts.map((part) => {
      const digits = listedDigits(part, false) ?? [];
      const label = digits.length === 1 && parts.length > 1 ? digits[0] : undefined;
      return label !== undefined && isShown(question, label) ? label : (labelOfText(question, part) ?? label);
    });
    if (labels.every((label) => label !== undefined)) return labels;
  }
  return undefined;
}

function isShown({ options }: GradableQuestion, label: string): boolean {
  return (LABELS.slice(0, options.length) as readonly string[]).includes(label);
}

function orderOf(question: GradableQuestion, steps: readonly string[]): ParsedChoice {
  const { options } = question;
  for (const [at, step] of steps.entries()) {
    if (!isShown(question, step)) return { ok: false, problem: `There's no step ${step.slice(0, 10)}.`, at };
    if (steps.indexOf(step) < at) return { ok: false, problem: `Step ${step} is there twice.`, at };
  }
  if (steps.length === options.length) return { ok: true, choice: steps.join(",") };
  return { ok: false, problem: `That's ${steps.length} of ${options.length} steps.` };
}
