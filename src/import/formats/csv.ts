import { ImportError } from "../import-error.ts";
import {
  type Imported,
  type ImportedEntry,
  type ImportedQuestion,
  noProgress,
  type Progress,
  type QuestionContent,
  type Skipped,
  skipped,
  withProgress,
} from "../imported.ts";
import { type BankQuestion, buildQuestion, entryOfQuestion } from "../question-entry.ts";
import { splitList } from "./cells.ts";
import { type Columns, readHeader } from "./csv-columns.ts";
import { type Row, readTable } from "./csv-table.ts";
import { flashcardEntry } from "./flashcard.ts";
import { cleanText } from "./html.ts";

/**
 * Imports a table of questions: the bot's own export, common question bank columns in any order, or two columns of
 * flashcards. The header says which column is which; without a header, two columns are the two sides of a card.
 *
 * @throws ImportError if the columns cannot be recognized
 */
export function importCsv(text: string, topic: string, progress: Progress = noProgress): Imported {
  const rows = readTable(text);
  const [first] = rows;
  if (first === undefined) throw new ImportError("The table has no rows.");
  const columns = readHeader(first.cells);
  const tracked = (of: readonly Row[]) => withProgress(of, "rows", progress);
  if (columns !== undefined)
    return (columns.at.body === undefined ? importBank : importExport)(tracked(rows.slice(1)), columns, topic);
  if (first.cells.length !== 2) {
    throw new ImportError(
      `The first row names no columns that can be used: ${first.cells.slice(0, 8).join(", ").slice(0, 200)}. Call them prompt, right, wrong and explanation, or see docs/importing.md.`,
    );
  }
  return importCards(tracked(rows), topic);
}

type Cell = (name: string) => string;

function cellsOf({ cells }: Row, { at }: Columns): Cell {
  return (name) => cleanText(cells[at[name] ?? -1] ?? "");
}

function importCards(rows: Iterable<Row>, topic: string): Imported {
  const entries: ImportedEntry[] = [];
  const leftOut: Skipped[] = [];
  for (const { cells, line, lastLine } of rows) {
    const [front, back] = [cleanText(cells[0] ?? ""), cleanText(cells[1] ?? "")];
    if (front === "" || back === "") leftOut.push(skipped(line, "one side of the card is empty", cells.join(" ")));
    else entries.push(flashcardEntry({ front, back, topic, line, lastLine }));
  }
  return { entries, skipped: leftOut };
}

function importBank(rows: Iterable<Row>, columns: Columns, topic: string): Imported {
  const { at } = columns;
  const isCards =
    at.wrong === undefined && columns.wrong.length === 0 && columns.options.length === 0 && at.kind === undefined;
  const entries: ImportedEntry[] = [];
  const leftOut: Skipped[] = [];
  for (const row of rows) {
    const cell = cellsOf(row, columns);
    const where = { topic: cell("topic") || topic, line: row.line, lastLine: row.lastLine };
    if (isCards) {
      const [front, back] = [cell("front") || cell("prompt"), cell("back") || cell("right")];
      if (front === "" || back === "")
        leftOut.push(skipped(row.line, "one side of the card is empty", row.cells.join(" ")));
      else entries.push(flashcardEntry({ front, back, ...where }));
      continue;
    }
    const built = buildQuestion(bankQuestion(row, columns, cell));
    if ("reason" in built) leftOut.push(skipped(row.line, built.reason, cell("prompt") || row.cells.join(" ")));
    else {
      entries.push(entryOfQuestion(built.content, where));
      if (built.dropped.length > 0)
        leftOut.push(
          skipped(
            row.line,
            `taken without ${built.dropped.length} of its options: a card has room for five`,
            built.dropped.join(" | "),
          ),
        );
    }
  }
  return { entries, skipped: leftOut };
}

function bankQuestion(row: Row, columns: Columns, cell: Cell): BankQuestion {
  const options = columns.options
    .map(({ index, label }) => ({ label, text: cleanText(row.cells[index] ?? "") }))
    .filter(({ text }) => text !== "");
  const named = columns.at.right === undefined ? cell("back") : cell("right");
  const keys = splitList(named);
  const wrong = [...splitList(cell("wrong")), ...columns.wrong.map((index) => cleanText(row.cells[index] ?? ""))];
  const rest = {
    ...(cell("id") === "" ? {} : { id: cell("id") }),
    kind: cell("kind"),
    difficulty: cell("difficulty"),
    prompt: cell("prompt") || cell("front"),
    explanation: cell("explanation"),
    draft: isYes(cell("draft")),
  };
  if (options.length === 0) return { ...rest, right: [...keys, ...splitList(cell("accept"))], wrong };
  const right = rightOptions(options, named, keys);
  return {
    ...rest,
    right,
    wrong: [...options.map(({ text }) => text).filter((text) => !right.includes(text)), ...wrong],
  };
}

/** The right options, which the key may name by text, letter or number: "B", "2", "A, C". */
function rightOptions(
  options: readonly { label: string; text: string }[],
  named: string,
  keys: readonly string[],
): string[] {
  const texts = options.map(({ text }) => text);
  const byText = keys.filter((key) => texts.includes(key));
  if (byText.length > 0) return byText;
  const labels = named
    .toLowerCase()
    .split(/[\s,;|&]+/)
    .map((label) => label.replace(/[^a-z0-9]/g, ""));
  return labels.flatMap((label) => {
    const lettered = options.find((option) => option.label === label);
    const place = /^[a-h]$/.test(label) ? label.charCodeAt(0) - 97 : Number(label) - 1;
    const text = lettered?.text ?? texts[place];
    return text === undefined ? [] : [text];
  });
}

function isYes(text: string): boolean {
  return /^(?:true|yes|x|1)$/i.test(text);
}

/** Imports the bot's own export, in which an entry's rows share its id and only the first row has its texts. */
function importExport(rows: Iterable<Row>, columns: Columns, topic: string): Imported {
  const entries = new Map<string, { entry: Omit<ImportedEntry, "questions">; questions: ImportedQuestion[] }>();
  const leftOut: Skipped[] = [];
  for (const row of rows) {
    const cell = cellsOf(row, columns);
    const id = cell("entryId") || `line-${row.line}`;
    if (!entries.has(id)) entries.set(id, { entry: exportedEntry(row, cell, id, topic), questions: [] });
    if (cell("prompt") === "") continue;
    const built = buildQuestion({
      ...bankQuestion(row, columns, cell),
      right: [...splitList(cell("right")), ...splitList(cell("accept"))],
    });
    if ("reason" in built) leftOut.push(skipped(row.line, built.reason, cell("prompt")));
    else entries.get(id)?.questions.push({ line: row.line, content: withExportedFields(built.content, cell) });
  }
  return { entries: [...entries.values()].map(({ entry, questions }) => ({ ...entry, questions })), skipped: leftOut };
}

function exportedEntry(row: Row, cell: Cell, id: string, topic: string): Omit<ImportedEntry, "questions"> {
  const several = <Name extends string>(name: Name) =>
    cell(name) === "" ? {} : ({ [name]: splitList(cell(name)) } as Record<Name, string[]>);
  const title = cell("entryTitle") || cell("prompt");
  const status =
    (["current", "dated", "wrong", "incomplete"] as const).find((known) => known === cell("status")) ?? "current";
  const url = /^https?:\/\//i.test(cell("sourceUrl")) ? { url: cell("sourceUrl") } : {};
  return {
    topic: { ...(cell("topicId") === "" ? {} : { id: cell("topicId") }), title: cell("topic") || topic },
    line: row.line,
    lastLine: row.lastLine,
    content: {
      id,
      title,
      body: cell("body") || title,
      terms: splitList(cell("terms")).length > 0 ? splitList(cell("terms")) : [title.slice(0, 80).trim()],
      status,
      ...several("abbreviations"),
      ...several("synonyms"),
      ...several("phrasings"),
      ...several("related"),
      ...several("facts"),
      ...(cell("note") === "" ? {} : { note: cell("note") }),
      ...(cell("source") === "" ? {} : { source: { title: cell("source"), ...url } }),
    },
  };
}

function withExportedFields(content: QuestionContent, cell: Cell): QuestionContent {
  const several = (name: "excludes" | "also") => (cell(name) === "" ? {} : { [name]: splitList(cell(name)) });
  const asks =
    cell("asks") === "cheatsheet" || cell("asks") === "today" ? { asks: cell("asks") as "today" | "cheatsheet" } : {};
  return {
    ...content,
    ...(isYes(cell("scenario")) ? { scenario: true } : {}),
    ...asks,
    ...several("excludes"),
    ...several("also"),
  };
}
