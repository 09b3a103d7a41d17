import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { deckYaml } from "../deck/deck-yaml.ts";
import { deckFileSchema, topicFileSchema } from "../deck/format.ts";
import { loadDeck, parseDeckFile } from "../deck/load.ts";
import {
  alreadyExistsMessage,
  DeckWriteError,
  isUnused,
  recover,
  replaceDeckFiles,
  writeNewDeck,
} from "../deck/write.ts";
import { RECORD_FILE, readRecord } from "./formats/record.ts";
import { isId } from "./ids.ts";
import { ImportError } from "./import-error.ts";
import { FORMAT_NAMES, type ImportFormat, type ImportOptions, importFile } from "./import-file.ts";
import { noProgress, type Progress, type Skipped, withProgress } from "./imported.ts";
import { type DeckFiles, type DeckHead, toFiles } from "./to-files.ts";
import { type ExistingDeck, newFiles, type UpdateReport, updateFiles } from "./update.ts";

export interface DeckImportOptions extends Omit<ImportOptions, "topic"> {
  readonly out: string;
  readonly update: boolean;
  /** Do everything except writing files. */
  readonly dryRun: boolean;
  readonly title?: string | undefined;
  readonly language: string;
  readonly licence: string;
  readonly source: { readonly title?: string | undefined; readonly url?: string | undefined };
}

export interface ImportReport {
  readonly folder: string;
  readonly file: string;
  readonly format: ImportFormat;
  readonly entries: number;
  readonly topics: number;
  readonly questions: number;
  /** The number of questions that must be reviewed before they can be posted. */
  readonly drafts: number;
  readonly skipped: readonly Skipped[];
  readonly remarks: readonly string[];
  readonly update: UpdateReport | undefined;
  readonly written: boolean;
}

/**
 * Creates a deck's folder from a cheatsheet or a question bank, or updates an imported deck. It completes or changes
 * nothing.
 *
 * @throws ImportError if the source cannot be imported
 * @throws DeckWriteError if the deck cannot be written
 */
export async function importDeck(path: string, options: DeckImportOptions): Promise<ImportReport> {
  const { out, progress = noProgress } = options;
  if (!isId(basename(out)))
    throw new ImportError(
      `The deck's folder is named "${basename(out).slice(0, 60)}"; a deck's name has lower-case letters, digits and single hyphens.`,
    );
  const isNew = await isUnused(out);
  if (!isNew && !options.update && !options.dryRun) throw new DeckWriteError(alreadyExistsMessage(out));
  const { imported, format } = await importFile(path, { ...options, topic: titleOf(path, options) });
  const { files, skipped } = toFiles(imported, headOf(path, options, imported.title), progress);
  if (files.topics.length === 0)
    throw new ImportError(
      `Nothing in ${basename(path)} could be taken as ${FORMAT_NAMES[format]} (line ${skipped[0]?.line ?? 1}: ${skipped[0]?.reason ?? "no text"}).`,
    );
  checkHead(files, out);
  const update = isNew || !options.update ? undefined : await updateDeck(options, files, basename(path));
  if (isNew && !options.dryRun) await writeNewDeck(out, newFiles(files, basename(path), progress));
  const { remarks = [] } = imported;
  return {
    ...countsOf(files),
    folder: out,
    file: basename(path),
    format,
    skipped,
    remarks,
    update,
    written: !options.dryRun,
  };
}

/** The title from the options, or one derived from the file's name. */
function titleOf(path: string, { title }: DeckImportOptions): string {
  const words = basename(path)
    .replace(/\.[a-z0-9]{1,8}$/i, "")
    .replace(/[-_]+/g, " ")
    .trim();
  return title ?? (words || "Cheatsheet");
}

function headOf(path: string, options: DeckImportOptions, ownTitle: string | undefined): DeckHead {
  const { language, licence, source, out } = options;
  const file = basename(path);
  return {
    id: basename(out),
    title: options.title ?? ownTitle ?? titleOf(path, options),
    language,
    licence,
    source: { title: source.title ?? file, ...(source.url === undefined ? {} : { url: source.url }) },
    file,
  };
}

/** Entries and questions are already valid, but deck.yaml is made from command-line options. */
function checkHead({ deck }: DeckFiles, folder: string): void {
  const text = new TextEncoder().encode(deckYaml(deck));
  const parsed = parseDeckFile(text, join(folder, "deck.yaml"), deckFileSchema);
  if ("problems" in parsed)
    throw new DeckWriteError("The deck would not load, so nothing was written.", parsed.problems);
}

function countsOf({ topics }: DeckFiles): Pick<ImportReport, "topics" | "entries" | "questions" | "drafts"> {
  const entries = topics.flatMap((topic) => topic.entries);
  const questions = entries.flatMap((entry) => entry.questions ?? []);
  const drafts = questions.filter(({ draft }) => draft === true).length;
  return { topics: topics.length, entries: entries.length, questions: questions.length, drafts };
}

async function updateDeck(options: DeckImportOptions, files: DeckFiles, file: string): Promise<UpdateReport> {
  const { progress = noProgress } = options;
  await recover(options.out);
  const existing = await readExisting(options.out, progress);
  const { files: changed, report } = updateFiles(existing, files, file, progress);
  const isNews = report.added.length + report.changed.length > 0 || changed.size > 1;
  if (isNews && !options.dryRun) await replaceDeckFiles(options.out, changed);
  return report;
}

/** @throws DeckWriteError if the deck has errors, since an update must not guess what was meant */
async function readExisting(folder: string, progress: Progress): Promise<ExistingDeck> {
  const { deck, problems } = await loadDeck(folder);
  if (deck === undefined)
    throw new DeckWriteError("The deck that is there has errors. Mend them first; nothing was changed.", problems);
  const read = async <Data>(name: string, schema: Parameters<typeof parseDeckFile<Data>>[2]) => {
    const bytes = await readFile(join(folder, name));
    const parsed = parseDeckFile(bytes, name, schema);
    if ("problems" in parsed)
      throw new DeckWriteError("The deck changed while it was read. Try again.", parsed.problems);
    return { text: bytes.toString("utf8"), data: parsed.data };
  };
  const head = await read("deck.yaml", deckFileSchema);
  const topics: ExistingDeck["topics"][number][] = [];
  for (const topic of withProgress(head.data.topics, "topics read", progress))
    topics.push(await read(`${topic}.yaml`, topicFileSchema));
  const record = await readFile(join(folder, RECORD_FILE), "utf8").catch(() => undefined);
  return { deckText: head.text, deck: head.data, topics, record: readRecord(record) };
}
