import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { deckFileSchema, topicFileSchema } from "../format.ts";
import { parseDeckFile } from "../load.ts";
import { importCheatsheet } from "./cheatsheet.ts";
import { importCsv } from "./csv.ts";
import { type Imported, silent } from "./imported.ts";
import { importQuizlet } from "./quizlet.ts";
import { toFiles } from "./to-files.ts";
import { newFiles } from "./update.ts";

/** In bytes: what the loader reads of one file. */
const FILE_SIZE_LIMIT = 5 * 1024 * 1024;

const HEAD = { id: "made", title: "Made", language: "en", licence: "CC0", source: { title: "=x" }, file: "made.txt" };

/** A new deck's files are not read again once they are written, so whatever is imported has to load. */
function expectToLoad(imported: Imported): void {
  const { files } = toFiles(imported, HEAD);
  for (const [name, text] of newFiles(files, "made.txt", silent)) {
    if (name === "import.json" || (name === "deck.yaml" && files.topics.length === 0)) continue;
    const bytes = Buffer.from(text);
    expect(bytes.length).toBeLessThan(FILE_SIZE_LIMIT);
    const parsed =
      name === "deck.yaml"
        ? parseDeckFile(bytes, name, deckFileSchema)
        : parseDeckFile<unknown>(bytes, name, topicFileSchema);
    const data = [files.deck, ...files.topics].find((file) => `${"topic" in file ? file.topic : "deck"}.yaml` === name);
    expect("problems" in parsed ? parsed.problems : parsed.data).toEqual(data);
  }
}

const NASTY = [
  "- ",
  "? ",
  ": ",
  " #",
  "|",
  ">-",
  "&a",
  "*a",
  "!x",
  "%TAG",
  "@",
  "`",
  "'",
  '"',
  "\\",
  "{",
  "]",
  "---",
  "...",
  "null",
  "~",
  "yes",
  "0x10",
  "1e3",
  "\u0000",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\ud800",
  "\u00a0",
  "é",
  "漢",
  "🙂",
  "<b>",
  "</script>",
  "  ",
  "\n",
  "\n\n  ",
];
const nasty = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: "binary", maxLength: 5 })), { maxLength: 12 })
  .map((parts) => parts.join(""));

test("whatever stands on a card or in a sheet, the deck made of it loads", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(nasty, nasty), { minLength: 1, maxLength: 4 }), (cards) => {
      const flat = cards.map(([front, back]) => `${front.replace(/[\t\n]/g, " ")}\t${back.replace(/\t/g, " ")}`);
      expectToLoad(importQuizlet(flat.join("\n"), "Topic"));
      const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const rows = cards.map(([prompt, right]) => [prompt, `r${right}`, "w"].map(cell).join(","));
      expectToLoad(importCsv(`prompt,right,wrong\n${rows.join("\n")}\n`, "Topic"));
      expectToLoad(importCheatsheet(cards.flat().join("\n-\n")));
    }),
    { numRuns: 150 },
  );
});

test("topics of long texts, in letters of three bytes or in lines of one, are parted before a file is too large", () => {
  const cards = (back: (at: number) => string) =>
    Array.from({ length: 1500 }, (_, at) => `card ${at}\t${back(at)}`).join("\n");
  expectToLoad(
    importQuizlet(
      cards((at) => `漢${at}`.repeat(230)),
      "Topic",
    ),
  );
  expectToLoad(
    importQuizlet(
      cards((at) => `x\n`.repeat(700) + at),
      "Topic",
    ),
  );
}, 60_000);

test("the cheatsheets of the fixtures load", () => {
  for (const name of ["bike-workshop.txt", "git-commands.txt", "wine-primer.txt", "first-aid.md"]) {
    const text = readFileSync(new URL(`../../../test/fixtures/import/${name}`, import.meta.url), "utf8");
    expectToLoad(importCheatsheet(text));
  }
});
