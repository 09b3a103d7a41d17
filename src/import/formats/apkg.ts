import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { counted, type Imported, type ImportedEntry, type Progress, type Skipped, silent } from "../imported.ts";
import { mergeEntries } from "../question-entry.ts";
import { ARCHIVE_SIZE_LIMIT, checkSource } from "../read-source.ts";
import type { AnkiNote } from "./anki.ts";
import { noteEntry } from "./anki-note.ts";
import { readCollection } from "./apkg-collection.ts";
import { extractCollection } from "./apkg-zip.ts";

/**
 * An Anki archive, of the old format (collection.anki2, collection.anki21) or the new one (collection.anki21b,
 * compressed by Zstandard). Only the collection is unpacked, into a temporary file of the importer's own name; pictures
 * and sound stay packed. Lines are the notes' places in the archive.
 *
 * @throws ImportError where it is no archive of Anki's, too large, or unpacks to too much.
 */
export async function importApkg(path: string, topic: string, progress: Progress = silent): Promise<Imported> {
  await checkSource(path, ARCHIVE_SIZE_LIMIT);
  const folder = await mkdtemp(join(tmpdir(), "studybot-apkg-"));
  try {
    const database = join(folder, "collection.db");
    await extractCollection(path, database, progress);
    const notes = readCollection(database, basename(path));
    return toEntries(notes, topic, progress);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function toEntries(notes: readonly AnkiNote[], topic: string, progress: Progress): Imported {
  const entries: ImportedEntry[] = [];
  const left: Skipped[] = [];
  for (const note of counted(notes, "notes", progress)) {
    const taken = noteEntry(note, topic);
    if ("entry" in taken) entries.push(taken.entry);
    else left.push(taken.skipped);
  }
  return { entries: mergeEntries(entries), skipped: left };
}
