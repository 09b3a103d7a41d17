import type { OptionLabel } from "../../../chat/card.ts";
import type {
  AnswerWords,
  ChoiceTally,
  Correction,
  GradableQuestion,
  Kind,
  ParsedChoice,
  QuestionOption,
} from "../kind.ts";
import { readInput } from "./input.ts";
import { inOrder, LABELS, labelOfText, listedDigits, withLabels } from "./labels.ts";

/** Shared by the kinds in which people choose options. A choice lists the labels in ascending order, such as "1,3". */
export const OPTION_CHOICES = {
  isRight: (question, choice) => chosen(choice).join() === rightLabels(question).join(),
  describeChoice: (question, choice) => wordsOf(question, chosen(choice)),
  describeKey: (question) => wordsOf(question, rightLabels(question)),
  reveal: (question, counts) => {
    const distribution = tally(question, counts);
    return {
      type: "options",
      options: withLabels(question).map(({ label, text, right }, index) => {
        const { count = 0, share = 0 } = distribution[index] ?? {};
        return { label, text, mark: right ? "right" : "wrong", count, share };
      }),
    };
  },
  keyTexts: ({ options }) => options.filter(({ right }) => right).map(({ text }) => text),
  showKey: (keyTexts) => keyTexts,
  correct: correctOptions,
} as const satisfies Partial<Kind>;

function chosen(choice: string): OptionLabel[] {
  return inOrder(choice.split(","));
}

export function rightLabels({ options }: GradableQuestion): OptionLabel[] {
  return LABELS.filter((_, index) => options[index]?.right);
}

function wordsOf(question: GradableQuestion, labels: readonly OptionLabel[]): AnswerWords {
  return { options: labels.map((label) => ({ label, text: question.options[Number(label) - 1]?.text ?? "" })) };
}

/** One option's row in the distribution that the reveal shows. */
interface TallyRow {
  readonly label: OptionLabel;
  readonly count: number;
  /** The share of all answers, 0 to 1. In a multiple choice the shares add up to more than 1. */
  readonly share: number;
}

/** How often each option was chosen, in display order. */
function tally(question: GradableQuestion, counts: readonly ChoiceTally[]): readonly TallyRow[] {
  const byLabel = new Map<string, number>();
  let answers = 0;
  for (const { choice, count } of counts) {
    answers += count;
    for (const label of choice.split(",")) byLabel.set(label, (byLabel.get(label) ?? 0) + count);
  }
  return withLabels(question).map(({ label }) => {
    const count = byLabel.get(label) ?? 0;
    return { label, count, share: answers === 0 ? 0 : count / answers };
  });
}

interface OptionReading {
  /** The number of options that an answer must have. */
  readonly needed: number;
  /** Accept a list of labels, including "13" for 1 and 3. */
  readonly isList: boolean;
  /** Maps other words, such as "yes", to an option. */
  readonly labelOfWord?: (text: string) => OptionLabel | undefined;
}

/**
 * Accepts labels ("2", "(2)", a keycap, ":two:", or a list such as "1,3", "1 and 3" or "13"), the full text of one or
 * several options, and words that stand for an option.
 */
export function parseOptions(question: GradableQuestion, input: string, reading: OptionReading): ParsedChoice {
  const read = readInput(input);
  if ("ok" in read) return read;
  const labels = readLabels(question, read.text, reading);
  if (labels === undefined) return { ok: false, problem: "There is no such option." };
  if (labels.length === reading.needed) return { ok: true, choice: labels.join(",") };
  const wanted = reading.needed === 1 ? "one option" : `${reading.needed} options`;
  return { ok: false, problem: `Choose exactly ${wanted}.` };
}

/**
 * Labels take precedence, since the card shows them. A list of labels takes precedence over option texts only if an
 * answer has several options, because an option's text may itself be "1, 3" or "13".
 */
function readLabels(question: GradableQuestion, text: string, reading: OptionReading): OptionLabel[] | undefined {
  const shown = LABELS.slice(0, question.options.length);
  const listed = listedDigits(text, reading.isList) ?? [];
  const areLabels = listed.length > 0 && listed.every((digit) => shown.some((label) => label === digit));
  if (areLabels && (listed.length === 1 || reading.isList)) return inOrder(listed);

  const named = labelOfText(question, text) ?? reading.labelOfWord?.(text);
  if (named !== undefined) return [named];
  return areLabels ? inOrder(listed) : listedTexts(question, text);
}

/** Several options named by their text, separated by semicolons, commas or "and". */
function listedTexts(question: GradableQuestion, text: string): OptionLabel[] | undefined {
  for (const separator of [/;/, /[;,]/, /[;,]| and /i]) {
    const parts = text.split(separator).filter((part) => part.trim() !== "");
    const labels = parts.map((part) => labelOfText(question, part.replace(/^ *and /i, "")));
    if (parts.length > 0 && labels.every((label) => label !== undefined)) return inOrder(labels);
  }
  return undefined;
}

/** @param example labels as someone would type them */
export function howToChoose({ options }: GradableQuestion, example: string): string {
  return `The options are 1 to ${options.length}, for example \`/answer ${example}\`.`;
}

/**
 * Options are matched by their text, so that shuffling and new distractors do not matter. A round is left alone if one of
 * its options is gone, or if the number of right options no longer matches what people were asked for.
 */
function correctOptions(asked: GradableQuestion, today: GradableQuestion): Correction {
  const rightToday = new Map(today.options.map(({ text, right }) => [text, right]));
  if (asked.options.some(({ text }) => !rightToday.has(text))) return { kind: "mismatch", why: "other-options" };
  const options = asked.options.map(({ text }) => ({ text, right: rightToday.get(text) === true }));
  if (options.every(({ right }, index) => right === asked.options[index]?.right)) return { kind: "same" };
  if (countRight(options) !== countRight(asked.options) || countRight(options) !== countRight(today.options))
    return { kind: "mismatch", why: "another-number" };
  return { kind: "corrected", options, accept: asked.accept, visible: true };
}

export function countRight(options: readonly QuestionOption[]): number {
  return options.filter(({ right }) => right).length;
}
