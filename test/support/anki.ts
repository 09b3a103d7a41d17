import { crc32, deflateRawSync } from "node:zlib";
import Database from "better-sqlite3";

export interface Packed {
  readonly name: string;
  readonly content: Buffer;
  /** What the archive says, if not the truth. */
  readonly size?: number;
  readonly method?: 0 | 8;
}

/** A ZIP archive as APPNOTE.TXT describes it, with any names and sizes. */
export function zip(files: readonly Packed[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, content, size = content.length, method = 8 } of files) {
    const data = method === 8 ? deflateRawSync(content) : content;
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

/** Anki's tables as far as they are read; the newer ones order names by a collation that only Anki has. */
export function collection(newer: boolean, notes: readonly (readonly string[])[]): Buffer {
  const db = new Database(":memory:");
  db.exec(
    "CREATE TABLE notes (id integer primary key, guid text, mid integer, mod integer, usn integer, tags text, flds text, sfld integer, csum integer, flags integer, data text)",
  );
  db.exec("CREATE TABLE cards (id integer primary key, nid integer, did integer, ord integer)");
  if (newer) {
    db.exec(
      "CREATE TABLE decks (id integer primary key not null, name text not null COLLATE nocase, mtime_secs integer, usn integer, common blob, kind blob)",
    );
    db.prepare("INSERT INTO decks (id, name) VALUES (1700000000001, ?)").run("Bio\u001fCells");
    db.unsafeMode(true);
    db.pragma("writable_schema = ON");
    db.exec("UPDATE sqlite_master SET sql = replace(sql, 'nocase', 'unicase')");
  } else {
    db.exec("CREATE TABLE col (id integer primary key, decks text)");
    db.prepare("INSERT INTO col VALUES (1, ?)").run(JSON.stringify({ "1700000000001": { name: "Bio::Cells" } }));
  }
  for (const [index, fields] of notes.entries()) {
    db.prepare("INSERT INTO notes (id, guid, tags, flds) VALUES (?, ?, ' core ', ?)").run(
      index + 1,
      `g${index}`,
      fields.join("\u001f"),
    );
    db.prepare("INSERT INTO cards (id, nid, did, ord) VALUES (?, ?, 1700000000001, 0)").run(index + 1, index + 1);
  }
  const bytes = db.serialize();
  db.close();
  return bytes;
}
