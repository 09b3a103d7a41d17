import { crc32, deflateRawSync } from "node:zlib";
import Database from "better-sqlite3";

/**
 * Anki's own tables and indexes, as rslib/src/storage in github.com/ankitects/anki creates them. TABLES are in every
 * version; NEWER_TABLES came with versions 14 to 18.
 */
const TABLES = `
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL, ver integer NOT NULL, dty integer NOT NULL,
  usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL, models text NOT NULL, decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL, tags text NOT NULL,
  flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL,
  type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL,
  lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL, ivl integer NOT NULL,
  lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL, type integer NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_notes_csum ON notes (csum);
`;
const NEWER_TABLES = `
CREATE TABLE deck_config (id integer PRIMARY KEY NOT NULL, name text NOT NULL COLLATE unicase, mtime_secs integer NOT NULL, usn integer NOT NULL, config blob NOT NULL);
CREATE TABLE config (KEY text NOT NULL PRIMARY KEY, usn integer NOT NULL, mtime_secs integer NOT NULL, val blob NOT NULL) without rowid;
CREATE TABLE fields (ntid integer NOT NULL, ord integer NOT NULL, name text NOT NULL COLLATE unicase, config blob NOT NULL, PRIMARY KEY (ntid, ord)) without rowid;
CREATE UNIQUE INDEX idx_fields_name_ntid ON fields (name, ntid);
CREATE TABLE notetypes (id integer NOT NULL PRIMARY KEY, name text NOT NULL COLLATE unicase, mtime_secs integer NOT NULL, usn integer NOT NULL, config blob NOT NULL);
CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);
CREATE TABLE decks (id integer PRIMARY KEY NOT NULL, name text NOT NULL COLLATE unicase, mtime_secs integer NOT NULL, usn integer NOT NULL, common blob NOT NULL, kind blob NOT NULL);
CREATE UNIQUE INDEX idx_decks_name ON decks (name);
CREATE TABLE tags (tag text NOT NULL PRIMARY KEY COLLATE unicase, usn integer NOT NULL, collapsed boolean NOT NULL, config blob NULL) without rowid;
CREATE INDEX idx_notes_mid ON notes (mid);
`;
const DECK = 1_700_000_000_001;
const NOTETYPE = 1_600_000_000_001;

/**
 * An Anki collection in schema 11 (decks as JSON) or 18 (decks as a table whose names use "unicase", a collation that only
 * Anki knows). Each list of fields becomes a note in the deck "Bio::Cells".
 */
export function ankiCollection(schema: 11 | 18, notes: readonly (readonly string[])[]): Buffer {
  const db = new Database(":memory:");
  db.exec(TABLES);
  const decks = JSON.stringify({ 1: { id: 1, name: "Default" }, [DECK]: { id: DECK, name: "Bio::Cells" } });
  db.prepare("INSERT INTO col VALUES (1, 0, 0, 0, ?, 0, 0, 0, '{}', '{}', ?, '{}', '{}')").run(
    schema,
    schema === 11 ? decks : "",
  );
  if (schema === 18) addNewerTables(db);
  const note = db.prepare("INSERT INTO notes VALUES (?, ?, ?, 0, -1, ' core ', ?, ?, 0, 0, '')");
  const card = db.prepare("INSERT INTO cards VALUES (?, ?, ?, 0, 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, '{}')");
  for (const [index, fields] of notes.entries()) {
    const id = 1_650_000_000_000 + index;
    note.run(id, `g${index}`, NOTETYPE, fields.join("\u001f"), fields[0] ?? "");
    card.run(id + 500_000, id, DECK);
  }
  db.exec("ANALYZE");
  if (schema === 18) nameCollation(db);
  const bytes = db.serialize();
  db.close();
  return bytes;
}

function addNewerTables(db: Database.Database): void {
  db.exec(NEWER_TABLES.replaceAll("unicase", "nocase"));
  const deck = db.prepare("INSERT INTO decks VALUES (?, ?, 0, 0, zeroblob(300), x'0a00')");
  deck.run(1, "Default");
  deck.run(DECK, "Bio\u001fCells");
  // With many decks, SQLite prefers to read their names from the index.
  for (let id = 2; id < 500; id += 1) deck.run(id, `Deck ${id}`);
  db.prepare("INSERT INTO notetypes VALUES (?, 'Basic', 0, 0, x'')").run(NOTETYPE);
  const field = db.prepare("INSERT INTO fields VALUES (?, ?, ?, x'')");
  for (const [ord, name] of ["Front", "Back"].entries()) field.run(NOTETYPE, ord, name);
  db.exec("INSERT INTO tags VALUES ('core', 0, 0, NULL)");
}

/** SQLite refuses to create a table with an unknown collation, but the stored schema can be changed to name one. */
function nameCollation(db: Database.Database): void {
  db.unsafeMode(true);
  db.pragma("writable_schema = ON");
  db.exec("UPDATE sqlite_master SET sql = replace(sql, 'nocase', 'unicase')");
}

/** Anki's PackageMetadata (proto/anki/import_export.proto): field 1, the version. */
export function packageMeta(version: number): Buffer {
  return Buffer.from([0x08, version]);
}

/** Anki's MediaEntries with one entry: name, size, SHA-1. */
export function mediaEntries(name: string, size: number): Buffer {
  const entry = Buffer.concat([
    Buffer.from([0x0a, name.length]),
    Buffer.from(name),
    Buffer.from([0x10, size, 0x1a, 20]),
    Buffer.alloc(20, 7),
  ]);
  return Buffer.concat([Buffer.from([0x0a, entry.length]), entry]);
}

export interface Packed {
  readonly name: string;
  readonly content: Buffer;
  /** The size that the archive claims, if not the real one. */
  readonly size?: number;
  readonly method?: 0 | 8;
}

/** A ZIP archive as APPNOTE.TXT describes it, with arbitrary names and sizes. */
export function zip(files: readonly Packed[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, content, size = content.length, method = 8 } of files) {
    // The fastest level, because ZIP bombs are large.
    const data = method === 8 ? deflateRawSync(content, { level: 1 }) : content;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(size, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, Buffer.from(name), data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from("PK\x05\x06", "latin1"), end]);
}
