import { basename, extname } from "node:path";
import { importAnkiText } from "./formats/anki-text.ts";
import { importApkg } from "./formats/apkg.ts";
import { importCsv } from "./formats/csv.ts";
import { importGift } from "./formats/gift.ts";
import { importQuizlet } from "./formats/quizlet.ts";
import { ImportError } from "./import-error.ts";
import { type Imported, noProgress, type Progress } from "./imported.ts";
import { importCheatsheet } from "./outline/cheatsheet.ts";
import { decodeSource, readTextFile } from "./read-source.ts";

export const IMPORT_FORMATS = ["cheatsheet", "csv", "quizlet", "anki", "apkg", "gift"] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

export interface ImportOptions {
  readonly format?: ImportFormat | undefined;
  /** A text file's encoding, by its TextDecoder name; the default is UTF-8. */
  readonly encoding?: string | undefined;
  /** The topic for items that do not name one. */
  readonly topic: string;
  readonly progress?: Progress;
}

const BY_EXTENSION: Readonly<Record<string, ImportFormat>> = {
  ".md": "cheatsheet",
  ".markdown": "cheatsheet",
  ".csv": "csv",
  ".apkg": "apkg",
  ".colpkg": "apkg",
  ".gift": "gift",
};

/**
 * Reads a cheatsheet or a question bank without writing anything.
 *
 * @throws ImportError if nothing in it can be imported
 */
export async function importFile(
  path: string,
  options: ImportOptions,
): Promise<{ imported: Imported; format: ImportFormat }> {
  const name = basename(path);
  const named = options.format ?? BY_EXTENSION[extname(name).toLowerCase()];
  if (named === "apkg") return { imported: await importApkg(path, options.topic, options.progress), format: named };
  const bytes = await readTextFile(path);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04) {
    throw new ImportError(
      `${name} is an archive. If Anki wrote it, name it .apkg or add --format apkg; otherwise import the files in it one by one.`,
    );
  }
  const text = decodeSource(bytes, name, options.encoding);
  const format = named ?? guessFormat(text);
  const imported = readers[format](text, options.topic, options.progress ?? noProgress);
  if (imported.entries.length === 0) {
    const why =
      imported.skipped[0] === undefined
        ? "there is no text in it"
        : `line ${imported.skipped[0].line}: ${imported.skipped[0].reason}`;
    throw new ImportError(
      `Nothing in ${name} could be taken as ${FORMAT_NAMES[format]} (${why}). Name another format with --format.`,
    );
  }
  return { imported, format };
}

const readers: Readonly<
  Record<Exclude<ImportFormat, "apkg">, (text: string, topic: string, progress: Progress) => Imported>
> = {
  cheatsheet: (text, _, progress) => importCheatsheet(text, progress),
  csv: importCsv,
  quizlet: importQuizlet,
  anki: importAnkiText,
  gift: importGift,
};

export const FORMAT_NAMES: Readonly<Record<ImportFormat, string>> = {
  cheatsheet: "a cheatsheet",
  csv: "a table",
  quizlet: "a Quizlet export",
  anki: "an Anki text export",
  apkg: "an Anki archive",
  gift: "Moodle GIFT",
};

/**
 * Guesses the format of other files, such as .txt or .tsv. Anki identifies itself in the first line, GIFT has braces with
 * keys, and Quizlet has a tab in most lines.
 */
function guessFormat(text: string): Exclude<ImportFormat, "apkg"> {
  if (/^#(?:separator|html|guid column|notetype|deck|tags|columns)[: ]/.test(text)) return "anki";
  if (/^\s*<(?:!doctype html|html)\b/i.test(text)) return "cheatsheet";
  const rows = text
    .split("\n")
    .filter((row) => row.trim() !== "")
    .slice(0, 500);
  const share = (pattern: RegExp) => rows.filter((row) => pattern.test(row)).length / Math.max(rows.length, 1);
  if (share(/(?:^|[^\\])\{\s*(?:[=~#]|T\b|F\b|TRUE|FALSE|\})|^::.*::/) > 0.1 && hasBraces(text)) return "gift";
  if (share(/^[^\t]+\t[^\t]+/) > 0.6) return "quizlet";
  return "cheatsheet";
}

function hasBraces(text: string): boolean {
  const open = text.indexOf("{");
  return open !== -1 && text.indexOf("}", open) !== -1;
}
