import type { Deck, Question } from "../deck.ts";
import { plainText } from "./words.ts";

/** A question whose options the author wrote: single or multiple choice. */
export interface Choice {
  readonly question: Question;
  readonly right: readonly string[];
  readonly wrong: readonly string[];
}

/** The deck's single- and multiple-choice questions, with their options as a reader sees them. */
export function choicesOf(deck: Deck): Choice[] {
  return [...deck.questions.values()]
    .filter(({ kind }) => kind === "single" || kind === "multiple")
    .map((question) => ({ question, right: texts(question, true), wrong: texts(question, false) }));
}

function texts(question: Question, right: boolean): string[] {
  return question.options.filter((option) => option.right === right).map(({ text }) => plainText(text));
}

/** The key in words: the right options, or a fill-in's answer; empty for true-false. */
export function keyText(question: Question): string {
  if (question.kind === "true-false") return "";
  if (question.kind === "fill-in") return question.accept[0] ?? "";
  return question.options
    .filter(({ right }) => right)
    .map(({ text }) => text)
    .join(" ");
}
