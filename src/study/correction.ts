import type { QuestionKind } from "../deck/format.ts";
import { normaliseText } from "./text.ts";

/** A question's key as far as grading goes. */
interface Keyed {
  readonly kind: QuestionKind;
  readonly options: readonly { readonly text: string; readonly right: boolean }[];
  readonly accept: readonly string[];
}

export type Correction =
  /** The round was asked with today's key. */
  | { readonly kind: "same" }
  /**
   * The key is another one now. `visible`: people were shown a key that is not right any more; where only further
   * spellings were accepted, nobody was told anything wrong.
   */
  | {
      readonly kind: "corrected";
      readonly options: Keyed["options"];
      readonly accept: Keyed["accept"];
      readonly visible: boolean;
    }
  /** Today's question cannot be laid over the round: its answers stay as they were graded. */
  | { readonly kind: "unlike"; readonly why: Unlike };

export type Unlike = "another-kind" | "other-options" | "another-number";

/**
 * Lays today's key of a question over a round that asked it earlier. Options are matched by their text, so that shuffling
 * and new distractors do not matter; a round is left alone where one of its options is gone, or where another number of
 * options would have to be chosen than people were asked for.
 */
export function correctionOf(asked: Keyed, today: Keyed): Correction {
  if (asked.kind !== today.kind) return { kind: "unlike", why: "another-kind" };
  if (asked.kind === "fill-in") return correctedSpellings(asked, today);
  const rightToday = new Map(today.options.map((option) => [option.text, option.right]));
  if (asked.options.some((option) => !rightToday.has(option.text))) return { kind: "unlike", why: "other-options" };
  const options = asked.options.map(({ text }) => ({ text, right: rightToday.get(text) === true }));
  if (options.every((option, place) => option.right === asked.options[place]?.right)) return { kind: "same" };
  if (countRight(options) !== countRight(asked.options) || countRight(options) !== countRight(today.options)) {
    return { kind: "unlike", why: "another-number" };
  }
  return { kind: "corrected", options, accept: asked.accept, visible: true };
}

function correctedSpellings(asked: Keyed, today: Keyed): Correction {
  if (asked.accept.join("\n") === today.accept.join("\n")) return { kind: "same" };
  const shown = (keyed: Keyed) => normaliseText(keyed.accept[0] ?? "");
  return { kind: "corrected", options: [], accept: today.accept, visible: shown(asked) !== shown(today) };
}

function countRight(options: Keyed["options"]): number {
  return options.filter((option) => option.right).length;
}

/** The key in words: the right options' texts, or the accepted spellings. */
export function keyTexts(keyed: Keyed): readonly string[] {
  return keyed.kind === "fill-in"
    ? keyed.accept
    : keyed.options.filter((option) => option.right).map((option) => option.text);
}
