import { createWriteStream } from "node:fs";
import { basename } from "node:path";
import { type Readable, Transform } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { ImportError } from "../import-error.ts";
import type { Progress } from "../imported.ts";

const MEGABYTE = 1024 * 1024;
/** In bytes. 100,000 notes take about 60 MB. */
export const COLLECTION_SIZE_LIMIT = 200 * MEGABYTE;
/** A package has one file for each picture and sound, plus a handful of others. */
const ENTRY_COUNT_LIMIT = 100_000;

/** The entry that says which version of the format the package has. */
const META = "meta";
/** The version with collection.anki21b. */
const NEWEST_VERSION = 3;
/** Newest first, since newer archives also contain an old collection that only says "please update". */
const COLLECTIONS = ["collection.anki21b", "collection.anki21", "collection.anki2"] as const;

/**
 * Unpacks the archive's collection into `target`, but never more than COLLECTION_SIZE_LIMIT bytes, no matter what size
 * the archive claims. Names in the archive are never used as paths.
 *
 * @throws ImportError
 */
export async function extractCollection(path: string, target: string, progress: Progress): Promise<void> {
  const name = basename(path);
  let zip: ZipFile | undefined;
  try {
    // yauzl refuses names that are absolute or contain "..", and checks sizes while it reads.
    zip = await openPromise(path, {
      lazyEntries: true,
      autoClose: false,
      strictFileNames: true,
      validateEntrySizes: true,
    });
    if (zip.entryCount > ENTRY_COUNT_LIMIT)
      throw new ImportError(`${name} has ${zip.entryCount} files in it; that is no deck of cards.`);
    const entry = await findCollection(zip);
    if (entry === undefined)
      throw new ImportError(
        `${name} has no collection in it: this is no .apkg that Anki wrote. Export the deck from Anki again.`,
      );
    await unpack(zip, entry, target, progress);
  } catch (error) {
    if (error instanceof ImportError) throw error;
    throw new ImportError(
      `${name} cannot be unpacked (${error instanceof Error ? error.message : "unknown error"}). Export the deck from Anki again.`,
      { cause: error },
    );
  } finally {
    zip?.close();
  }
}

/** @throws ImportError if the package has a newer version, since its old collection only asks to update */
async function findCollection(zip: ZipFile): Promise<Entry | undefined> {
  const found = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName === META || COLLECTIONS.some((name) => name === entry.fileName))
      found.set(entry.fileName, entry);
  }
  const meta = found.get(META);
  if (meta !== undefined && (await packageVersion(zip, meta)) > NEWEST_VERSION)
    throw new ImportError(
      'The archive was written by a newer Anki than is known here. Export the deck again with "Support older Anki versions".',
    );
  return COLLECTIONS.map((name) => found.get(name)).find((entry) => entry !== undefined);
}

/** Anki's PackageMetadata (proto/anki/import_export.proto) holds the version in field 1. Returns 0 if it cannot be read. */
async function packageVersion(zip: ZipFile, meta: Entry): Promise<number> {
  if (meta.uncompressedSize > 100 || meta.isEncrypted()) return 0;
  const [field, version = 0] = await buffer(await zip.openReadStreamPromise(meta));
  return field === 0x08 ? version : 0;
}

async function unpack(zip: ZipFile, entry: Entry, target: string, progress: Progress): Promise<void> {
  if (entry.isEncrypted()) throw new ImportError("The archive is encrypted. Export the deck from Anki again.");
  const tooMuch = () =>
    new ImportError(
      `The archive unpacks to more than ${COLLECTION_SIZE_LIMIT / MEGABYTE} MB of cards. Export a smaller deck.`,
    );
  if (entry.uncompressedSize > COLLECTION_SIZE_LIMIT) throw tooMuch();
  let size = 0;
  const bounded = new Transform({
    transform: (chunk: Buffer, _, done) => {
      size += chunk.length;
      progress(size, Math.max(size, entry.uncompressedSize), "bytes");
      done(size > COLLECTION_SIZE_LIMIT ? tooMuch() : null, chunk);
    },
  });
  const packed: Readable = await zip.openReadStreamPromise(entry);
  const out = createWriteStream(target, { mode: 0o600 });
  if (entry.fileName.endsWith("b")) await pipeline(packed, createZstdDecompress(), bounded, out);
  else await pipeline(packed, bounded, out);
}
