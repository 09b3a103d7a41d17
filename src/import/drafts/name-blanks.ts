import { contentWords } from "../../deck/check/words.ts";
import { words } from "../outline/phrases.ts";
import { ANSWER_LENGTH, type Blank, blankOut, occursOnce, type Statement } from "./blank.ts";

/** Blanks out a name that the sentence marks as `code`, since it has only one spelling. */
export function codeBlank(statement: Statement, codes: readonly string[]): Blank | undefined {
  const code = codes.find((one) => one.length >= 3 && one.length <= ANSWER_LENGTH && occursOnce(statement.text, one));
  if (code === undefined) return undefined;
  return blankOut(statement, { at: statement.text.indexOf(code), found: code, what: "the name", answer: code });
}

const AFTER_PREPOSITION =
  /(?<= (?:with|using|use|via|by|specify|through|into|onto|in|of|from|on|support|supports|to|upload|run|add) (?:the |an? )?)(?:\p{Lu}[\p{L}\p{N}]*(?:[-.][\p{L}\p{N}]+)*)(?: (?:\p{Lu}[\p{L}\p{N}-]*|\p{N}+))*(?!['’\p{L}\p{N}])/gu;

/** Blanks out the last name after a preposition: "… in AWS Glue …", "… with Riesling …". */
export function nameBlank(statement: Statement): Blank | undefined {
  if (words(statement.text).length < 7) return undefined;
  const revealed = new Set(contentWords(statement.about));
  const names = [...statement.text.matchAll(AFTER_PREPOSITION)].filter(
    ([name]) =>
      name.length >= 3 &&
      name.length <= ANSWER_LENGTH &&
      occursOnce(statement.text, name) &&
      !contentWords(name).some((word) => revealed.has(word)),
  );
  const last = names.at(-1);
  if (last === undefined) return undefined;
  return blankOut(statement, { at: last.index, found: last[0], what: "the name", answer: last[0] });
}
