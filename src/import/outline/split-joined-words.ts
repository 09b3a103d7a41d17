import { isFunctionWord } from "../../deck/check/words.ts";

/** Pages often style a name after one of these words as a box, and the space before it is lost when it is copied. */
const WORDS_BEFORE_NAMES = new Set(
  "action and because called command contain contains field file flag from into keyword method named option parameter run than that the then type use uses using variable when whereas which with".split(
    " ",
  ),
);
const MAX_HEAD_LENGTH = Math.max(...[...WORDS_BEFORE_NAMES].map((word) => word.length));
const NAME_LINE = /^[\p{L}_.@$][\w.:/@$-]{2,}$/u;
const CODE = /`([\w.:/@$-]{3,})`/g;
const TOKEN = /(?<![\w.:/@$`-])\p{Ll}[\p{L}\w:]{5,}/gu;
/** A word that occurs this often in a sheet counts as a name from its subject. */
const MIN_OCCURRENCES = 3;

/**
 * Restores lost spaces between words if the second is a name in the sheet ("usetag" → "use tag"), which means a line of
 * its own, `code`, or a frequent word. Only tokens that occur nowhere else in the sheet are split.
 */
export function splitJoinedWords(rows: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const row of rows)
    for (const word of row.match(/[\p{L}\w]+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  const names = new Set(rows.map((row) => row.trim()).filter((row) => NAME_LINE.test(row)));
  for (const row of rows) for (const [, name = ""] of row.matchAll(CODE)) names.add(name);
  const isName = (word: string) => names.has(word) || (counts.get(word) ?? 0) >= MIN_OCCURRENCES;
  return rows.map((row) =>
    row.replace(TOKEN, (token) => {
      const [word = ""] = /^[\p{L}\w]+/u.exec(token) ?? [];
      return (counts.get(word) ?? 0) > 1 ? token : splitToken(token, isName);
    }),
  );
}

function splitToken(token: string, isName: (word: string) => boolean): string {
  for (let at = 3; at <= Math.min(MAX_HEAD_LENGTH, token.length - 3); at += 1) {
    const [before, name] = [token.slice(0, at), token.slice(at)];
    const [head = ""] = name.split(":");
    if (WORDS_BEFORE_NAMES.has(before) && !isFunctionWord(head) && isName(head)) return `${before} ${name}`;
  }
  return token;
}
