import Database from "better-sqlite3";
import { ImportError } from "../import-error.ts";
import type { AnkiNote } from "./anki.ts";

/** A deck with more notes than this is not one that a team studies. */
const NOTE_LIMIT = 100_000;
/** In characters, for all fields of a note together. */
const NOTE_SIZE_LIMIT = 200_000;
const FIELD_SEPARATOR = "\u001f";

/**
 * Reads the notes from Anki's SQLite database, in schema 11 (decks as JSON in "col") or 15 and later (a "decks" table).
 * The file is untrusted: it is opened read-only, with an untrusted schema, and only real tables are read, since a view
 * could run forever.
 *
 * @throws ImportError if it is not such a database
 */
export function readCollection(path: string, name: string): AnkiNote[] {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true });
    db.pragma("trusted_schema = OFF");
    db.pragma("cell_size_check = ON");
    db.pragma("mmap_size = 0");
    requireTables(db, name, ["notes", "cards"]);
    return readNotes(db, deckNames(db));
  } catch (error) {
    if (error instanceof ImportError) throw error;
    throw new ImportError(`${name} has no collection that can be read. Export the deck from Anki again.`, {
      cause: error,
    });
  } finally {
    db?.close();
  }
}

function isTable(db: Database.Database, table: string): boolean {
  const row = db.prepare("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?").get(table) as
    | { sql: string }
    | undefined;
  if (row === undefined || /^\s*create\s+virtual/i.test(row.sql)) return false;
  // A generated column runs an expression, just as a view does.
  const columns = db.prepare("SELECT hidden FROM pragma_table_xinfo(?)").all(table) as { hidden: number }[];
  return columns.every(({ hidden }) => hidden === 0);
}

function requireTables(db: Database.Database, name: string, tables: readonly string[]): void {
  for (const table of tables) {
    if (!isTable(db, table))
      throw new ImportError(`${name} has no table of ${table} in it: this is no collection of Anki's.`);
  }
}

function deckNames(db: Database.Database): Map<string, string> {
  if (isTable(db, "decks")) {
    const rows = db.prepare("SELECT CAST(id AS TEXT) AS id, name FROM decks LIMIT 10000").all() as {
      id: string;
      name: string;
    }[];
    return new Map(rows.map(({ id, name }) => [id, String(name)]));
  }
  if (!isTable(db, "col")) return new Map();
  const row = db.prepare("SELECT decks FROM col LIMIT 1").get() as { decks: string } | undefined;
  try {
    const decks = JSON.parse(String(row?.decks ?? "{}")) as Record<string, { name?: unknown }>;
    return new Map(Object.entries(decks).map(([id, deck]) => [id, String(deck?.name ?? "")]));
  } catch {
    return new Map();
  }
}

function readNotes(db: Database.Database, decks: ReadonlyMap<string, string>): AnkiNote[] {
  const deckOf = new Map<string, string>();
  const cards = db.prepare("SELECT CAST(nid AS TEXT) AS nid, CAST(did AS TEXT) AS did FROM cards ORDER BY id LIMIT ?");
  for (const { nid, did } of cards.iterate(NOTE_LIMIT * 4) as Iterable<{ nid: string; did: string }>)
    if (!deckOf.has(nid)) deckOf.set(nid, did);
  const notes: AnkiNote[] = [];
  const rows = db.prepare(
    "SELECT CAST(id AS TEXT) AS id, guid, tags, flds FROM notes WHERE length(flds) <= ? ORDER BY id LIMIT ?",
  );
  for (const row of rows.iterate(NOTE_SIZE_LIMIT, NOTE_LIMIT + 1) as Iterable<{
    id: string;
    guid: unknown;
    tags: unknown;
    flds: unknown;
  }>) {
    notes.push({
      guid: String(row.guid ?? ""),
      fields: String(row.flds ?? "").split(FIELD_SEPARATOR),
      tags: String(row.tags ?? "")
        .split(" ")
        .filter((tag) => tag !== ""),
      deck: decks.get(deckOf.get(row.id) ?? ""),
      html: true,
      line: notes.length + 1,
    });
    if (notes.length > NOTE_LIMIT)
      throw new ImportError(`The collection has more than ${NOTE_LIMIT} notes. Export a smaller deck.`);
  }
  return notes;
}
