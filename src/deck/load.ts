import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { z } from "zod";
import { assembleDeck, type ReadTopic } from "./assemble.ts";
import type { Deck, DeckProblem } from "./deck.ts";
import { type DeckFile, deckFileSchema, topicFileSchema } from "./format.ts";
import { error, quote, sortProblems } from "./problem.ts";
import {
  CHANGE_FOLDER,
  type DeckPaths,
  decodeText,
  folderStamp,
  listYamlFiles,
  type ReadResult,
  readDeckFile,
} from "./read-file.ts";
import { entryProblems, idProblems, referenceProblems } from "./references.ts";
import { schemaProblems } from "./schema-problems.ts";
import { parseYaml, type YamlFile } from "./yaml-file.ts";

export type LoadedDeck =
  | { readonly deck: Deck; readonly problems: DeckProblem[] }
  | { readonly deck: undefined; readonly problems: DeckProblem[] };

const DECK_FILE = "deck.yaml";

/** How often to try reading a deck whose files change while they are read. */
const ATTEMPTS = 5;

/**
 * Loads a deck from its folder. It never throws and never returns a partial deck: any error means no deck. In problems,
 * file paths are `folder` joined with the file name. `change` is a folder with files that override the deck's own.
 */
export async function loadDeck(folder: string, change?: string): Promise<LoadedDeck> {
  const { deck, problems } = await readDeck(folder, change);
  return problems.some(({ severity }) => severity === "error") ? { deck: undefined, problems } : { deck, problems };
}

/** Loads every folder in `root` as a deck, whose id must be the folder's name. Decks with errors are left out. */
export async function loadDecks(
  root: string,
): Promise<{ readonly decks: ReadonlyMap<string, Deck>; readonly problems: DeckProblem[] }> {
  const folders = await listDeckFolders(root);
  if ("problem" in folders) return { decks: new Map(), problems: [folders.problem] };
  const decks = new Map<string, Deck>();
  const problems: DeckProblem[] = [];
  for (const folder of folders.value) {
    const loaded = await loadDeck(folder);
    const misnamed = loaded.deck ? folderNameProblems(folder, loaded.deck) : [];
    problems.push(...loaded.problems, ...misnamed);
    if (loaded.deck && misnamed.length === 0) decks.set(loaded.deck.id, loaded.deck);
  }
  return { decks, problems };
}

/** The paths of the folders in `root`, sorted by name. */
export async function listDeckFolders(root: string): Promise<ReadResult<string[]>> {
  try {
    const names = (await readdir(root)).filter((name) => !name.startsWith(".")).sort();
    const folders: string[] = [];
    for (const name of names) if (await isFolder(join(root, name))) folders.push(join(root, name));
    return { value: folders };
  } catch {
    const message = "The folder of decks cannot be read.";
    const remedy = "Check its path: it holds one folder a deck.";
    return { problem: error({ rule: "unreadable", place: { file: root, line: 1 }, message, remedy }) };
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** A deck is known by its id everywhere, so its folder must have the same name. */
export function folderNameProblems(folder: string, deck: Deck): DeckProblem[] {
  const name = basename(folder);
  if (name === deck.id) return [];
  return [
    error({
      rule: "deck-name",
      place: { file: join(folder, DECK_FILE), line: 1 },
      message: `The folder is called ${quote(name)}, but the deck's id is ${quote(deck.id)}.`,
      remedy: "Give the folder the deck's id as its name.",
    }),
  ];
}

type ReadDeck =
  | { readonly deck: Deck; readonly complete: boolean; readonly problems: DeckProblem[] }
  | { readonly deck: undefined; readonly complete: false; readonly problems: DeckProblem[] };

/**
 * Reads as much of a deck as possible, for checking; unlike loadDeck, it keeps the topics that are valid.
 * `complete` means that every file was read, so that anything missing from the deck is really missing.
 * If a file changes while the deck is read, the whole deck is read again, so that old and new files never mix.
 */
export async function readDeck(folder: string, change: string = join(folder, CHANGE_FOLDER)): Promise<ReadDeck> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const before = await folderStamp(folder, change);
    const read = await readFiles(folder, change);
    if (before === (await folderStamp(folder, change))) return read;
  }
  const place = { file: folder, line: 1 };
  const message = "The deck's files change while they are read.";
  const remedy = "Wait until they are written, and load the deck again.";
  return { deck: undefined, complete: false, problems: [error({ rule: "unsettled", place, message, remedy })] };
}

async function readFiles(folder: string, change: string): Promise<ReadDeck> {
  const paths = await listYamlFiles(folder, change);
  if ("problem" in paths) return { deck: undefined, complete: false, problems: [paths.problem] };
  const head = await readYaml(folder, paths.value, DECK_FILE, deckFileSchema);
  if ("problems" in head) return { deck: undefined, complete: false, problems: head.problems };

  const problems = fileNameProblems(folder, [...paths.value.keys()], head.data, head.yaml);
  const topics: ReadTopic[] = [];
  for (const topic of new Set(head.data.topics)) {
    const read = await readTopic(folder, topic, paths.value);
    topics.push(...read.topics);
    problems.push(...read.problems);
  }
  const complete = problems.length === 0;
  for (const topic of topics) problems.push(...entryProblems(topic));
  problems.push(...idProblems(head.yaml, head.data, topics));
  if (complete) problems.push(...referenceProblems(head.data, topics));
  return { deck: assembleDeck(head.data, head.yaml, topics), complete, problems: sortProblems(problems) };
}

async function readTopic(
  folder: string,
  topic: string,
  paths: DeckPaths,
): Promise<{ topics: ReadTopic[]; problems: DeckProblem[] }> {
  const name = `${topic}.yaml`;
  if (!paths.has(name)) return { topics: [], problems: [] };
  const read = await readYaml(folder, paths, name, topicFileSchema);
  if ("problems" in read) return { topics: [], problems: read.problems };
  if (read.data.topic === topic) return { topics: [read], problems: [] };
  const misnamed = error({
    rule: "topic-name",
    place: { file: read.yaml.file, line: read.yaml.lineOf(["topic"]) },
    message: `The file is called ${quote(name)}, but its topic is ${quote(read.data.topic)}.`,
    remedy: `Write "topic: ${topic}", or rename the file and its line in deck.yaml.`,
  });
  return { topics: [], problems: [misnamed] };
}

/** Reads, decodes, parses and validates one file. */
async function readYaml<Data>(
  folder: string,
  paths: DeckPaths,
  name: string,
  schema: z.ZodType<Data>,
): Promise<{ yaml: YamlFile; data: Data } | { problems: DeckProblem[] }> {
  const file = join(folder, name);
  const bytes = await readDeckFile(folder, paths.get(name) ?? file, file);
  if ("problem" in bytes) return { problems: [bytes.problem] };
  return parseDeckFile(bytes.value, file, schema);
}

/** The pure part of reading a file: takes bytes and returns validated data or problems. Never throws. */
export function parseDeckFile<Data>(
  bytes: Uint8Array,
  file: string,
  schema: z.ZodType<Data>,
): { yaml: YamlFile; data: Data } | { problems: DeckProblem[] } {
  const text = decodeText(bytes, file);
  if ("problem" in text) return { problems: [text.problem] };
  const parsed = parseYaml(text.value, file);
  if ("problems" in parsed) return parsed;
  const result = schema.safeParse(parsed.value.value);
  if (result.success) return { yaml: parsed.value, data: result.data };
  return { problems: schemaProblems(result.error.issues, schema, parsed.value) };
}

/** deck.yaml and the folder must list the same topics. */
function fileNameProblems(folder: string, names: readonly string[], deck: DeckFile, yaml: YamlFile): DeckProblem[] {
  const missing = deck.topics.flatMap((topic, index) =>
    names.includes(`${topic}.yaml`)
      ? []
      : error({
          rule: "topic-missing",
          place: { file: yaml.file, line: yaml.lineOf(["topics", index]) },
          message: `The topic ${quote(topic)} has no file ${topic}.yaml.`,
          remedy: "Write the file, or remove the topic from the list.",
        }),
  );
  const unlisted = names
    .filter((name) => name !== DECK_FILE && !deck.topics.some((topic) => `${topic}.yaml` === name))
    .map((name) =>
      error({
        rule: "topic-not-listed",
        place: { file: join(folder, name), line: 1 },
        message: `deck.yaml does not list this file${name.endsWith(".yaml") ? "" : ", and it does not end in .yaml"}.`,
        remedy: `Add "${name.replace(/\.ya?ml$/i, "")}" to the topics in deck.yaml, or remove the file.`,
      }),
    );
  return [...missing, ...unlisted];
}
