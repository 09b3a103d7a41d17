import type { BankKey, GradableQuestion } from "../kind.ts";
import { OPTION_LIMIT } from "./fields.ts";

const YES = /^(?:true|t|yes|richtig|wahr|vrai|verdadero)$/i;
const NO = /^(?:false|f|no|falsch|faux|falso)$/i;

/** Banks use these names for single and multiple choice alike, so only the number of right options tells them apart. */
const CHOICE =
  /^(?:single|mc|multiplechoice|choice|singlechoice|multiple|multi|multiselect|multipleanswers?|multipleresponse|checkbox)$/;

/** The truth value that a bank's word stands for; undefined for any other text. */
export function truthOf(text: string): boolean | undefined {
  const word = text.replace(/[*_`]/g, "").trim();
  if (YES.test(word)) return true;
  return NO.test(word) ? false : undefined;
}

/** A question whose only answers are yes and no is a true-or-false question, whatever its bank calls it. */
export function isTruth(key: BankKey): boolean {
  const { right, wrong } = distinct(key);
  return right.length === 1 && wrong.length <= 1 && [...right, ...wrong].every((text) => truthOf(text) !== undefined);
}

/** Whether a bank's question is a choice of options, with `several` right options or just one. */
export function isChoice(name: string, key: BankKey, { several }: { readonly several: boolean }): boolean {
  const { right, wrong } = distinct(key);
  if (several !== right.length > 1) return false;
  return name === "" ? wrong.length > 0 && !isTruth(key) : CHOICE.test(name);
}

/** The wrong options that fit on a card next to the right ones, or why the question cannot be used. */
export function fitWrongOptions({
  right,
  wrong,
}: BankKey): { readonly reason: string } | { readonly kept: string[]; readonly dropped: readonly string[] } {
  if (wrong.length === 0) return { reason: "it has no wrong option" };
  if (right.length >= OPTION_LIMIT)
    return { reason: `it has ${right.length} right options; a card takes ${OPTION_LIMIT} options in all` };
  const room = OPTION_LIMIT - right.length;
  return { kept: wrong.slice(0, room), dropped: wrong.slice(room) };
}

/** Removes duplicates, and wrong texts that are also right. */
export function distinct({ right, wrong }: BankKey): BankKey {
  return { right: [...new Set(right)], wrong: [...new Set(wrong)].filter((text) => !right.includes(text)) };
}

/** Right and wrong options, each in the author's order. */
export function writeOptions({ options }: GradableQuestion): BankKey {
  const texts = (right: boolean) => options.filter((option) => option.right === right).map(({ text }) => text);
  return { right: texts(true), wrong: texts(false) };
}
