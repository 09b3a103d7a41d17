import { cleanText } from "../../text.ts";
import type { ParsedChoice } from "../kind.ts";

/** In UTF-16 code units, after trimming. */
const ANSWER_LIMIT = 200;

/** What was typed, ready to be read; or why there is nothing to read. */
export function readInput(input: string, limit: number = ANSWER_LIMIT): { readonly text: string } | ParsedChoice {
  const text = cleanText(input);
  if (text === "") return { ok: false, problem: "Say which answer." };
  if (text.length > limit)
    return { ok: false, problem: `That answer is too long: at most ${limit} characters.`, saysAll: true };
  return { text };
}
