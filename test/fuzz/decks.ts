import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { assembleDeck } from "../../src/deck/assemble.ts";
import { checkDeck } from "../../src/deck/check/check-deck.ts";
import { deckFileSchema, topicFileSchema } from "../../src/deck/format.ts";
import { loadDeck, parseDeckFile } from "../../src/deck/load.ts";
import { importAnkiText } from "../../src/import/formats/anki-text.ts";
import { importApkg } from "../../src/import/formats/apkg.ts";
import { importCsv } from "../../src/import/formats/csv.ts";
import { importGift } from "../../src/import/formats/gift.ts";
import { importQuizlet } from "../../src/import/formats/quizlet.ts";
import { ImportError } from "../../src/import/import-error.ts";
import type { Imported } from "../../src/import/imported.ts";
import { importCheatsheet } from "../../src/import/outline/cheatsheet.ts";
import { decodeSource } from "../../src/import/read-source.ts";
import { toFiles } from "../../src/import/to-files.ts";
import { ankiCollection, zip } from "../support/anki.ts";
import { TEA_FOLDER } from "../support/decks.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { mutated, mutatedBytes, mutatedText } from "./nasty.ts";
import { mayRefuse, must, type Target, target } from "./target.ts";

const ROOT = join(import.meta.dirname, "../..");
const TEA_FILES = ["deck.yaml", "brewing.yaml", "leaves.yaml"] as const;
const tea = async () =>
  Object.fromEntries(
    await Promise.all(TEA_FILES.map(async (name) => [name, await readFile(join(TEA_FOLDER, name), "utf8")] as const)),
  );

const laughs = Array.from(
  { length: 30 },
  (_, at) => `l${at}: &l${at} [${`*l${at - 1},`.repeat(at === 0 ? 0 : 9)}lol]`,
).join("\n");
const YAML_TOKENS = [
  "\t",
  "\n",
  "  ",
  "- ",
  ": ",
  "&a ",
  "*a",
  "<<: *a",
  "!!js/function ",
  "!!binary ",
  "? ",
  "| ",
  ">- ",
  "---\n",
  "...\n",
  "%YAML 1.1\n---\n",
  "{",
  "}",
  "[",
  "]",
  "'",
  '"',
  "# ",
  "0x7fffffffffffffffff",
  "1e400",
  ".nan",
  ".inf",
  "yes",
  "null",
  "~",
  "2026-11-23",
  "__proto__: ",
  "constructor: ",
  "\ufeff",
  "id: x\n",
  "kind: multiple\n",
  laughs,
];

/** Every problem has a message and a remedy, and a deck that parses can be checked. */
const deckYaml = target("deck-yaml", 8, async () => {
  const files = await tea();
  const head = parseDeckFile(Buffer.from(files["deck.yaml"] ?? ""), "deck.yaml", deckFileSchema);
  must(!("problems" in head), "the tea deck cannot be read");
  return {
    cases: mutatedText(
      [
        ...Object.values(files),
        laughs,
        "a: ".repeat(2_000),
        "[".repeat(5_000),
        "- ".repeat(2_000),
        "? ".repeat(2_000),
        "{a: ".repeat(2_000),
      ],
      YAML_TOKENS,
      20_000,
    ),
    run: (text: string) => {
      const bytes = Buffer.from(text);
      parseDeckFile(bytes, "deck.yaml", deckFileSchema);
      const topic = parseDeckFile(bytes, "topic.yaml", topicFileSchema);
      if ("problems" in topic)
        for (const { message, remedy } of topic.problems)
          must(message !== "" && remedy !== "", "a problem says nothing");
      else checkDeck(assembleDeck(head.data, head.yaml, [topic]));
    },
  };
});

const deckValues = target("deck-values", 6, async () => {
  const files = await tea();
  const values = Object.entries(files).map(([name, text]) => {
    const read = parseDeckFile<unknown>(
      Buffer.from(text),
      name,
      name === "deck.yaml" ? deckFileSchema : topicFileSchema,
    );
    must(!("problems" in read), "the tea deck cannot be read");
    return read.data;
  });
  return {
    cases: mutated(values),
    // JSON is valid YAML, so this reaches every message about wrong types and names.
    run: (value: unknown) => {
      const bytes = Buffer.from((JSON.stringify(value) ?? "null").slice(0, 30_000));
      for (const schema of [deckFileSchema, topicFileSchema]) parseDeckFile<unknown>(bytes, "x.yaml", schema);
    },
  };
});

const deckFolder = target("deck-folder", 2, async () => {
  const files = await tea();
  const folder = await tempFolder();
  const home = join(folder.path, "tea");
  await mkdir(home);
  return {
    cases: fc.record({
      name: fc.constantFrom(...TEA_FILES),
      text: mutatedText(Object.values(files), YAML_TOKENS),
      bytes: fc.option(mutatedBytes(Object.values(files).map((text) => Buffer.from(text)))),
    }),
    run: async ({ name, text, bytes }: { name: string; text: string; bytes: Uint8Array | null }) => {
      for (const [other, content] of Object.entries(files)) await writeFile(join(home, other), content);
      await writeFile(join(home, name), bytes ?? text);
      const { deck, problems } = await loadDeck(home);
      must(deck !== undefined || problems.length > 0, "no deck, and no problem named");
      if (deck !== undefined) checkDeck(deck);
    },
    close: () => folder[Symbol.asyncDispose](),
  };
});

const HEAD = {
  id: "fuzz",
  title: "Fuzz",
  language: "en",
  licence: "none",
  source: { title: "Nobody" },
  file: "fuzz.txt",
};

/** Whatever an importer produces must follow the deck format. */
function keepsToFormat(imported: Imported): void {
  const { files } = toFiles(imported, HEAD);
  for (const topic of files.topics) must(topicFileSchema.safeParse(topic).success, "a topic that breaks the format");
}

function importer(
  name: string,
  share: number,
  samples: () => Promise<readonly string[]>,
  tokens: readonly string[],
  read: (text: string) => Imported,
): Target {
  return target(name, share, async () => ({
    cases: mutatedText(await samples(), tokens, 20_000),
    run: (text: string) =>
      mayRefuse(() => keepsToFormat(read(decodeSource(Buffer.from(text), "x", undefined))), [ImportError]),
  }));
}

const CHEATSHEET = [
  "# ",
  "## ",
  "- ",
  "* ",
  "1. ",
  "\n\n",
  "---",
  "===",
  "|",
  "|---|---|",
  "```",
  "**",
  "`",
  "<b>",
  "<!--",
  "<script>",
  "&nbsp;",
  "[a](#b)",
  ": ",
  " is ",
  " (ABC) ",
  "•",
  "\t",
  "{{c1::x}}",
  "S3 is a store.",
  "…",
];
const CSV = [
  ",",
  ";",
  "\t",
  '"',
  '""',
  "\n",
  "\r\n",
  "=cmd()",
  "prompt,right,wrong\n",
  "front,back\n",
  "id",
  "true",
  "|",
  "A",
  "option a",
];
const GIFT = [
  "{",
  "}",
  "=",
  "~",
  "#",
  "::",
  "%50%",
  "%-1e9%",
  "->",
  "//",
  "\\",
  "$CATEGORY: a/b\n",
  "[html]",
  "[markdown]",
  "TRUE",
  "\n\n",
  "{#1..5}",
  "{#3:0.1}",
  "<b>",
  "####",
];
const ANKI = [
  "#separator:tab\n",
  "#html:true\n",
  "#tags column:3\n",
  "#guid column:1\n",
  "#deck:a::b\n",
  "#separator:x\n",
  "\t",
  '"',
  "{{c1::a::b}}",
  "{{c2::",
  "}}",
  "[sound:",
  "<br>",
  "<div>",
  "&lt;",
  "<img src=x>",
];

const importers: readonly Target[] = [
  importer(
    "import-cheatsheet",
    4,
    async () =>
      [await readFile(join(ROOT, "test/fixtures/import/bike-workshop.txt"), "utf8")].flatMap((text) => [
        text.slice(0, 3_000),
        text.slice(2_000, 5_000),
      ]),
    CHEATSHEET,
    (text) => importCheatsheet(text),
  ),
  importer(
    "import-csv",
    4,
    async () => [
      "prompt,right,wrong,explanation\nWhat is 1+1?,2,1|3|4,Because.\n",
      "ATP,the cell's carrier\nDNA,the plan\n",
      "question;a;b;c;d;answer\nWhich?;x;y;z;w;B\n",
    ],
    CSV,
    (text) => importCsv(text, "Topic"),
  ),
  importer(
    "import-quizlet",
    2,
    async () => ["ATP\tthe cell's energy carrier\nDNA\tthe plan\nmore of it\n"],
    ["\t", "\n", "<b>"],
    (text) => importQuizlet(text, "Topic"),
  ),
  importer(
    "import-anki-text",
    3,
    async () => ['#separator:tab\n#html:true\nATP\tthe <b>carrier</b>\n"The {{c1::nucleus}} holds it."\t\n'],
    ANKI,
    (text) => importAnkiText(text, "Topic"),
  ),
  importer(
    "import-gift",
    3,
    async () => [
      "$CATEGORY: Bio\n\n::q1::What is ATP? {=a carrier ~a wall ~a plan#no}\n\nTwo {~%50%a ~%50%b ~%-100%c}\n\nTrue? {T}\n\nHow many? {#3}\n",
    ],
    GIFT,
    (text) => importGift(text, "Topic"),
  ),
];

const apkg = target("import-apkg", 2, async () => {
  const folder = await tempFolder();
  const path = join(folder.path, "cells.apkg");
  const notes = [
    ["<b>ATP</b>", "the carrier[sound:x.mp3]"],
    ["The {{c1::nucleus}} holds it.", ""],
  ];
  const databases = [ankiCollection(11, notes), ankiCollection(18, notes)];
  const archives = databases.map((content, at) =>
    zip([{ name: at === 0 ? "collection.anki2" : "collection.anki21", content }]),
  );
  return {
    cases: fc.oneof(
      mutatedBytes(archives),
      mutatedBytes(databases).map(
        (content) => new Uint8Array(zip([{ name: "collection.anki2", content: Buffer.from(content), method: 0 }])),
      ),
      mutatedBytes(databases).map(
        (content) => new Uint8Array(zip([{ name: "collection.anki21b", content: Buffer.from(content), method: 0 }])),
      ),
    ),
    run: async (bytes: Uint8Array) => {
      await writeFile(path, bytes.length === 0 ? "x" : bytes);
      await mayRefuse(async () => keepsToFormat(await importApkg(path, "Topic")), [ImportError]);
    },
    close: () => folder[Symbol.asyncDispose](),
  };
});

export const DECK_TARGETS: readonly Target[] = [deckYaml, deckValues, deckFolder, ...importers, apkg];
