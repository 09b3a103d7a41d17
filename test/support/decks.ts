import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assembleDeck } from "../../src/deck/assemble.ts";
import type { Deck } from "../../src/deck/deck.ts";
import { deckFileSchema, topicFileSchema } from "../../src/deck/format.ts";
import { parseDeckFile } from "../../src/deck/load.ts";

export const TEA_FOLDER = fileURLToPath(new URL("../fixtures/decks/tea", import.meta.url));

/** A fresh copy of the tea deck that a test may break; `await using` removes it. */
export async function teaCopy(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const root = await mkdtemp(join(tmpdir(), "studybot-deck-"));
  const folder = join(root, "tea");
  await cp(TEA_FOLDER, folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return { root, folder, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

const ENTRY = `
  - id: entry
    title: Title
    body: Body.
    terms: [term]
    phrasings: [one way, another way, a third way]
    status: current
    questions:
`;

/** A deck with one topic, from the YAML of the topic's entries (without the key "entries"). */
export function deckOfEntries(entries: string, { language = "en", facts = [] as string[] } = {}): Deck {
  const encode = (text: string) => new TextEncoder().encode(text);
  const head = parseDeckFile(
    encode(`format: 1
id: small
title: Small
version: "1.0.0"
language: ${language}
licence: CC0
source: { title: Nobody }
topics: [topic]
facts: ${JSON.stringify(facts)}
`),
    "deck.yaml",
    deckFileSchema,
  );
  const topic = parseDeckFile(encode(`topic: topic\ntitle: Topic\nentries:${entries}`), "topic.yaml", topicFileSchema);
  if ("problems" in head) throw new Error(JSON.stringify(head.problems));
  if ("problems" in topic) throw new Error(JSON.stringify(topic.problems));
  return assembleDeck(head.data, head.yaml, [topic]);
}

/** A deck with one entry, from its questions in YAML; difficulty and explanation may be left out. */
export function deckOfQuestions(questions: readonly string[], options: { language?: string } = {}): Deck {
  const items = questions.map((question, index) => {
    const lines = question
      .trim()
      .split("\n")
      .map((line) => line.replace(/^ {6}/, ""));
    const defaults = [`id: q${index + 1}`, "difficulty: easy", "explanation: Because."].filter(
      (line) => !lines.some((own) => own.startsWith(`${line.split(":")[0]}:`)),
    );
    return [...defaults, ...lines].map((line, at) => `      ${at === 0 ? "- " : "  "}${line}`).join("\n");
  });
  return deckOfEntries(`${ENTRY}${items.join("\n")}\n`, options);
}
