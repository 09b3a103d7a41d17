import type { OptionLabel } from "../../../chat/card.ts";
import { normaliseText } from "../../text.ts";
import type { GradableQuestion } from "../kind.ts";

export const LABELS = ["1", "2", "3", "4", "5"] as const satisfies readonly OptionLabel[];

const EMOJI_DIGITS = new Map([
  [":one:", "1"],
  [":two:", "2"],
  [":three:", "3"],
  [":four:", "4"],
  [":five:", "5"],
]);

/** @param index from 0 */
function optionLabel(index: number): OptionLabel {
  const label = LABELS[index];
  if (label === undefined) throw new RangeError("an option beyond the fifth");
  return label;
}

/** The question's options with their labels, in the order shown. */
export function labelled({ options }: GradableQuestion) {
  return options.map((option, index) => ({ ...option, label: optionLabel(index) }));
}

/** The labels, each once, ascending; anything else is left out. */
export function inOrder(digits: readonly string[]): OptionLabel[] {
  return LABELS.filter((label) => digits.includes(label));
}

/** The option with this text. Nobody types the stars of what a card shows in bold. */
export function labelOfText({ options }: GradableQuestion, text: string): OptionLabel | undefined {
  const wanted = normaliseText(text);
  const exact = options.findIndex((option) => normaliseText(option.text) === wanted);
  const index = exact === -1 ? options.findIndex((option) => normaliseText(unbold(option.text)) === wanted) : exact;
  return LABELS[index];
}

function unbold(text: string): string {
  return text.replace(/\*\*([^*]+)\*\*/g, "$1");
}

/** The digits of "2", "(2)", ":two:", "1,3", "1 and 3", "options 1 3" and, if `joined`, "13"; undefined for all else. */
export function listedDigits(text: string, joined: boolean): string[] | undefined {
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
