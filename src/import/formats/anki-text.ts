import { ImportError } from "../import-error.ts";
import {
  type Imported,
  type ImportedEntry,
  noProgress,
  type Progress,
  type Skipped,
  withProgress,
} from "../imported.ts";
import { mergeEntries } from "../question-entry.ts";
import type { AnkiNote } from "./anki.ts";
import { noteEntry } from "./anki-note.ts";
import { type Delimiter, guessDelimiter, readTable } from "./csv-table.ts";

const SEPARATORS: Readonly<Record<string, Delimiter>> = {
  tab: "\t",
  comma: ",",
  semicolon: ";",
  pipe: "|",
  "\t": "\t",
  ",": ",",
  ";": ";",
  "|": "|",
};

/**
 * Imports Anki's "Notes in Plain Text" (https://docs.ankiweb.net/importing/text-files.html), with or without header lines
 * such as "#separator:tab".
 *
 * @throws ImportError if a quote is not closed or the separator is not one of Anki's
 */
export function importAnkiText(text: string, topic: string, progress: Progress = noProgress): Imported {
  const { header, lines } = readHeader(text);
  const body = text.split("\n").slice(lines).join("\n");
  if (body.trim() === "") return { entries: [], skipped: [] };
  const named = header.get("separator");
  const delimiter = named === undefined ? guessDelimiter(body) : SEPARATORS[named.toLowerCase()];
  if (delimiter === undefined)
    throw new ImportError(`The separator "${(named ?? "").slice(0, 20)}" is not known. Export from Anki with tabs.`);
  const column = (name: string) => Number(header.get(`${name} column`) ?? "0") - 1;
  const special = { guid: column("guid"), deck: column("deck"), tags: column("tags"), type: column("notetype") };
  const own = new Set(Object.values(special));
  const entries: ImportedEntry[] = [];
  const leftOut: Skipped[] = [];
  for (const { cells, line } of withProgress(readTable(body, delimiter, lines + 1), "notes", progress)) {
    const note: AnkiNote = {
      guid: cells[special.guid] ?? "",
      deck: cells[special.deck] ?? header.get("deck"),
      tags: (cells[special.tags] ?? header.get("tags") ?? "").split(" ").filter((tag) => tag !== ""),
      fields: cells.filter((_, index) => !own.has(index)),
      html: header.get("html") !== "false",
      line,
    };
    const taken = noteEntry(note, topic);
    if ("entry" in taken) entries.push(taken.entry);
    else leftOut.push(taken.skipped);
  }
  return { entries: mergeEntries(entries), skipped: leftOut };
}

function readHeader(text: string): { header: Map<string, string>; lines: number } {
  const header = new Map<string, string>();
  const rows = text.split("\n");
  let lines = 0;
  for (; rows[lines]?.startsWith("#"); lines += 1) {
    const [, name = "", value = ""] = /^#([\w ]+):(.*)$/s.exec(rows[lines] ?? "") ?? [];
    if (name !== "")
      header.set(name.trim().toLowerCase(), name.trim().toLowerCase() === "separator" ? value : value.trim());
  }
  const separator = header.get("separator");
  if (separator !== undefined && separator.trim() !== "") header.set("separator", separator.trim());
  return { header, lines };
}
