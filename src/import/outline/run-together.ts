import { isFunctionWord } from "../../deck/check/words.ts";

/** After these a page often put a name in a box of its own, and lost the space before it when it was copied. */
const BEFORE_NAMES = new Set(
  "action and because called command contain contains field file flag from into keyword method named option parameter run than that the then type use uses using variable when whereas which with".split(
    " ",
  ),
);
const LONGEST = Math.max(...[...BEFORE_NAMES].map((word) => word.length));
const NAME_LINE = /^[\p{L}_.@$][\w.:/@$-]{2,}$/u;
const CODE = /`([\w.:/@$-]{3,})`/g;
const TOKEN = /(?<![\w.:/@$`-])\p{Ll}[\p{L}\w:]{5,}/gu;
/** A word that stands so often in a sheet is a name of its subject. */
const FREQUENT = 3;

/**
 * Words that lost the space between them get it back, where the second is a name of the sheet ("usetag" → "use tag"): a
 * line of its own, `code`, or a frequent word. Only words that stand nowhere else in the sheet are parted.
 */
export function partWords(rows: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const row of rows)
    for (const word of row.match(/[\p{L}\w]+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  const names = new Set(rows.map((row) => row.trim()).filter((row) => NAME_LINE.test(row)));
  for (const row of rows) for (const [, name = ""] of row.matchAll(CODE)) names.add(name);
  const isName = (word: string) => names.has(word) || (counts.get(word) ?? 0) >= FREQUENT;
  return rows.map((row) =>
    row.replace(TOKEN, (token) => {
      const [word = ""] = /^[\p{L}\w]+/u.exec(token) ?? [];
      return (counts.get(word) ?? 0) > 1 ? token : parted(token, isName);
    }),
  );
}

function parted(token: string, isName: (word: string) => boolean): string {
  for (let at = 3; at <= Math.min(LONGEST, token.length - 3); at += 1) {
    const [before, name] = [token.slice(0, at), token.slice(at)];
    const [head = ""] = name.split(":");
    if (BEFORE_NAMES.has(before) && !isFunctionWord(head) && isName(head)) return `${before} ${name}`;
  }
  return token;
}
