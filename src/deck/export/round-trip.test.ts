import fc from "fast-check";
import { expect, test } from "vitest";
import { importAnkiText } from "../../import/formats/anki-text.ts";
import { importCsv } from "../../import/formats/csv.ts";
import { importGift } from "../../import/formats/gift.ts";
import { plain } from "../../import/formats/html.ts";
import type { Imported } from "../../import/imported.ts";
import { type DeckFiles, toFiles } from "../../import/to-files.ts";
import { assembleDeck } from "../assemble.ts";
import type { Deck } from "../deck.ts";
import { deckYaml, topicYaml } from "../deck-yaml.ts";
import {
  type DeckFile,
  deckFileSchema,
  type EntryFile,
  type QuestionFile,
  type TopicFile,
  topicFileSchema,
} from "../format.ts";
import { parseDeckFile } from "../load.ts";
import { exporters } from "./export-deck.ts";

const WORDS = [
  "cell",
  "ATP",
  "**bold**",
  "`x = {1}`",
  "*soft*",
  "größe",
  "漢字",
  "🙂",
  "a~b",
  "x=1",
  "#1",
  "{",
  "}",
  "50 %",
  "C:\\dir",
  "\\",
  "a|b",
  '"said"',
  "it's",
  "a < b && c",
  "=SUM(A1)",
  "+1",
  "-1",
  "@all",
  "$CATEGORY",
  "::",
  "-",
  "%5%",
  "[l](https://ex.org/a_b)",
  "TRUE",
  "1.",
  "\t",
  ",",
  ";",
];
const word = fc.constantFrom(...WORDS);
const line = fc
  .array(word, { minLength: 1, maxLength: 6 })
  .map((words) => words.join(" ").trim())
  .filter((text) => text !== "");
/** GIFT has no escape for a weight, and "->" makes a pair, so texts must not start like that. */
const text = line.map((content) => `T ${content}`);
const paragraphs = fc.array(text, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("\n\n"));
const short = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => `s ${words.join(" ").trim()}`.trim());
const wanted = { requiredKeys: ["difficulty", "prompt", "explanation"] as ("difficulty" | "prompt" | "explanation")[] };
const base = fc.record(
  {
    difficulty: fc.constantFrom("easy", "medium", "hard"),
    prompt: paragraphs,
    explanation: paragraphs,
    scenario: fc.constant(true),
    asks: fc.constant("cheatsheet"),
    draft: fc.constant(true),
  },
  wanted,
);
const options = (count: number) =>
  fc.array(short, { minLength: count, maxLength: count }).map((texts) => texts.map((option, at) => `o${at} ${option}`));
/** GIFT collapses runs of spaces in matching pairs. */
const steps = fc
  .integer({ min: 3, max: 5 })
  .chain(options)
  .map((texts) => texts.map((step) => step.replace(/\s+/g, " ")));
const question = fc.oneof(
  fc.tuple(base, options(4)).map(([rest, [right, ...wrong]]) => ({ kind: "single", ...rest, right, wrong })),
  fc.tuple(base, options(5)).map(([rest, [a, b, ...wrong]]) => ({ kind: "multiple", ...rest, right: [a, b], wrong })),
  fc.tuple(base, fc.boolean()).map(([rest, answer]) => ({ kind: "true-false", ...rest, answer })),
  fc.tuple(base, options(3)).map(([rest, [answer, ...accept]]) => ({ kind: "fill-in", ...rest, answer, accept })),
  fc.tuple(base, steps).map(([rest, inOrder]) => ({ kind: "order", ...rest, steps: inOrder })),
);
const entry = fc.record(
  {
    title: text.map((content) => content.slice(0, 100).toWellFormed().trim()),
    body: paragraphs,
    terms: fc.uniqueArray(short, { minLength: 1, maxLength: 3 }),
    status: fc.constant("dated"),
    note: paragraphs,
    abbreviations: fc.uniqueArray(fc.constantFrom("AB", "A|B", "=AB"), { minLength: 1, maxLength: 2 }),
    synonyms: fc.uniqueArray(short, { minLength: 1, maxLength: 2 }),
    phrasings: fc.uniqueArray(short, { minLength: 1, maxLength: 3 }),
    source: fc.record({ title: text, url: fc.constant("https://example.org/a?b=c&d") }, { requiredKeys: ["title"] }),
    questions: fc.array(question, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ["title", "body", "terms", "status", "note", "source", "questions"] },
);

/** Decks with ids, in one or two topics. */
const decks = fc
  .array(fc.array(entry, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
  .map((topics): DeckFiles => {
    const files = topics.map(
      (entries, t): TopicFile => ({
        topic: `topic-${t}`,
        title: `Topic ${t} / more`,
        entries: entries.map((content, e): EntryFile => {
          const questions = content.questions.map((one, q) => ({ id: `q-${t}-${e}-${q}`, ...one }) as QuestionFile);
          return {
            id: `entry-${t}-${e}`,
            ...content,
            ...(e > 0 ? { related: [`entry-${t}-0`] } : {}),
            facts: [`fact-${t}-${e}`],
            questions,
          } as EntryFile;
        }),
      }),
    );
    const facts = files.flatMap(({ entries }) => entries.flatMap((one) => one.facts ?? []));
    return {
      deck: {
        format: 1,
        id: "made",
        title: "Made :: up",
        version: "1.0.0",
        language: "en",
        licence: "CC0",
        source: { title: "=Nobody" },
        topics: files.map(({ topic }) => topic),
        facts,
      },
      topics: files,
    };
  });

const loaded = new Map<string, Deck>();

/** Written as YAML and read again, as the bot does; each deck once, for the tests below draw the same ones. */
function load(files: DeckFiles): Deck {
  const key = JSON.stringify(files);
  const deck = loaded.get(key) ?? writtenAndRead(files);
  loaded.set(key, deck);
  return deck;
}

function writtenAndRead({ deck, topics }: DeckFiles): Deck {
  const encode = (yaml: string) => new TextEncoder().encode(yaml);
  const head = parseDeckFile<DeckFile>(encode(deckYaml(deck)), "deck.yaml", deckFileSchema);
  const read = topics.map((topic) =>
    parseDeckFile<TopicFile>(encode(topicYaml(topic)), `${topic.topic}.yaml`, topicFileSchema),
  );
  if ("problems" in head) throw new Error(JSON.stringify(head.problems));
  return assembleDeck(
    head.data,
    head.yaml,
    read.map((topic) => ("problems" in topic ? raise(topic.problems) : topic)),
  );
}

function raise(problems: unknown): never {
  throw new Error(JSON.stringify(problems));
}

const HEAD = {
  id: "made",
  title: "Made :: up",
  language: "en",
  licence: "CC0",
  source: { title: "=Nobody" },
  file: "made",
};

function reimported(imported: Imported): Deck {
  expect(imported.skipped).toEqual([]);
  const { files, skipped } = toFiles(imported, HEAD);
  expect(skipped).toEqual([]);
  return load(files);
}

const withoutPlaces = (deck: Deck) =>
  JSON.parse(
    JSON.stringify(
      { ...deck, factPlaces: undefined, entries: [...deck.entries.values()], questions: [...deck.questions.values()] },
      (key, value) => (key === "place" ? undefined : value),
    ),
  );

const seen = (markdown: string) => plain(markdown).replace(/\s+/g, " ").trim();

/** The parts of a question that GIFT and Anki preserve, with texts mapped by `show`. Option order matters only for steps. */
function carried(deck: Deck, show: (markdown: string) => string) {
  return [...deck.questions.values()].map(
    ({ id, kind, difficulty, draft, prompt, explanation, options: all, accept, entries, topic }) => ({
      id,
      kind,
      difficulty,
      draft,
      topic: deck.topics.find((one) => one.id === topic)?.title,
      entry: entries[0],
      prompt: show(prompt),
      explanation: show(explanation),
      options: all.map(({ right, place = "", text }) => `${right} ${place} ${show(text)}`).toSorted(),
      accept: accept.map(show),
    }),
  );
}

test("a deck that is written as YAML reads as it was", () => {
  fc.assert(
    fc.property(decks, (files) => {
      for (const topic of files.topics) {
        const read = parseDeckFile<TopicFile>(new TextEncoder().encode(topicYaml(topic)), "t.yaml", topicFileSchema);
        expect("data" in read ? read.data : read.problems).toEqual(topic);
      }
    }),
    { numRuns: 40 },
  );
});

test("CSV carries entries and questions whole", () => {
  fc.assert(
    fc.property(decks, (files) => {
      const deck = load(files);
      expect(
        withoutPlaces(reimported(importCsv(exporters.csv(deck).replace("\ufeff", "").replaceAll("\r\n", "\n"), "x"))),
      ).toEqual(withoutPlaces(deck));
    }),
    { numRuns: 40 },
  );
});

test("GIFT carries the questions' texts exactly, with kind, key, difficulty, draft, entry and topic", () => {
  fc.assert(
    fc.property(decks, (files) => {
      const deck = load(files);
      expect(carried(reimported(importGift(exporters.gift(deck), "x")), (markdown) => markdown)).toEqual(
        carried(deck, (markdown) => markdown),
      );
    }),
    { numRuns: 40 },
  );
});

test("Anki text carries the questions as a reader sees them, with their entries' title and body", () => {
  fc.assert(
    fc.property(decks, (files) => {
      const deck = load(files);
      const back = reimported(importAnkiText(exporters.anki(deck), "x"));
      expect(carried(back, seen)).toEqual(carried(deck, seen));
      const entries = (of: Deck) =>
        [...of.entries.values()].map(({ id, topic, title, body }) => ({
          id,
          topic,
          title: title.replace(/\s+/g, " "),
          body: seen(body),
        }));
      expect(entries(back)).toEqual(entries(deck));
      // After the first round trip, nothing changes anymore.
      expect(carried(reimported(importAnkiText(exporters.anki(back), "x")), String)).toEqual(carried(back, String));
    }),
    { numRuns: 40 },
  );
});

test("no cell of a CSV begins like a formula", () => {
  fc.assert(
    fc.property(decks, (files) => {
      const formulas = exporters.csv(load(files)).match(/(?:^|[,\n])"?[=+\-@]/g);
      expect(formulas ?? []).toEqual([]);
    }),
    { numRuns: 20 },
  );
  const files = fc.sample(decks, 1)[0] as DeckFiles;
  const [topic] = files.topics;
  const evil = {
    ...files,
    topics: [{ ...(topic as TopicFile), title: "=cmd|' /C calc'!A0" }, ...files.topics.slice(1)],
  };
  expect(exporters.csv(load(evil))).toContain(",'=cmd|' /C calc'!A0,");
});
