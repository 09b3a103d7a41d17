import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { tempFolder } from "../../test/support/temp-folder.ts";
import { deckFileSchema, topicFileSchema } from "../deck/format.ts";
import { parseDeckFile } from "../deck/load.ts";
import { importAnkiText } from "./formats/anki-text.ts";
import { importCsv } from "./formats/csv.ts";
import { importGift } from "./formats/gift.ts";
import { importQuizlet } from "./formats/quizlet.ts";
import { importDeck } from "./import-deck.ts";
import { type Imported, noProgress } from "./imported.ts";
import { importCheatsheet } from "./outline/cheatsheet.ts";
import { toFiles } from "./to-files.ts";
import { newFiles } from "./update.ts";

/** In bytes: the loader's limit for one file. */
const FILE_SIZE_LIMIT = 5 * 1024 * 1024;

const HEAD = { id: "made", title: "Made", language: "en", licence: "CC0", source: { title: "=x" }, file: "made.txt" };

/** A new deck's files are not read back after writing, so every import must produce files that load. */
function expectToLoad(imported: Imported): void {
  const { files } = toFiles(imported, HEAD);
  for (const [name, text] of newFiles(files, "made.txt", noProgress)) {
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

test("topics of long texts, in many lines of letters of three bytes, are parted before a file is too large", () => {
  const read = importQuizlet(`card\t${"漢\n".repeat(700)}x`, "Topic");
  // Reading a thousand cards of the kind would only take longer.
  const entries = Array.from({ length: 1000 }, (_, at) =>
    read.entries.map((entry) => ({ ...entry, content: { ...entry.content, title: `card ${at}` } })),
  );
  expectToLoad({ ...read, entries: entries.flat() });
});

test.each([
  ["cards", importQuizlet, (at: number) => `card ${at}\tback ${at}`],
  ["rows", importCsv, (at: number) => `card ${at},back ${at}`],
  ["notes", importAnkiText, (at: number) => `card ${at}\tback ${at}`],
  ["questions", importGift, (at: number) => `Is it ${at}? {=yes ~no}\n`],
] as const)("a long import tells how many %s are read", (what, read, line) => {
  const told: string[] = [];
  const text = Array.from({ length: 1100 }, (_, at) => line(at)).join("\n");
  read(text, "Topic", (done, total, items) => told.push(`${done} of ${total} ${items}`));
  expect(told).toHaveLength(11);
  expect(told[1]).toBe(`100 of 1100 ${what}`);
});

test("an import tells its progress from the reading to the writing, and so does an update", async () => {
  await using folder = await tempFolder();
  const source = join(folder.path, "cards.tsv");
  await writeFile(source, "one\tfirst\ntwo\tsecond\n");
  const reports: string[] = [];
  const options = {
    out: join(folder.path, "cards"),
    format: "quizlet" as const,
    language: "en",
    licence: "CC0",
    source: {},
    update: false,
    dryRun: false,
    progress: (_done: number, _total: number, what: string) => void reports.push(what),
  };
  await importDeck(source, options);
  expect([...new Set(reports)]).toEqual(["cards", "entries checked", "topics written"]);
  reports.length = 0;
  await importDeck(source, { ...options, update: true });
  expect([...new Set(reports)]).toEqual(["cards", "entries checked", "topics read", "topics changed"]);
});

test("the cheatsheets of the fixtures load", () => {
  for (const name of ["bike-workshop.txt", "git-commands.txt", "wine-primer.txt", "first-aid.md"]) {
    const text = readFileSync(new URL(`../../test/fixtures/import/${name}`, import.meta.url), "utf8");
    expectToLoad(importCheatsheet(text));
  }
});
