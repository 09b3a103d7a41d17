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
import { inOrder, LABELS, labelled, labelOfText, listedDigits } from "./labels.ts";

/** What the kinds share that ask for options of which some are right: a choice is the labels in order, "1,3". */
export const OPTION_CHOICES = {
  isRight: (question, choice) => chosen(choice).join() === rightLabels(question).join(),
  describeChoice: (question, choice) => wordsOf(question, chosen(choice)),
  describeKey: (question) => wordsOf(question, rightLabels(question)),
  reveal: (question, counts) => {
    const distribution = tally(question, counts);
    return {
      type: "options",
      options: labelled(question).map(({ label, text, right }, index) => {
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

/** One option's part of the distribution that the reveal shows. */
interface TallyRow {
  readonly label: OptionLabel;
  readonly count: number;
  /** 0 to 1 of all answers; those of a multiple choice add up to more than 1. */
  readonly share: number;
}

/** How often each option was chosen, in the order shown. */
function tally(question: GradableQuestion, counts: readonly ChoiceTally[]): readonly TallyRow[] {
  const byLabel = new Map<string, number>();
  let answers = 0;
  for (const { choice, count } of counts) {
    answers += count;
    for (const label of choice.split(",")) byLabel.set(label, (byLabel.get(label) ?? 0) + count);
  }
  return labelled(question).map(({ label }) => {
    const count = byLabel.get(label) ?? 0;
    return { label, count, share: answers === 0 ? 0 : count / answers };
  });
}

/** How an answer to the question is read. */
interface OptionReading {
  /** How many options an answer has. */
  readonly needed: number;
  /** A list of labels is read as one, "13" too. */
  readonly isList: boolean;
  /** Words that mean an option. */
  readonly labelOfWord?: (text: string) => OptionLabel | undefined;
}

/**
 * Takes labels ("2", "(2)", a keycap, ":two:", and as a list "1,3", "1 and 3" or "13"), an option's full text, several
 * texts, and words for options.
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
 * Labels come first, since the card shows them. A list of labels comes before the options' text only where one option is
 * never the whole answer: an option may itself be "1, 3" or "13".
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

/** `example`: labels, as somebody would type them. */
export function howToChoose({ options }: GradableQuestion, example: string): string {
  return `The options are 1 to ${options.length}, for example \`/answer ${example}\`.`;
}

/**
 * Options are matched by their text, so that shuffling and new distractors do not matter; a round is left alone where one
 * of its options is gone, or where another number of options would have to be chosen than people were asked for.
 */
function correctOptions(asked: GradableQuestion, today: GradableQuestion): Correction {
  const rightToday = new Map(today.options.map(({ text, right }) => [text, right]));
  if (asked.options.some(({ text }) => !rightToday.has(text))) return { kind: "unlike", why: "other-options" };
  const options = asked.options.map(({ text }) => ({ text, right: rightToday.get(text) === true }));
  if (options.every(({ right }, index) => right === asked.options[index]?.right)) return { kind: "same" };
  if (countRight(options) !== countRight(asked.options) || countRight(options) !== countRight(today.options))
    return { kind: "unlike", why: "another-number" };
  return { kind: "corrected", options, accept: asked.accept, visible: true };
}

export function countRight(options: readonly QuestionOption[]): number {
  return options.filter(({ right }) => right).length;
}
