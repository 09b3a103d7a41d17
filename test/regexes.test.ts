import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import { isSafe } from "redos-detector";
import { expect, test } from "vitest";

/**
 * Every regular expression in src/ either cannot backtrack much, as redos-detector proves, or reads only texts of a known length:
 * such files are listed here, with the longest text that gets there (in UTF-16 code units) and why. All are tried on texts of that
 * length that are made to trip them up: the proof does not see what looking behind costs.
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

/** Put together from parts at run time: each is tried by the tests and the fuzzing of its module. */
const COMPOSED = [
  "src/deck/check/multiple-choice.ts",
  "src/deck/check/wording.ts",
  "src/import/drafts/list-blanks.ts",
  "src/import/drafts/number-blanks.ts",
  "src/import/formats/html.ts",
  "src/import/outline/phrases.ts",
  "src/platforms/playground/page/icons.ts",
  "src/platforms/slack/manifest/command-names.ts",
];

/** Where a file is not listed. */
const LONGEST = 4_000;
const LONGEST_MS = 50;
const ROOT = join(import.meta.dirname, "..");

interface Found {
  readonly place: string;
  readonly file: string;
  readonly regex: RegExp;
}

function collect(): { literals: Found[]; composed: Set<string> } {
  const literals: Found[] = [];
  const composed = new Set<string>();
  const files = globSync("src/**/*.{ts,js,mjs}", { cwd: ROOT }).filter((file) => !/\.(?:test|d)\.ts$/.test(file));
  for (const file of files.sort()) {
    const text = readFileSync(join(ROOT, file), "utf8");
    const { program, errors } = parseSync(file, text);
    expect(errors).toEqual([]);
    const callee = (node: { callee: object }) => "name" in node.callee && node.callee.name === "RegExp";
    new Visitor({
      Literal: (node) => {
        if (!("regex" in node)) return;
        const line = text.slice(0, node.start).split("\n").length;
        literals.push({ place: `${file}:${line}`, file, regex: new RegExp(node.regex.pattern, node.regex.flags) });
      },
      NewExpression: (node) => void (callee(node) && composed.add(file)),
      CallExpression: (node) => void (callee(node) && composed.add(file)),
    }).visit(program);
  }
  return { literals, composed };
}

const boundOf = (file: string) => BOUNDED[Object.keys(BOUNDED).find((place) => file.startsWith(place)) ?? ""];

/** Texts of nothing but what the expression looks for, again and again, and an end that lets it fail. */
function attacks({ source }: RegExp, longest: number): string[] {
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

function timeOf(regex: RegExp, text: string): number {
  const since = performance.now();
  if (regex.global) text.replace(regex, "");
  else regex.test(text);
  return performance.now() - since;
}

const { literals, composed } = collect();

test("every regular expression is safe, or short of text and quick on the worst of it", { timeout: 120_000 }, () => {
  expect(literals.length).toBeGreaterThan(300);
  const unsafe = literals.filter(
    ({ file, regex }) => boundOf(file) === undefined && !isSafe(regex, { maxSteps: 20_000 }).safe,
  );
  expect(unsafe.map(({ place, regex }) => `${place} ${regex}`)).toEqual([]);
  const slow = literals.flatMap(({ place, file, regex }) => {
    const text = attacks(regex, boundOf(file)?.longest ?? LONGEST).find(
      // The machine may be busy: only what is slow each time is slow.
      (attack) => [0, 1, 2].every(() => timeOf(regex, attack) > LONGEST_MS),
    );
    return text === undefined ? [] : [`${place} ${regex} on ${JSON.stringify(text.slice(0, 20))}…`];
  });
  expect(slow).toEqual([]);
});

test("expressions that are put together at run time are known", () => {
  expect([...composed].sort()).toEqual(COMPOSED);
});

test.each([
  [/^\|?[\s:|-]*-{3,}[\s:|-]*\|?$/, 1_000],
  [/^(a+)+$/, 28],
  [/\s*:$/, 20_000],
  [/\[([^\]]*)\]\([^)]*\)/g, 20_000],
])("an expression that trips up is found: %s", (regex, longest) => {
  expect(attacks(regex, longest).some((attack) => timeOf(regex, attack) > LONGEST_MS)).toBe(true);
});
