import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Source } from "../format.ts";
import { deckFileSchema, topicFileSchema } from "../format.ts";
import { loadDeck, parseDeckFile } from "../load.ts";
import { DeckWriteError, recover, replaceDeckFiles, writeNewDeck } from "../write.ts";
import { isId } from "./ids.ts";
import { ImportError } from "./import-error.ts";
import { FORMAT_WORDS, type ImportFormat, type ImportOptions, importFile } from "./import-file.ts";
import type { Skipped } from "./imported.ts";
import { RECORD_FILE, readRecord, recordOf } from "./record.ts";
import { type DeckFiles, toFiles } from "./to-files.ts";
import { type ExistingDeck, newFiles, type UpdateReport, updateFiles } from "./update.ts";

export interface DeckImportOptions extends Omit<ImportOptions, "topic"> {
  readonly out: string;
  readonly update: boolean;
  /** Everything but the writing. */
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
  /** Of the questions: to be looked at before they are asked. */
  readonly drafts: number;
  readonly skipped: readonly Skipped[];
  readonly update: UpdateReport | undefined;
  readonly written: boolean;
}

/**
 * Makes a deck's folder of a cheatsheet or a question bank, or brings an imported one up to date; whole or not at all.
 *
 * @throws ImportError where the source cannot be taken. @throws DeckWriteError where the deck cannot be written.
 */
export async function importDeck(path: string, options: DeckImportOptions): Promise<ImportReport> {
  const id = basename(options.out);
  if (!isId(id))
    throw new ImportError(
      `The deck's folder is named "${basename(options.out).slice(0, 60)}"; a deck's name has lower-case letters, digits and single hyphens.`,
    );
  await recover(options.out);
  const isThere = (await stat(options.out).catch(() => undefined)) !== undefined;
  if (isThere && !options.update && !options.dryRun && !(await isEmptyPlace(options.out))) {
    throw new DeckWriteError(
      `${options.out} is there already. Add --update to bring it up to date, or choose another folder.`,
    );
  }
  const file = basename(path);
  const name =
    file
      .replace(/\.[a-z0-9]{1,8}$/i, "")
      .replace(/[-_]+/g, " ")
      .trim() || "Cheatsheet";
  const { imported, format } = await importFile(path, { ...options, topic: options.title ?? name });
  const source: Source = {
    title: options.source.title ?? file,
    ...(options.source.url === undefined ? {} : { url: options.source.url }),
  };
  const head = {
    id,
    title: options.title ?? imported.title ?? name,
    language: options.language,
    licence: options.licence,
    source,
    file,
  };
  const { files, skipped } = toFiles(imported, head);
  if (files.topics.length === 0)
    throw new ImportError(
      `Nothing in ${file} could be taken as ${FORMAT_WORDS[format]} (line ${skipped[0]?.line ?? 1}: ${skipped[0]?.reason ?? "no text"}).`,
    );
  const update = isThere && options.update ? await updateDeck(options, files, file) : undefined;
  if (update === undefined && !options.dryRun) await writeNewDeck(options.out, newFiles(files, recordOf(files, file)));
  const questions = files.topics.flatMap(({ entries }) => entries.flatMap((entry) => entry.questions ?? []));
  return {
    folder: options.out,
    file,
    format,
    entries: files.topics.reduce((sum, { entries }) => sum + entries.length, 0),
    topics: files.topics.length,
    questions: questions.length,
    drafts: questions.filter(({ draft }) => draft === true).length,
    skipped,
    update,
    written: !options.dryRun,
  };
}

/** A folder that exists and is empty may be filled. */
async function isEmptyPlace(folder: string): Promise<boolean> {
  return readdir(folder).then(
    (names) => names.length === 0,
    () => false,
  );
}

async function updateDeck(options: DeckImportOptions, files: DeckFiles, file: string): Promise<UpdateReport> {
  const existing = await readExisting(options.out);
  const { files: changed, report } = updateFiles(existing, files, file);
  const isNews = report.added.length + report.changed.length > 0 || changed.size > 1;
  if (isNews && !options.dryRun) await replaceDeckFiles(options.out, changed);
  return report;
}

/** @throws DeckWriteError where the deck has errors: an update must not guess what was meant. */
async function readExisting(folder: string): Promise<ExistingDeck> {
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
  const topics = await Promise.all(head.data.topics.map((topic) => read(`${topic}.yaml`, topicFileSchema)));
  const record = await readFile(join(folder, RECORD_FILE), "utf8").catch(() => undefined);
  return { deckText: head.text, deck: head.data, topics, record: readRecord(record) };
}
