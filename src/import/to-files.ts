import {
  type DeckFile,
  type EntryFile,
  entrySchema,
  type QuestionFile,
  questionSchema,
  type Source,
  type TopicFile,
} from "../deck/format.ts";
import { entryProblems } from "../deck/references.ts";
import type { YamlFile } from "../deck/yaml-file.ts";
import { tidy } from "./formats/html.ts";
import { isId, slug, type TakenIds, takenIds, takeUniqueId } from "./ids.ts";
import {
  type Imported,
  type ImportedEntry,
  noProgress,
  type Progress,
  type Skipped,
  skipped,
  withProgress,
} from "./imported.ts";
import { shorten } from "./outline/phrases.ts";

/** A deck's files as data. */
export interface DeckFiles {
  readonly deck: DeckFile;
  readonly topics: readonly TopicFile[];
}

export interface DeckHead {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly licence: string;
  readonly source: Source;
  /** The source file's name. Entries cite the lines that they come from. */
  readonly file: string;
}

const QUESTION_LIMIT = 30;
const TOPIC_LIMIT = 200;
/** Below TOPIC_LIMIT, to make room for topics that need several files. */
const NAMED_TOPIC_LIMIT = 150;
/** In bytes. Keeps topic files well below the loader's 5 MB. */
const TOPIC_SIZE = 2_000_000;
const TOPIC_ENTRIES = 1000;

/** Assigns ids, validates everything against the deck format, and reports what does not fit. Never throws. */
export function toFiles(
  imported: Imported,
  head: DeckHead,
  progress: Progress = noProgress,
): { files: DeckFiles; skipped: readonly Skipped[] } {
  const leftOut: Skipped[] = [];
  const ids = { entries: takenIds([]), questions: takenIds([]) };
  const topics = new Map<string, OpenTopic>();
  const topicIds = takenIds(["deck"]);
  const kept: EntryFile[] = [];
  for (const item of withProgress(imported.entries, "entries checked", progress)) {
    const entry = toEntry(item, head, ids, leftOut);
    if (entry === undefined) continue;
    const topic = topicFor(item, topics, topicIds);
    if (topic === undefined) {
      leftOut.push(skipped(item.line, "the deck is full: make several decks of it", item.content.title));
      continue;
    }
    kept.push(entry);
    topic.entries.push(entry);
    topic.size += sizeOf(entry);
  }
  const references = {
    entries: new Set(kept.map(({ id }) => id)),
    questions: new Set(kept.flatMap(({ questions = [] }) => questions.map(({ id }) => id))),
  };
  const files = [...topics.values()].map(({ id, title, entries }) => ({
    topic: id,
    title,
    entries: entries.map((entry) => withoutDeadReferences(entry, references)),
  }));
  const facts = [...new Set(kept.flatMap(({ facts: own = [] }) => own))];
  const deck: DeckFile = {
    format: 1,
    id: head.id,
    title: shorten(head.title, 100),
    version: "1.0.0",
    language: head.language,
    licence: head.licence,
    source: head.source,
    topics: files.map(({ topic }) => topic),
    ...(facts.length > 0 ? { facts } : {}),
  };
  return {
    files: { deck, topics: files },
    skipped: [...imported.skipped, ...leftOut].toSorted((a, b) => a.line - b.line),
  };
}

/** An entry's approximate size in bytes as YAML, in which each line is indented. */
function sizeOf(entry: EntryFile): number {
  const json = JSON.stringify(entry);
  return Buffer.byteLength(json) + 12 * (json.split("\\n").length - 1);
}

interface OpenTopic {
  readonly id: string;
  readonly title: string;
  readonly entries: EntryFile[];
  size: number;
}

/**
 * The item's topic, or its next part if the topic is full. Once there are too many topics, new ones share a single topic.
 * undefined if the deck is full.
 */
function topicFor(item: ImportedEntry, topics: Map<string, OpenTopic>, taken: TakenIds): OpenTopic | undefined {
  const own = shorten(tidy(item.topic.title).replace(/\s+/g, " ") || "Cheatsheet", 100);
  const ownKey = item.topic.id ?? own.toLowerCase();
  const shares = !topics.has(ownKey) && topics.size >= NAMED_TOPIC_LIMIT;
  const [title, key] = shares ? ["More topics", "\0more"] : [own, ownKey];
  const known = topics.get(key);
  if (known !== undefined && known.size < TOPIC_SIZE && known.entries.length < TOPIC_ENTRIES) return known;
  if (topics.size >= TOPIC_LIMIT) return undefined;
  const baseId = isId(item.topic.id) && !shares ? item.topic.id : slug(title, "topic");
  const id = takeUniqueId(baseId, taken);
  const name = known === undefined ? title : shorten(`${title} (${id.slice(baseId.length + 1)})`, 100);
  // Keep the full topic in the map under another key.
  if (known !== undefined) topics.set(`\0${known.id}`, known);
  topics.delete(key);
  const created: OpenTopic = { id, title: name, entries: [], size: 0 };
  topics.set(key, created);
  return created;
}

function toEntry(
  item: ImportedEntry,
  head: DeckHead,
  ids: { entries: TakenIds; questions: TakenIds },
  leftOut: Skipped[],
): EntryFile | undefined {
  const id = isId(item.content.id) ? item.content.id : slug(item.content.title, "entry");
  const lines = item.lastLine > item.line ? `lines ${item.line} to ${item.lastLine}` : `line ${item.line}`;
  const { id: _, ...content } = item.content;
  const own: Source = {
    title: shorten(`${head.file}, ${lines}`, 300),
    ...(head.source.url === undefined ? {} : { url: head.source.url }),
  };
  const bare: EntryFile = { id, ...content, source: item.content.source ?? own };
  const fault = entryFault(bare);
  if (fault !== undefined) {
    leftOut.push(skipped(item.line, fault, item.content.title));
    return undefined;
  }
  const entryId = takeUniqueId(id, ids.entries);
  const questions: QuestionFile[] = [];
  for (const { line, content: question } of item.questions) {
    const questionId = isId(question.id)
      ? question.id
      : `${entryId.slice(0, 52).replace(/(?<!-)-+$/, "")}-q${questions.length + 1}`;
    const file = { ...question, id: questionId } as QuestionFile;
    const wrong =
      questions.length >= QUESTION_LIMIT ? `an entry takes ${QUESTION_LIMIT} questions` : questionFault(file, bare);
    if (wrong === undefined) questions.push(withIdFirst({ ...file, id: takeUniqueId(questionId, ids.questions) }));
    else leftOut.push(skipped(line, `question not taken: ${wrong}`, question.prompt));
  }
  return { ...bare, id: entryId, ...(questions.length > 0 ? { questions } : {}) };
}

function withIdFirst(question: QuestionFile): QuestionFile {
  const { id, kind, difficulty, draft, ...rest } = question;
  return { id, kind, difficulty, ...(draft === true ? { draft } : {}), ...rest } as QuestionFile;
}

function entryFault(entry: EntryFile): string | undefined {
  const result = entrySchema.safeParse(entry);
  if (!result.success) return wordsOf(result.error.issues);
  return entryProblems({ yaml: NO_FILE, data: { topic: "t", title: "T", entries: [entry] } })[0]?.message;
}

function questionFault(question: QuestionFile, entry: EntryFile): string | undefined {
  const result = questionSchema.safeParse(question);
  if (!result.success) return wordsOf(result.error.issues);
  const data: TopicFile = { topic: "t", title: "T", entries: [{ ...entry, questions: [question] }] };
  return entryProblems({ yaml: NO_FILE, data })[0]?.message;
}

const NO_FILE: YamlFile = { file: "", value: undefined, lineOf: () => 1, sourceOf: () => undefined };

function wordsOf(
  issues: readonly {
    readonly path: readonly PropertyKey[];
    readonly code?: string;
    readonly message: string;
    readonly maximum?: unknown;
  }[],
): string {
  const [issue] = issues;
  if (issue === undefined) return "it does not fit the format";
  const where = issue.path.map(String).join(" ");
  if (issue.code === "too_big") return `its ${where} is longer than ${String(issue.maximum)}`;
  if (issue.code === "too_small") return `its ${where} is empty or too short`;
  return `its ${where}: ${issue.message}`;
}

/** Removes references to entries and questions that were not imported. */
function withoutDeadReferences(
  entry: EntryFile,
  known: { readonly entries: ReadonlySet<string>; readonly questions: ReadonlySet<string> },
): EntryFile {
  const live = (ids: readonly string[] | undefined, among: ReadonlySet<string>, own: string) =>
    [...new Set(ids ?? [])].filter((id) => among.has(id) && id !== own);
  const { related, questions, facts, ...rest } = entry;
  const alive = live(related, known.entries, entry.id);
  return {
    ...rest,
    ...(facts === undefined ? {} : { facts: [...new Set(facts)] }),
    ...(alive.length > 0 ? { related: alive } : {}),
    ...(questions === undefined
      ? {}
      : {
          questions: questions.map(({ excludes, also, ...question }) => {
            const [out, more] = [live(excludes, known.questions, question.id), live(also, known.entries, entry.id)];
            return {
              ...question,
              ...(out.length > 0 ? { excludes: out } : {}),
              ...(more.length > 0 ? { also: more } : {}),
            } as QuestionFile;
          }),
        }),
  };
}
