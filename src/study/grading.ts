import type { OptionLabel } from "../chat/card.ts";
import type { QuestionKind } from "../deck/format.ts";
import { cleanText, normaliseText } from "./text.ts";

/** What grading needs of a question: options in the order shown in the round (the first has label 1). */
export interface GradableQuestion {
  readonly kind: QuestionKind;
  readonly options: readonly { readonly text: string; readonly right: boolean }[];
  /** fill-in: the spellings that count; else empty. */
  readonly accept: readonly string[];
}

export type Choice =
  /** Ascending, each once. */
  | { readonly kind: "options"; readonly labels: readonly OptionLabel[] }
  | { readonly kind: "text"; readonly text: string };

export type ChoiceProblem = "empty" | "no-such-option" | "needs-one" | "needs-several" | "too-long";

export type ParsedChoice =
  | { readonly ok: true; readonly choice: Choice }
  /** `needed`: how many options an answer to this question has (1 for fill-in: one text). */
  | { readonly ok: false; readonly problem: ChoiceProblem; readonly needed: number };

/** In UTF-16 code units, after trimming. */
const CHOICE_LIMIT = 200;

const LABELS: readonly OptionLabel[] = ["1", "2", "3", "4", "5"];
const EMOJI_DIGITS = new Map([
  [":one:", "1"],
  [":two:", "2"],
  [":three:", "3"],
  [":four:", "4"],
  [":five:", "5"],
]);
const TRUE_WORDS = new Set(["true", "t", "yes", "y"]);
const FALSE_WORDS = new Set(["false", "f", "no", "n"]);

/**
 * Reads what a person typed or pressed. Takes labels ("2", "(2)", a keycap, ":two:", and for multiple choice "1,3",
 * "1 and 3" or "13"), an option's full text, true and false words, and any text for fill-in.
 */
export function parseChoice(question: GradableQuestion, input: string): ParsedChoice {
  const needed = optionsNeeded(question);
  const text = cleanText(input);
  if (text === "") return { ok: false, problem: "empty", needed };
  if (text.length > CHOICE_LIMIT) return { ok: false, problem: "too-long", needed };
  if (question.kind === "fill-in") return { ok: true, choice: { kind: "text", text } };

  const labels = readLabels(question, text);
  if (labels === undefined) return { ok: false, problem: "no-such-option", needed };
  if (labels.length !== needed) return { ok: false, problem: needed === 1 ? "needs-one" : "needs-several", needed };
  return { ok: true, choice: { kind: "options", labels } };
}

/**
 * Labels come first, since the card shows them. A list of labels comes before the options' text only for multiple
 * choice, where one option is never the whole answer: an option may itself be "1, 3" or "13".
 */
function readLabels(question: GradableQuestion, text: string): OptionLabel[] | undefined {
  const shown = LABELS.slice(0, question.options.length);
  const listed = listedDigits(text, question.kind === "multiple");
  const isList = listed?.every((digit) => shown.some((label) => label === digit));
  if (isList && (listed?.length === 1 || question.kind === "multiple")) return inOrder(listed ?? []);

  const named = labelOfText(question, text) ?? labelOfWord(question, text);
  if (named !== undefined) return [named];
  if (isList) return inOrder(listed ?? []);
  return listedTexts(question, text);
}

/** The digits of "2", "(2)", ":two:", "1,3", "1 and 3", "options 1 3" and, if `joined`, "13"; undefined for all else. */
function listedDigits(text: string, joined: boolean): string[] | undefined {
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/:[a-z]+:/g, (emoji) => ` ${EMOJI_DIGITS.get(emoji) ?? emoji} `)
    .replace(/^ *(?:options?|answers?)(?=[ \d(#])/, "")
    .replace(/\band\b/g, " ")
    .replace(/[.)](?= |,|$)|[,;&+/#()[\]]/g, " ")
    .split(" ")
    .filter((word) => word !== "");
  if (words.length === 0 || !words.every((word) => /^\d+$/.test(word))) return undefined;
  return joined && words.length === 1 ? [...(words[0] ?? "")] : words;
}

function inOrder(digits: readonly string[]): OptionLabel[] {
  return LABELS.filter((label) => digits.includes(label));
}

function labelOfText(question: GradableQuestion, text: string): OptionLabel | undefined {
  const wanted = normaliseText(text);
  return LABELS[question.options.findIndex((option) => normaliseText(option.text) === wanted)];
}

function labelOfWord(question: GradableQuestion, text: string): OptionLabel | undefined {
  if (question.kind !== "true-false") return undefined;
  const word = normaliseText(text);
  if (TRUE_WORDS.has(word)) return labelOfText(question, "true");
  return FALSE_WORDS.has(word) ? labelOfText(question, "false") : undefined;
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

/** How many options an answer has: all the right ones of a multiple choice, else one. */
export function optionsNeeded(question: GradableQuestion): number {
  return question.kind === "multiple" ? question.options.filter((option) => option.right).length : 1;
}

export function rightLabels(question: GradableQuestion): OptionLabel[] {
  return LABELS.filter((_, place) => question.options[place]?.right);
}

/** Multiple choice is all or nothing. Fill-in takes any accepted spelling; an article before it does not matter. */
export function isRight(question: GradableQuestion, choice: Choice): boolean {
  if (question.kind === "fill-in") return choice.kind === "text" && isAccepted(question.accept, choice.text);
  return choice.kind === "options" && choice.labels.join() === rightLabels(question).join();
}

function isAccepted(accept: readonly string[], text: string): boolean {
  const given = spellings(text);
  return accept.some((spelling) => spellings(spelling).some((accepted) => given.includes(accepted)));
}

/** As it stands, and without the article before it. */
function spellings(text: string): readonly string[] {
  return [normaliseText(text), normaliseText(cleanText(text).replace(/^(?:the|an?) (?=.)/i, ""))];
}

/** For storage: "1,3", or the text as it was given. */
export function encodeChoice(choice: Choice): string {
  return choice.kind === "options" ? choice.labels.join(",") : choice.text;
}

export function decodeChoice(kind: QuestionKind, stored: string): Choice {
  if (kind === "fill-in") return { kind: "text", text: stored };
  return { kind: "options", labels: inOrder(stored.split(",")) };
}

/** One option's part of the distribution that the reveal shows. */
export interface TallyRow {
  readonly label: OptionLabel;
  readonly count: number;
  /** 0 to 1 of all answers; those of a multiple choice add up to more than 1. */
  readonly share: number;
}

/** How often each option was chosen, in the order shown, from stored choices; none for fill-in, whose words stay private. */
export function tally(
  question: GradableQuestion,
  choices: readonly { readonly choice: string; readonly count: number }[],
): readonly TallyRow[] {
  if (question.kind === "fill-in") return [];
  const counts = new Map<string, number>();
  let answers = 0;
  for (const { choice, count } of choices) {
    answers += count;
    for (const label of choice.split(",")) counts.set(label, (counts.get(label) ?? 0) + count);
  }
  return LABELS.slice(0, question.options.length).map((label) => {
    const count = counts.get(label) ?? 0;
    return { label, count, share: answers === 0 ? 0 : count / answers };
  });
}
