import { z } from "zod";
import { LABELS } from "./labels.ts";

/** The number of options that a card has labels for. */
export const OPTION_LIMIT = LABELS.length;

/**
 * A text in a deck file, of at most `max` UTF-16 code units. An issue's message says what is wrong, and its params hold
 * the remedy.
 */
export const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => value.trim() === value, {
      error: "has spaces or line breaks around it",
      params: { remedy: 'Write ">-" instead of ">" ("|-" instead of "|"), or take the spaces out of the quotes' },
    })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
    .refine((value) => value.isWellFormed() && !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(value), {
      error: "has a control character or half a character in it",
      params: { remedy: "Type the text afresh, without the invisible character" },
    });

export const option = text(200);
