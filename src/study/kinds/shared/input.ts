import { cleanText } from "../../text.ts";
import type { ParsedChoice } from "../kind.ts";

/** In UTF-16 code units, after trimming. */
const ANSWER_LIMIT = 200;

/** The typed text, cleaned up for parsing, or why it cannot be parsed. */
export function readInput(input: string, limit: number = ANSWER_LIMIT): { readonly text: string } | ParsedChoice {
  const text = cleanText(input);
  if (text === "") return { ok: false, problem: "Say which answer." };
  if (text.length > limit)
    return { ok: false, problem: `That answer is too long: at most ${limit} characters.`, selfExplanatory: true };
  return { text };
}
