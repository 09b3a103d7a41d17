import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import Database from "better-sqlite3";
import { afterEach, expect, test, vi } from "vitest";
import { ankiCollection, mediaEntries, packageMeta, zip } from "../../../test/support/anki.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { importApkg } from "./apkg.ts";
import { COLLECTION_SIZE_LIMIT } from "./apkg-zip.ts";

afterEach(() => vi.unstubAllEnvs());

const NOTES = [
  ["<b>ATP</b>", "the cell's energy carrier<script>x()</script>[sound:atp.mp3]"],
  ["The {{c1::nucleus}} holds the DNA.", ""],
  ["only a front", ""],
];
const STUB = ankiCollection(11, [["Please update to the latest Anki version", "then import the .colpkg file again."]]);

async function importOf(archive: Buffer) {
  await using folder = await tempFolder();
  const path = join(folder.path, "cells.apkg");
  await writeFile(path, archive);
  return await importApkg(path, "Anki");
}

/** Newer versions of Anki state the package's version, and include an old collection that asks to update. */
const newer = (content: Buffer) => [
  { name: "meta", content: packageMeta(3), method: 0 as const },
  { name: "collection.anki21b", content: zstdCompressSync(content), method: 0 as const },
  { name: "collection.anki2", content: STUB },
  { name: "media", content: zstdCompressSync(mediaEntries("atp.mp3", 5)), method: 0 as const },
  { name: "0", content: zstdCompressSync(Buffer.from("sound")), method: 0 as const },
];
const LEGACY_MEDIA = [
  { name: "media", content: Buffer.from('{"0": "atp.mp3"}') },
  { name: "0", content: Buffer.from("sound") },
];

test.each([
  ["oldest (collection.anki2)", [{ name: "collection.anki2", content: ankiCollection(11, NOTES) }, ...LEGACY_MEDIA]],
  [
    "old (collection.anki21)",
    [
      { name: "collection.anki2", content: STUB },
      { name: "collection.anki21", content: ankiCollection(11, NOTES) },
      ...LEGACY_MEDIA,
    ],
  ],
  ["new (collection.anki21b)", newer(ankiCollection(18, NOTES))],
  ["new, with its journal mode left at WAL", newer(asWal(ankiCollection(18, NOTES)))],
])("an archive of Anki's %s format", async (_, files) => {
  const read = await importOf(zip(files));
  expect(read.entries).toMatchObject([
    { topic: { title: "Cells" }, line: 1, content: { title: "ATP", body: "the cell's energy carrier" } },
    { content: { body: "The nucleus holds the DNA." }, questions: [{ content: { answer: "nucleus", draft: true } }] },
  ]);
  expect(read.skipped).toMatchObject([{ line: 3, reason: "one side of the card is empty" }]);
});

/** Sets the two bytes in SQLite's header that mean WAL mode. */
function asWal(database: Buffer): Buffer {
  const copy = Buffer.from(database);
  copy.fill(2, 18, 20);
  return copy;
}

test("a package of a version yet to come is refused, rather than its stand-in imported", async () => {
  const files = [
    { name: "meta", content: packageMeta(4) },
    { name: "collection.anki2", content: STUB },
    { name: "collection.anki22", content: Buffer.from("?") },
  ];
  await expect(importOf(zip(files))).rejects.toThrow(/newer Anki.*Support older Anki versions/);
});

test("zip bombs: refused by what the archive says, and by what really comes out", async () => {
  const says = { content: Buffer.from("x"), size: COLLECTION_SIZE_LIMIT + 1 };
  await expect(importOf(zip([{ name: "collection.anki2", ...says }]))).rejects.toThrow(/unpacks to more than 200 MB/);
  const zeros = Buffer.alloc(COLLECTION_SIZE_LIMIT + 1);
  await expect(importOf(zip([{ name: "collection.anki2", content: zeros, size: 1000 }]))).rejects.toThrow(
    /cannot be unpacked|more than 200 MB/,
  );
  const nested = zstdCompressSync(zeros);
  expect(nested.length).toBeLessThan(100_000);
  await expect(importOf(zip([{ name: "collection.anki21b", content: nested, method: 0 }]))).rejects.toThrow(
    /unpacks to more than 200 MB/,
  );
});

test("names that lead out of the archive are refused, and nothing is written there", async () => {
  await using folder = await tempFolder();
  await mkdir(join(folder.path, "tmp"));
  vi.stubEnv("TMPDIR", join(folder.path, "tmp"));
  const evil = "studybot-evil-file";
  for (const name of [`../../${evil}`, `/tmp/${evil}`, `..\\${evil}`]) {
    await expect(
      importOf(
        zip([
          { name, content: Buffer.from("x") },
          { name: "collection.anki2", content: ankiCollection(11, NOTES) },
        ]),
      ),
    ).rejects.toThrow(/cannot be unpacked/);
  }
  expect(await readdir(folder.path, { recursive: true })).toEqual(["tmp"]);
  expect(await readdir("/tmp")).not.toContain(evil);
});

test("what is no archive, or holds no collection, is refused; temporary files go", async () => {
  // A folder of its own, which no other test writes to meanwhile.
  await using folder = await tempFolder();
  vi.stubEnv("TMPDIR", folder.path);
  await expect(importOf(Buffer.from("no archive at all"))).rejects.toThrow(/cannot be unpacked/);
  await expect(importOf(zip([{ name: "notes.txt", content: Buffer.from("x") }]))).rejects.toThrow(
    /no collection in it/,
  );
  await expect(importOf(zip([{ name: "collection.anki2", content: Buffer.from("no database") }]))).rejects.toThrow(
    /no collection that can be read/,
  );
  await expect(
    importOf(zip([{ name: "collection.anki21b", content: Buffer.from("no zstd"), method: 0 }])),
  ).rejects.toThrow(/cannot be unpacked/);
  const view = new Database(":memory:");
  view.exec(
    "CREATE TABLE cards (id, nid, did); CREATE VIEW notes AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id, '' AS guid, '' AS tags, 'x' AS flds FROM n",
  );
  await expect(importOf(zip([{ name: "collection.anki2", content: view.serialize() }]))).rejects.toThrow(
    /no table of notes/,
  );
  view.close();
  expect(await readdir(folder.path)).toEqual([]);
});

test("the archive is never written to", async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, "cells.apkg");
  await mkdir(join(folder.path, "x"));
  await writeFile(path, zip([{ name: "collection.anki2", content: ankiCollection(11, NOTES) }]));
  const { mtimeMs } = await stat(path);
  await importApkg(path, "Anki");
  expect((await stat(path)).mtimeMs).toBe(mtimeMs);
});
