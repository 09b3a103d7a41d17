import type { BankKey, GradableQuestion } from "../kind.ts";
import { OPTION_LIMIT } from "./fields.ts";

const YES = /^(?:true|t|yes|richtig|wahr|vrai|verdadero)$/i;
const NO = /^(?:false|f|no|falsch|faux|falso)$/i;

/** Banks call both kinds of choice by either name; what tells them apart is how many options are right. */
const CHOICE =
  /^(?:single|mc|multiplechoice|choice|singlechoice|multiple|multi|multiselect|multipleanswers?|multipleresponse|checkbox)$/;

/** What a bank's word for yes or no means; undefined for all else. */
export function truthOf(text: string): boolean | undefined {
  const word = text.replace(/[*_`]/g, "").trim();
  if (YES.test(word)) return true;
  return NO.test(word) ? false : undefined;
}

/** A question whose only answers are yes and no is true or false, whatever its bank calls it. */
export function isTruth(key: BankKey): boolean {
  const { right, wrong } = distinct(key);
  return right.length === 1 && wrong.length <= 1 && [...right, ...wrong].every((text) => truthOf(text) !== undefined);
}

/** Whether a bank's question has options to choose from; `several` of them right, or one. */
export function isChoice(name: string, key: BankKey, { several }: { readonly several: boolean }): boolean {
  const { right, wrong } = distinct(key);
  if (several !== right.length > 1) return false;
  return name === "" ? wrong.length > 0 && !isTruth(key) : CHOICE.test(name);
}

/** The wrong options for which a card has room beside the right ones; or why there is no such question. */
export function keptWrong({
  right,
  wrong,
}: BankKey): { readonly reason: string } | { readonly kept: string[]; readonly dropped: readonly string[] } {
  if (wrong.length === 0) return { reason: "it has no wrong option" };
  if (right.length >= OPTION_LIMIT)
    return { reason: `it has ${right.length} right options; a card takes ${OPTION_LIMIT} options in all` };
  const room = OPTION_LIMIT - right.length;
  return { kept: wrong.slice(0, room), dropped: wrong.slice(room) };
}

/** Each text once; what is right is not wrong as well. */
export function distinct({ right, wrong }: BankKey): BankKey {
  return { right: [...new Set(right)], wrong: [...new Set(wrong)].filter((text) => !right.includes(text)) };
}

/** Right and wrong options, each in the author's order. */
export function writeOptions({ options }: GradableQuestion): BankKey {
  const texts = (right: boolean) => options.filter((option) => option.right === right).map(({ text }) => text);
  return { right: texts(true), wrong: texts(false) };
}
