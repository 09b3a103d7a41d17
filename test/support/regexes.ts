import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import { ROOT } from "./child.ts";

/**
 * Every regular expression in src/ either cannot backtrack much, as redos-detector proves, or reads only texts of a known
 * length. The latter files are listed here with the longest text that reaches them (in UTF-16 code units) and why. All
 * expressions are also tried on hostile texts of that length, because the proof does not cover the cost of lookbehinds.
 * test/regexes.test.ts runs them, bench/hostile.ts measures them.
 */
const BOUNDED: Readonly<Record<string, { readonly longest: number; readonly because: string }>> = {
  "src/bot/teams/manage-command.ts": { longest: 2_000, because: "a command's text" },
  "src/study/": { longest: 2_000, because: "a command's text, or an answer" },
  "src/deck/search/words/text.ts": { longest: 2_000, because: "a query, cut to its limit first" },
  "src/deck/check/words.ts": { longest: 20_000, because: "importers use it too" },
  "src/deck/check/": { longest: 1_500, because: "the deck format's longest text" },
  "src/deck/references.ts": { longest: 1_500, because: "the deck format's longest text" },
  "src/import/outline/segment.ts": { longest: 200, because: "looks only at what is short enough for a heading" },
  "src/import/": { longest: 20_000, because: "a line of a cheatsheet, or a card" },
  "src/cli/deck-import.ts": { longest: 4_096, because: "a path" },
  "src/log.ts": { longest: 20_000, because: "a log line; nothing of size is logged" },
  "src/storage/migrate.ts": { longest: 20_000, because: "a migration of our own" },
  "src/platforms/playground/decode.ts": { longest: 2_000, because: "a command's text" },
  "src/platforms/playground/browser/": { longest: 2_000, because: "what its own reader typed" },
};

/** The longest text for files that are not listed. */
const LONGEST = 4_000;

/** Expressions that are slow on a text of this many characters; the search for slow ones must find them. */
export const TRIPPING: readonly (readonly [RegExp, number])[] = [
  [/^\|?[\s:|-]*-{3,}[\s:|-]*\|?$/, 1_000],
  [/^(a+)+$/, 28],
  [/\s*:$/, 20_000],
  [/\[([^\]]*)\]\([^)]*\)/g, 20_000],
];

export interface Found {
  readonly place: string;
  readonly regex: RegExp;
  /** Whether only texts of a known length reach it. */
  readonly isBounded: boolean;
  readonly longest: number;
}

/** The expressions in src/, and the files that compose some at run time. */
export function collectRegexes(): { literals: readonly Found[]; composed: readonly string[] } {
  const literals: Found[] = [];
  const composed = new Set<string>();
  const files = globSync("src/**/*.{ts,js,mjs}", { cwd: ROOT }).filter((file) => !/\.(?:test|d)\.ts$/.test(file));
  for (const file of files.sort()) {
    const text = readFileSync(join(ROOT, file), "utf8");
    const { program, errors } = parseSync(file, text);
    if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
    const bound = BOUNDED[Object.keys(BOUNDED).find((place) => file.startsWith(place)) ?? ""];
    const callee = (node: { callee: object }) => "name" in node.callee && node.callee.name === "RegExp";
    new Visitor({
      Literal: (node) => {
        if (!("regex" in node)) return;
        const place = `${file}:${text.slice(0, node.start).split("\n").length}`;
        const regex = new RegExp(node.regex.pattern, node.regex.flags);
        literals.push({ place, regex, isBounded: bound !== undefined, longest: bound?.longest ?? LONGEST });
      },
      NewExpression: (node) => void (callee(node) && composed.add(file)),
      CallExpression: (node) => void (callee(node) && composed.add(file)),
    }).visit(program);
  }
  return { literals, composed: [...composed].sort() };
}

/** Texts that repeat what the expression looks for, with an end that makes it fail. */
export function attacks({ source }: RegExp, longest: number): string[] {
  const words = source.match(/[A-Za-z]{3,}|\\u[0-9a-f]{4}|[^\\A-Za-z0-9^$?+{}()|]/g) ?? [];
  const own = words.map((word) => (word.startsWith("\\u") ? String.fromCharCode(Number(`0x${word.slice(2)}`)) : word));
  const pieces = [...new Set([...own, " ", "\t", "a", "A", "1", "-", "_", ".", "\n", "{", "\\"])].slice(0, 40);
  const pairs = pieces.flatMap((one, at) => [
    one,
    one + (pieces[(at * 7 + 3) % pieces.length] ?? ""),
    `${one} `,
    `a${one}`,
  ]);
  const ends = ["", "\u0001", "a", "!\n"];
  return pairs.flatMap((piece) =>
    ends.map((end) => `${piece.repeat(Math.ceil(longest / piece.length)).slice(0, longest - end.length)}${end}`),
  );
}

/** Runs the expression over the whole text. */
export function read(regex: RegExp, text: string): void {
  if (regex.global) text.replace(regex, "");
  else regex.test(text);
}
