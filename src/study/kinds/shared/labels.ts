import type { OptionLabel } from "../../../chat/card.ts";
import { normalizeText } from "../../text.ts";
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
  if (label === undefined) throw new RangeError("more than five options");
  return label;
}

/** The question's options with their labels, in display order. */
export function withLabels({ options }: GradableQuestion) {
  return options.map((option, index) => ({ ...option, label: optionLabel(index) }));
}

/** The valid labels, in ascending order and without duplicates. */
export function inOrder(digits: readonly string[]): OptionLabel[] {
  return LABELS.filter((label) => digits.includes(label));
}

/** The label of the option with this text. Asterisks for bold are ignored, since people do not type them. */
export function labelOfText({ options }: GradableQuestion, text: string): OptionLabel | undefined {
  const wanted = normalizeText(text);
  const exact = options.findIndex((option) => normalizeText(option.text) === wanted);
  const index = exact === -1 ? options.findIndex((option) => normalizeText(unbold(option.text)) === wanted) : exact;
  return LABELS[index];
}

function unbold(text: string): string {
  return text.replace(/\*\*([^*]+)\*\*/g, "$1");
}

/** The numbers in "2", "(2)", ":two:", "1,3", "1 and 3", "options 1 3" and, if `joined`, "13"; undefined for any other text. */
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
