import { type Document, parseDocument } from "yaml";
import { deckYaml, printYaml, topicYaml } from "../deck/deck-yaml.ts";
import type { DeckFile, EntryFile, QuestionFile, TopicFile } from "../deck/format.ts";
import {
  type ImportRecord,
  type Prints,
  print,
  printsOf,
  RECORD_FILE,
  recordOf,
  recordText,
} from "./formats/record.ts";
import { type TakenIds, takeFree, takenIds } from "./ids.ts";
import { counted, type Progress } from "./imported.ts";
import { entryText, matchAll, questionText } from "./match.ts";
import type { DeckFiles } from "./to-files.ts";

/** A deck as it stands in its folder. */
export interface ExistingDeck {
  readonly deckText: string;
  readonly deck: DeckFile;
  readonly topics: readonly { readonly text: string; readonly data: TopicFile }[];
  readonly record: ImportRecord | undefined;
}

export interface UpdateReport {
  readonly added: string[];
  readonly changed: string[];
  /** Where source and author changed the same thing: the author's stays. "entry.field" */
  readonly kept: string[];
  /** In the deck, and no longer in the source: they stay too, since answers hang on their questions. */
  readonly gone: string[];
}

interface Change {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/**
 * Brings an imported deck up to date with its source. Ids stay, and so does what an author changed since the last
 * import: texts, approvals, removed drafts. Only files with changes are among the result.
 */
export function updateFiles(
  existing: ExistingDeck,
  fresh: DeckFiles,
  source: string,
  progress: Progress,
): { files: Map<string, string>; report: UpdateReport } {
  const report: UpdateReport = { added: [], changed: [], kept: [], gone: [] };
  const known = existing.topics.flatMap(({ data }) => data.entries);
  const incoming = fresh.topics.flatMap(({ entries }) => entries);
  const matches = matchAll(incoming, known, entryText);
  const taken = idsInUse(known, existing.record);
  const record: ImportRecord = { format: 1, source, entries: { ...existing.record?.entries } };
  const changes = new Map<string, Change[]>();
  const laterOf = new Map([...matches].map(([later, own]) => [own, later]));
  for (const { data } of existing.topics) {
    const list: Change[] = [];
    for (const [at, entry] of data.entries.entries()) {
      const later = laterOf.get(entry);
      if (later === undefined) {
        if (record.entries[entry.id] !== undefined) report.gone.push(entry.id);
        continue;
      }
      list.push(...mergeEntry(entry, later, at, { record, report, taken: taken.questions }));
    }
    if (list.length > 0) changes.set(data.topic, list);
  }
  const added = newEntries(fresh, matches, existing.record, { record, report, taken });
  return { files: filesOf(existing, { changes, added, record }, progress), report };
}

/** Ids of the deck, and of what an author removed from it: history hangs on them. */
function idsInUse(known: readonly EntryFile[], record: ImportRecord | undefined) {
  const recorded = Object.entries(record?.entries ?? {});
  return {
    entries: takenIds([...known.map(({ id }) => id), ...recorded.map(([id]) => id)]),
    questions: takenIds([
      ...known.flatMap(({ questions = [] }) => questions.map(({ id }) => id)),
      ...recorded.flatMap(([, { questions }]) => Object.keys(questions)),
    ]),
  };
}

interface Merge {
  readonly record: ImportRecord;
  readonly report: UpdateReport;
  readonly taken: TakenIds;
}

function mergeEntry(mine: EntryFile, theirs: EntryFile, at: number, merge: Merge): Change[] {
  const before = merge.record.entries[mine.id];
  const { questions: freshQuestions = [], ...fields } = theirs;
  const { questions: ownQuestions = [], ...ownFields } = mine;
  const place = ["entries", at];
  const changes = mergeFields({ id: mine.id, place, mine: ownFields, theirs: fields, before: before?.fields }, merge);
  const matches = matchAll(freshQuestions, ownQuestions, questionText);
  const prints: Record<string, Prints> = { ...before?.questions };
  const additions: QuestionFile[] = [];
  for (const question of freshQuestions) {
    const own = matches.get(question);
    if (own !== undefined) {
      const asked = [...place, "questions", ownQuestions.indexOf(own)];
      const pair = { id: own.id, place: asked, mine: own, theirs: question, before: before?.questions[own.id] };
      changes.push(...mergeFields(pair, merge));
      prints[own.id] = printsOf(question);
    } else if (!wasRemoved(question, before?.questions, ownQuestions)) {
      const id = takeFree(question.id, merge.taken);
      additions.push({ ...question, id });
      prints[id] = printsOf(question);
      merge.report.added.push(id);
    }
  }
  merge.record.entries[mine.id] = { fields: printsOf(fields), questions: prints };
  if (additions.length > 0) changes.push({ path: ["entries", at, "questions"], value: { add: additions } });
  return changes;
}

/** A draft that an author threw away does not come back. */
function wasRemoved(
  question: QuestionFile,
  before: Readonly<Record<string, Prints>> | undefined,
  own: readonly QuestionFile[],
): boolean {
  const prompt = print(question.prompt);
  return Object.entries(before ?? {}).some(
    ([id, prints]) => prints.prompt === prompt && !own.some((one) => one.id === id),
  );
}

/** An entry or a question as it stands in the deck and as the source has it now. */
interface Pair {
  readonly id: string;
  readonly place: readonly (string | number)[];
  readonly mine: object;
  readonly theirs: object;
  /** As the source had it at the last import. */
  readonly before: Prints | undefined;
}

function mergeFields({ id, place, mine, theirs, before }: Pair, { report }: Pick<Merge, "report">): Change[] {
  const [own, fresh] = [mine as Record<string, unknown>, theirs as Record<string, unknown>];
  const names = new Set([...Object.keys(own), ...Object.keys(fresh)].filter((name) => name !== "id"));
  let changed = false;
  const changes = [...names].flatMap((name): Change[] => {
    const [ours, now, then] = [printOf(own[name]), printOf(fresh[name]), before?.[name]];
    if (now === ours || now === then) return [];
    if (ours !== then) {
      if (before !== undefined) report.kept.push(`${id}.${name}`);
      return [];
    }
    // Where a line moved, the source's place is news, but nothing that a learner sees changed.
    if (name !== "source") changed = true;
    return [{ path: [...place, name], value: fresh[name] }];
  });
  if (changed) report.changed.push(id);
  return changes;
}

function printOf(value: unknown): string | undefined {
  return value === undefined ? undefined : print(value);
}

/** What matches nothing is new, unless an author removed it since the last import. */
function newEntries(
  fresh: DeckFiles,
  matches: ReadonlyMap<EntryFile, EntryFile>,
  before: ImportRecord | undefined,
  {
    record,
    report,
    taken,
  }: { record: ImportRecord; report: UpdateReport; taken: { entries: TakenIds; questions: TakenIds } },
): Map<string, { title: string; entries: EntryFile[] }> {
  const removed = new Set(Object.values(before?.entries ?? {}).map(({ fields }) => fields.body));
  const added = new Map<string, { title: string; entries: EntryFile[] }>();
  for (const { topic, title, entries } of fresh.topics) {
    for (const entry of entries) {
      if (matches.has(entry) || removed.has(print(entry.body))) continue;
      const id = takeFree(entry.id, taken.entries);
      const { questions = [], ...fields } = entry;
      const own = questions.map((question) => ({ ...question, id: takeFree(question.id, taken.questions) }));
      const kept: EntryFile = { ...fields, id, ...(own.length > 0 ? { questions: own } : {}) };
      record.entries[id] = {
        fields: printsOf(fields),
        questions: Object.fromEntries(own.map((question) => [question.id, printsOf(question)])),
      };
      report.added.push(id);
      const list = added.get(topic) ?? { title, entries: [] };
      list.entries.push(kept);
      added.set(topic, list);
    }
  }
  return added;
}

function filesOf(
  existing: ExistingDeck,
  {
    changes,
    added,
    record,
  }: {
    readonly changes: ReadonlyMap<string, readonly Change[]>;
    readonly added: ReadonlyMap<string, { title: string; entries: EntryFile[] }>;
    readonly record: ImportRecord;
  },
  progress: Progress,
): Map<string, string> {
  const files = new Map<string, string>([[RECORD_FILE, recordText(record)]]);
  for (const { text, data } of counted(existing.topics, "topics changed", progress)) {
    const own = changes.get(data.topic) ?? [];
    const more = added.get(data.topic)?.entries ?? [];
    if (own.length === 0 && more.length === 0) continue;
    const document = parseDocument(text);
    for (const change of own) apply(document, change);
    for (const entry of more) document.addIn(["entries"], document.createNode(entry));
    files.set(`${data.topic}.yaml`, printYaml(document));
  }
  const topics = new Set(existing.topics.map(({ data }) => data.topic));
  const newTopics = [...added].filter(([topic]) => !topics.has(topic));
  for (const [topic, { title, entries }] of newTopics) files.set(`${topic}.yaml`, topicYaml({ topic, title, entries }));
  const facts = [...added.values()]
    .flatMap(({ entries }) => entries.flatMap(({ facts: own = [] }) => own))
    .filter((fact) => !existing.deck.facts?.includes(fact));
  if (newTopics.length > 0 || facts.length > 0) {
    const document = parseDocument(existing.deckText);
    for (const [topic] of newTopics) document.addIn(["topics"], topic);
    if (facts.length > 0)
      document.setIn(["facts"], document.createNode([...new Set([...(existing.deck.facts ?? []), ...facts])]));
    files.set("deck.yaml", printYaml(document));
  }
  return files;
}

function apply(document: Document, { path, value }: Change): void {
  if (value === undefined) document.deleteIn(path);
  else if (isAddition(value)) {
    if (!document.hasIn(path)) document.setIn(path, document.createNode(value.add));
    else for (const item of value.add) document.addIn(path, document.createNode(item));
  } else document.setIn(path, document.createNode(value));
}

function isAddition(value: unknown): value is { readonly add: readonly unknown[] } {
  return typeof value === "object" && value !== null && "add" in value;
}

/** All files of a deck that is written for the first time. */
export function newFiles(files: DeckFiles, source: string, progress: Progress): Map<string, string> {
  const texts = new Map([["deck.yaml", deckYaml(files.deck)]]);
  for (const topic of counted(files.topics, "topics written", progress))
    texts.set(`${topic.topic}.yaml`, topicYaml(topic));
  return texts.set(RECORD_FILE, recordText(recordOf(files, source)));
}
