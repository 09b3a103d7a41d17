import { stringify } from "csv-stringify/sync";
import { joinList, safeCell } from "../../import/formats/cells.ts";
import { kindOf } from "../../study/kinds/registry.ts";
import type { Deck, Entry, Question } from "../deck.ts";

/** The column names that the importer knows (src/import/formats/csv-columns.ts). */
const COLUMNS = [
  "topic_id",
  "topic",
  "entry",
  "entry_title",
  "body",
  "terms",
  "abbreviations",
  "synonyms",
  "phrasings",
  "status",
  "note",
  "source",
  "source_url",
  "related",
  "facts",
  "id",
  "kind",
  "difficulty",
  "prompt",
  "right",
  "wrong",
  "explanation",
  "scenario",
  "asks",
  "excludes",
  "also",
  "draft",
] as const;
type Column = (typeof COLUMNS)[number];

/**
 * All entries and questions as a table for spreadsheets: one row per question, and one for each entry without questions.
 * Texts are Markdown, and lists are separated by " | ". Cells that a spreadsheet would run as formulas start with an
 * apostrophe.
 */
export function exportCsv(deck: Deck): string {
  const titles = new Map(deck.topics.map(({ id, title }) => [id, title]));
  const rows = [...deck.entries.values()].flatMap((entry) => {
    const questions = entry.questions.flatMap((id) => deck.questions.get(id) ?? []);
    const own = { topic_id: entry.topic, topic: titles.get(entry.topic) ?? entry.topic, ...entryCells(entry) };
    const [first, ...others] = questions.map(questionCells);
    return [
      { ...own, ...first },
      ...others.map((cells) => ({ topic_id: own.topic_id, topic: own.topic, entry: entry.id, ...cells })),
    ];
  });
  // A byte order mark tells Excel that this is UTF-8.
  return stringify(
    rows.map((row: Partial<Record<Column, string>>) => COLUMNS.map((column) => safeCell(row[column] ?? ""))),
    { header: true, columns: [...COLUMNS], bom: true, quoted_match: /[\r\n]/, record_delimiter: "\r\n" },
  );
}

function entryCells(entry: Entry): Partial<Record<Column, string>> {
  return {
    entry: entry.id,
    entry_title: entry.title,
    body: entry.body,
    terms: joinList(entry.terms),
    abbreviations: joinList(entry.abbreviations),
    synonyms: joinList(entry.synonyms),
    phrasings: joinList(entry.phrasings),
    status: entry.status,
    note: entry.note ?? "",
    source: entry.source.title,
    source_url: entry.source.url ?? "",
    related: joinList(entry.related),
    facts: joinList(entry.facts),
  };
}

function questionCells(question: Question): Partial<Record<Column, string>> {
  const { right, wrong } = kindOf(question).bank.write(question);
  return {
    id: question.id,
    kind: question.kind,
    difficulty: question.difficulty,
    prompt: question.prompt,
    right: joinList(right),
    wrong: joinList(wrong),
    explanation: question.explanation,
    scenario: question.scenario ? "yes" : "",
    asks: question.asks === "cheatsheet" ? "cheatsheet" : "",
    excludes: joinList(question.excludes),
    also: joinList(question.entries.slice(1)),
    draft: question.draft ? "yes" : "",
  };
}
