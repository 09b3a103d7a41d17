import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import {
  type Imported,
  type ImportedEntry,
  noProgress,
  type Progress,
  type Skipped,
  withProgress,
} from "../imported.ts";
import { mergeEntries } from "../question-entry.ts";
import { ARCHIVE_SIZE_LIMIT, checkSource } from "../read-source.ts";
import type { AnkiNote } from "./anki.ts";
import { noteEntry } from "./anki-note.ts";
import { readCollection } from "./apkg-collection.ts";
import { extractCollection } from "./apkg-zip.ts";

/**
 * Imports an Anki archive in the old format (collection.anki2, collection.anki21) or the new one (collection.anki21b,
 * compressed with Zstandard). Only the collection is unpacked, into a temporary file whose name the importer chooses;
 * pictures and sounds stay packed. Line numbers are the notes' positions in the collection.
 *
 * @throws ImportError if it is not an Anki archive, is too large, or unpacks to too much data
 */
export async function importApkg(path: string, topic: string, progress: Progress = noProgress): Promise<Imported> {
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
  const leftOut: Skipped[] = [];
  for (const note of withProgress(notes, "notes", progress)) {
    const taken = noteEntry(note, topic);
    if ("entry" in taken) entries.push(taken.entry);
    else leftOut.push(taken.skipped);
  }
  return { entries: mergeEntries(entries), skipped: leftOut };
}
