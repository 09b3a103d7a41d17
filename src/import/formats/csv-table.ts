import { CsvError, parse } from "csv-parse/sync";
import { ImportError } from "../import-error.ts";
import { readCell } from "./cells.ts";

export interface Row {
  /** The row's first line, from 1. */
  readonly line: number;
  readonly lastLine: number;
  readonly cells: readonly string[];
}

/** In characters. A longer row means that a quote was never closed. */
const ROW_LIMIT = 200_000;

export type Delimiter = "," | ";" | "\t" | "|";

/**
 * Parses the rows of a CSV text and removes the escapes that protect formulas.
 *
 * @throws ImportError if a quote is not closed
 */
export function readTable(text: string, delimiter: Delimiter = guessDelimiter(text), firstLine = 1): Row[] {
  try {
    // The options are documented at https://csv.js.org/parse/options/
    const records = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      record_delimiter: ["\n", "\r\n"],
      max_record_size: ROW_LIMIT,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    let before = firstLine - 1;
    return records.map(({ record, info }) => {
      const lastLine = info.lines + firstLine - 1;
      const line = Math.min(before + 1, lastLine);
      before = lastLine;
      return { line, lastLine, cells: record.map((cell) => readCell(cell.trim())) };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? ` at line ${error.lines + firstLine - 1}` : "";
    const why =
      error.code === "CSV_QUOTE_NOT_CLOSED" || error.code === "CSV_MAX_RECORD_SIZE"
        ? "a quote is opened and never closed"
        : "the quotes do not match";
    throw new ImportError(`The table cannot be read${line}: ${why}. Inside quotes a quote is written twice.`, {
      cause: error,
    });
  }
}

/** The separator that occurs most often in the first line, outside quotes. */
export function guessDelimiter(text: string): Delimiter {
  const first = (text.split("\n").find((row) => row.trim() !== "") ?? "").slice(0, 10_000).replace(/"[^"]*"/g, "");
  const candidates: readonly Delimiter[] = ["\t", ";", ","];
  return candidates.toSorted((a, b) => first.split(b).length - first.split(a).length)[0] ?? ",";
}
