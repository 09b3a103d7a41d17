import { kindOf } from "../../study/kinds/registry.ts";
import type { Deck, Question } from "../deck.ts";
import { plainText } from "./words.ts";

/** A single- or multiple-choice question, with right and wrong options by the author. */
export interface Choice {
  readonly question: Question;
  readonly right: readonly string[];
  readonly wrong: readonly string[];
}

/** The deck's single- and multiple-choice questions, with their options as plain text. */
export function choicesOf(deck: Deck): Choice[] {
  return [...deck.questions.values()]
    .filter((question) => kindOf(question).hasDistractors)
    .map((question) => ({ question, right: texts(question, true), wrong: texts(question, false) }));
}

function texts(question: Question, right: boolean): string[] {
  return question.options.filter((option) => option.right === right).map(({ text }) => plainText(text));
}

/** The key as it is shown to people; empty for a statement. */
export function keyText(question: Question): string {
  const kind = kindOf(question);
  if (kind.isStatement) return "";
  const key = kind.describeKey(question);
  return "text" in key ? key.text : key.options.map(({ text }) => text).join(" ");
}

/** A true-or-false question whose statement is false. */
export function isFalseStatement(question: Question): boolean {
  return Boolean(kindOf(question).isStatement) && question.options.some(({ text, right }) => right && text === "False");
}
