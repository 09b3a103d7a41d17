import { contentWords } from "../../deck/check/words.ts";
import { words } from "../outline/phrases.ts";
import { ANSWER_LENGTH, type Blank, leaveOut, type Statement, standsOnce } from "./blank.ts";

/** A name that the sentence writes as `code` can be typed in one way only. */
export function codeBlank(statement: Statement, codes: readonly string[]): Blank | undefined {
  const code = codes.find((one) => one.length >= 3 && one.length <= ANSWER_LENGTH && standsOnce(statement.text, one));
  if (code === undefined) return undefined;
  return leaveOut(statement, { at: statement.text.indexOf(code), found: code, what: "the name", answer: code });
}

const AFTER_PREPOSITION =
  /(?<= (?:with|using|use|via|by|specify|through|into|onto|in|of|from|on|support|supports|to|upload|run|add) (?:the |an? )?)(?:\p{Lu}[\p{L}\p{N}]*(?:[-.][\p{L}\p{N}]+)*)(?: (?:\p{Lu}[\p{L}\p{N}-]*|\p{N}+))*(?!['’\p{L}\p{N}])/gu;

/** "… in AWS Glue …", "… with Riesling …": the name that a sentence comes to. */
export function nameBlank(statement: Statement): Blank | undefined {
  if (words(statement.text).length < 7) return undefined;
  const told = new Set(contentWords(statement.about));
  const names = [...statement.text.matchAll(AFTER_PREPOSITION)].filter(
    ([name]) =>
      name.length >= 3 &&
      name.length <= ANSWER_LENGTH &&
      standsOnce(statement.text, name) &&
      !contentWords(name).some((word) => told.has(word)),
  );
  const last = names.at(-1);
  if (last === undefined) return undefined;
  return leaveOut(statement, { at: last.index, found: last[0], what: "the name", answer: last[0] });
}
