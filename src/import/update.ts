import { type Document, parseDocument } from "yaml";
import { deckYaml, printYaml, topicYaml } from "../deck/deck-yaml.ts";
import type { DeckFile, EntryFile, QuestionFile, TopicFile } from "../deck/format.ts";
import {
  type Fingerprints,
  fingerprint,
  fingerprintsOf,
  type ImportRecord,
  RECORD_FILE,
  recordOf,
  recordText,
} from "./formats/record.ts";
import { type TakenIds, takenIds, takeUniqueId } from "./ids.ts";
import { type Progress, withProgress } from "./imported.ts";
import { entryText, matchAll, questionText } from "./match.ts";
import type { DeckFiles } from "./to-files.ts";

/** A deck as it is in its folder. */
export interface ExistingDeck {
  readonly deckText: string;
  readonly deck: DeckFile;
  readonly topics: readonly { readonly text: string; readonly data: TopicFile }[];
  readonly record: ImportRecord | undefined;
}

export interface UpdateReport {
  readonly added: string[];
  readonly changed: string[];
  /** Fields, as "entry.field", that both the source and an author changed. The author's version stays. */
  readonly kept: string[];
  /** Entries that are no longer in the source. They stay as well, since people have answered their questions. */
  readonly gone: string[];
}

interface Change {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/**
 * Updates an imported deck from its source. Ids stay the same, and so does anything an author changed since the last
 * import: texts, approvals and removed drafts. The result contains only files that changed.
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

/** The ids in the deck, plus those an author removed, which must not be reused because past rounds refer to them. */
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
  const fingerprints: Record<string, Fingerprints> = { ...before?.questions };
  const additions: QuestionFile[] = [];
  for (const question of freshQuestions) {
    const own = matches.get(question);
    if (own !== undefined) {
      const asked = [...place, "questions", ownQuestions.indexOf(own)];
      const pair = { id: own.id, place: asked, mine: own, theirs: question, before: before?.questions[own.id] };
      changes.push(...mergeFields(pair, merge));
      fingerprints[own.id] = fingerprintsOf(question);
    } else if (!wasRemoved(question, before?.questions, ownQuestions)) {
      const id = takeUniqueId(question.id, merge.taken);
      additions.push({ ...question, id });
      fingerprints[id] = fingerprintsOf(question);
      merge.report.added.push(id);
    }
  }
  merge.record.entries[mine.id] = { fields: fingerprintsOf(fields), questions: fingerprints };
  if (additions.length > 0) changes.push({ path: ["entries", at, "questions"], value: { add: additions } });
  return changes;
}

/** Whether an author removed this question, in which case it must not come back. */
function wasRemoved(
  question: QuestionFile,
  before: Readonly<Record<string, Fingerprints>> | undefined,
  own: readonly QuestionFile[],
): boolean {
  const prompt = fingerprint(question.prompt);
  return Object.entries(before ?? {}).some(
    ([id, fingerprints]) => fingerprints.prompt === prompt && !own.some((one) => one.id === id),
  );
}

/** An entry or a question as it is in the deck and in the source now. */
interface Pair {
  readonly id: string;
  readonly place: readonly (string | number)[];
  readonly mine: object;
  readonly theirs: object;
  /** Fingerprints of what the source contained at the last import. */
  readonly before: Fingerprints | undefined;
}

function mergeFields({ id, place, mine, theirs, before }: Pair, { report }: Pick<Merge, "report">): Change[] {
  const [own, fresh] = [mine as Record<string, unknown>, theirs as Record<string, unknown>];
  const names = new Set([...Object.keys(own), ...Object.keys(fresh)].filter((name) => name !== "id"));
  let changed = false;
  const changes = [...names].flatMap((name): Change[] => {
    const [ours, now, then] = [fingerprintOf(own[name]), fingerprintOf(fresh[name]), before?.[name]];
    if (now === ours || now === then) return [];
    if (ours !== then) {
      if (before !== undefined) report.kept.push(`${id}.${name}`);
      return [];
    }
    // If only line numbers moved, update the citation, but do not report a change.
    if (name !== "source") changed = true;
    return [{ path: [...place, name], value: fresh[name] }];
  });
  if (changed) report.changed.push(id);
  return changes;
}

function fingerprintOf(value: unknown): string | undefined {
  return value === undefined ? undefined : fingerprint(value);
}

/** Entries that match nothing are new, unless an author removed them since the last import. */
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
      if (matches.has(entry) || removed.has(fingerprint(entry.body))) continue;
      const id = takeUniqueId(entry.id, taken.entries);
      const { questions = [], ...fields } = entry;
      const own = questions.map((question) => ({ ...question, id: takeUniqueId(question.id, taken.questions) }));
      const kept: EntryFile = { ...fields, id, ...(own.length > 0 ? { questions: own } : {}) };
      record.entries[id] = {
        fields: fingerprintsOf(fields),
        questions: Object.fromEntries(own.map((question) => [question.id, fingerprintsOf(question)])),
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
  for (const { text, data } of withProgress(existing.topics, "topics changed", progress)) {
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

/** All files of a new deck. */
export function newFiles(files: DeckFiles, source: string, progress: Progress): Map<string, string> {
  const texts = new Map([["deck.yaml", deckYaml(files.deck)]]);
  for (const topic of withProgress(files.topics, "topics written", progress))
    texts.set(`${topic.topic}.yaml`, topicYaml(topic));
  return texts.set(RECORD_FILE, recordText(recordOf(files, source)));
}
