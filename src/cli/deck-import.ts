import { open, rm } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { type Command, Option } from "commander";
import type { EpochMs } from "../chat/card.ts";
import { approvedFiles, draftsOf } from "../deck/approve.ts";
import type { Deck } from "../deck/deck.ts";
import { EXPORT_FORMATS, type ExportFormat, exporters } from "../deck/export/export-deck.ts";
import { loadDeck } from "../deck/load.ts";
import { quote } from "../deck/problem.ts";
import { DeckWriteError, recover, replaceDeckFiles } from "../deck/write.ts";
import { slug } from "../import/ids.ts";
import { type DeckImportOptions, type ImportReport, importDeck } from "../import/import-deck.ts";
import { ImportError } from "../import/import-error.ts";
import { FORMAT_NAMES, IMPORT_FORMATS, type ImportFormat } from "../import/import-file.ts";
import { findDeckFolder } from "./deck-folder.ts";
import { plural, problemLines } from "./deck-report.ts";
import { createProgressLine } from "./progress-line.ts";

export interface DeckImportSettings {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Holds one folder per deck. */
  readonly root: string;
  /** The clock that progress output uses. */
  readonly now?: () => EpochMs;
}

const UNKNOWN_LICENCE = "Not stated; ask the source's author before you pass the deck on";
/** The most lines a report lists; --json has them all. */
const MAX_LINES = 40;

interface ImportFlags {
  readonly out?: string;
  readonly format?: ImportFormat;
  readonly update?: true;
  readonly dryRun?: true;
  readonly json?: true;
  readonly title?: string;
  readonly language: string;
  readonly licence: string;
  readonly sourceTitle?: string;
  readonly sourceUrl?: string;
  readonly encoding?: string;
}

/** `deck import`, `deck export`, and `deck approve`. They set process.exitCode to 1 on failure. */
export function addDeckImportCommands(deck: Command, settings: DeckImportSettings): void {
  addImport(deck, settings);
  addExport(deck, settings);
  addApprove(deck, settings);
}

function addImport(deck: Command, { out, err, root, now = Date.now }: DeckImportSettings): void {
  deck
    .command("import")
    .description(
      "make a deck of a cheatsheet (Markdown, plain text) or a question bank (CSV, Quizlet, Anki, Moodle GIFT)",
    )
    .argument("<file>", "the file to import")
    .option("--out <folder>", `the deck's folder (default: one in ${root}, named after the file)`)
    .addOption(
      new Option("--format <format>", "what the file is (default: by its name and look)").choices([...IMPORT_FORMATS]),
    )
    .option("--update", "bring a deck up to date that was imported before; ids and changes by hand stay")
    .option("--dry-run", "report, and write nothing")
    .option("--json", "print the report as one JSON object")
    .option("--title <text>", "the deck's title (default: the file's own)")
    .option("--language <code>", "the language of the texts", "en")
    .option("--licence <text>", "under which licence the deck may be used", UNKNOWN_LICENCE)
    .option("--source-title <text>", "where the cheatsheet is from (default: the file's name)")
    .option("--source-url <url>", "its address")
    .option("--encoding <name>", "a text file's encoding, like windows-1252 (default: UTF-8)")
    .action(async (file: string, flags: ImportFlags) => {
      await reportErrors(err, async () => {
        const progress = createProgressLine(err, process.stderr.isTTY === true, now);
        const report = await importDeck(file, { ...optionsOf(flags, file, root), progress: progress.show }).finally(
          progress.clear,
        );
        out(flags.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
      });
    });
}

function optionsOf(flags: ImportFlags, file: string, root: string): DeckImportOptions {
  return {
    out: (flags.out ?? join(root, slug(basename(file, extname(file)), "deck"))).replace(/(?<=.)[\\/]+$/, ""),
    update: flags.update ?? false,
    dryRun: flags.dryRun ?? false,
    format: flags.format,
    encoding: flags.encoding,
    title: flags.title,
    language: flags.language,
    licence: flags.licence,
    source: { title: flags.sourceTitle, url: flags.sourceUrl },
  };
}

function addExport(deck: Command, { out, err, root }: DeckImportSettings): void {
  deck
    .command("export")
    .description("write a deck's questions as CSV, Anki text or Moodle GIFT")
    .argument("<deck>", "a deck's id or folder")
    .addOption(new Option("--format <format>", "the format").choices([...EXPORT_FORMATS]).makeOptionMandatory())
    .option("--out <file>", "the file to write (default: standard output); one that is there is not overwritten")
    .action(async (name: string, { format, out: file }: { format: ExportFormat; out?: string }) => {
      await reportErrors(err, async () => {
        const { deck: loaded } = await deckOf(name, root);
        const text = exporters[format](loaded);
        if (file === undefined) return out(text);
        await writeNewFile(file, text);
        out(`${plural(loaded.questions.size, "question")} written to ${file}.\n`);
      });
    });
}

function addApprove(deck: Command, { out, err, root }: DeckImportSettings): void {
  deck
    .command("approve")
    .description("list a deck's drafts, or approve them so that they are asked")
    .argument("<deck>", "a deck's id or folder")
    .argument("[questions...]", "ids of drafts that were looked at and are right")
    .option("--all", "approve every draft of the deck")
    .action(async (name: string, ids: string[], { all }: { all?: true }) => {
      await reportErrors(err, async () => {
        const { deck: loaded, folder } = await deckOf(name, root);
        const drafts = draftsOf(loaded);
        if (ids.length === 0 && all !== true) return out(draftList(loaded));
        const unknown = ids.filter((id) => !drafts.some((draft) => draft.id === id));
        if (unknown.length > 0)
          throw new ImportError(
            `There is no draft ${unknown.map((id) => quote(id)).join(", ")} in ${loaded.id}. Nothing was changed.`,
          );
        const chosen = new Set(all === true ? drafts.map(({ id }) => id) : ids);
        await recover(folder);
        if (chosen.size > 0) await replaceDeckFiles(folder, await approvedFiles(folder, loaded, chosen));
        out(
          `${plural(chosen.size, "draft")} approved, ${drafts.length - chosen.size} left.${chosen.size > 0 ? ` ${RELOAD}` : ""}\n`,
        );
      });
    });
}

const RELOAD = "A running bot takes the change on SIGHUP or `/study deck reload`.";

/** Prints expected errors in a few lines, with what to do. */
async function reportErrors(err: (text: string) => void, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof ImportError) && !(error instanceof DeckWriteError)) throw error;
    err(`${error.message}\n${error instanceof DeckWriteError ? problemLines(error.problems.slice(0, MAX_LINES)) : ""}`);
    process.exitCode = 1;
  }
}

/** @throws DeckWriteError with the deck's problems if it does not load */
async function deckOf(name: string, root: string): Promise<{ deck: Deck; folder: string }> {
  const folder = await findDeckFolder(name, root);
  if (folder === undefined) throw new ImportError(`There is no deck ${quote(name)}.`);
  const { deck, problems } = await loadDeck(folder);
  if (deck === undefined) throw new DeckWriteError("The deck has errors. Mend them first.", problems);
  return { deck, folder };
}

async function writeNewFile(path: string, text: string): Promise<void> {
  const file = await open(path, "wx").catch((cause: NodeJS.ErrnoException) => {
    throw new ImportError(
      cause.code === "EEXIST"
        ? `${path} is there already. Name another file, or remove it first.`
        : `${path} cannot be written (${cause.code}).`,
      { cause },
    );
  });
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (cause) {
    // Half an export is worse than none.
    await rm(path, { force: true });
    throw new ImportError(`${path} cannot be written.`, { cause });
  } finally {
    await file.close();
  }
}

function draftList(deck: Deck): string {
  const drafts = draftsOf(deck);
  if (drafts.length === 0) return `${deck.id} has no drafts.\n`;
  const lines = drafts.map(({ id, prompt, accept, options, place }) => {
    const keys = accept.length > 0 ? accept : options.filter(({ right }) => right).map(({ text }) => text);
    return `${place.file}:${place.line} ${id}\n    ${quote(prompt, 200)}\n    → ${keys.join(" | ")}\n`;
  });
  return `${lines.join("")}\n${plural(drafts.length, "draft")}. Approve with: deck approve ${deck.id} <ids…>, or --all; or take the line "draft: true" out of the file.\n`;
}

function reportText(report: ImportReport): string {
  const { file, update } = report;
  const lines = [
    `${file} as ${FORMAT_NAMES[report.format]}: ${plural(report.entries, "entry", "entries")} in ${plural(report.topics, "topic")}, ${plural(report.questions, "question")}, of them ${plural(report.drafts, "draft")} to review.`,
  ];
  lines.push(...report.remarks);
  if (report.skipped.length > 0) {
    lines.push(`Skipped or changed (${report.skipped.length}):`);
    lines.push(
      ...report.skipped
        .slice(0, MAX_LINES)
        .map(({ line, reason, text }) => `  ${file}:${line} ${reason}: ${quote(text)}`),
    );
    if (report.skipped.length > MAX_LINES)
      lines.push(`  … and ${report.skipped.length - MAX_LINES} more; --json shows all.`);
  }
  if (update !== undefined) lines.push(...updateLines(update));
  if (!report.written) lines.push("Nothing was written (--dry-run).");
  else {
    lines.push(update === undefined ? `Written: ${report.folder}` : `Brought up to date: ${report.folder}`);
    if (report.drafts > 0) lines.push(`Drafts are never asked. See them with: deck approve ${basename(report.folder)}`);
    lines.push(RELOAD);
  }
  return `${lines.join("\n")}\n`;
}

function updateLines({ added, changed, kept, gone }: NonNullable<ImportReport["update"]>): string[] {
  const line = (what: string, ids: readonly string[]) => {
    const shown = ids.slice(0, MAX_LINES).join(", ");
    return ids.length === 0 ? [] : [`${what} (${ids.length}): ${shown}${ids.length > MAX_LINES ? ", …" : ""}`];
  };
  const lines = [
    ...line("Added", added),
    ...line("Changed", changed),
    ...line("Changed in both, yours stays", kept),
    ...line("No longer in the source, kept", gone),
  ];
  return lines.length === 0 ? ["Nothing new."] : lines;
}
