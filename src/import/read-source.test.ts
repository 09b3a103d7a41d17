import { mkdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "../../test/support/temp-folder.ts";
import { importFile } from "./import-file.ts";
import { decodeSource } from "./read-source.ts";

test("a file of 1 GB is refused by its size, before anything is read", async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, "huge.md");
  await writeFile(path, "");
  // A sparse file has the size without the bytes.
  await truncate(path, 1024 ** 3);
  const before = process.memoryUsage().arrayBuffers;
  await expect(importFile(path, { topic: "t" })).rejects.toThrow(/huge\.md has 1,024 MB; at most 20 MB/);
  await expect(importFile(path, { topic: "t", format: "apkg" })).rejects.toThrow(/1,024 MB; at most 500 MB/);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10 * 1024 ** 2);
});

test("empty files, folders and missing files are refused in one sentence", async () => {
  await using folder = await tempFolder();
  const at = (name: string) => join(folder.path, name);
  await writeFile(at("empty.csv"), "");
  await writeFile(at("spaces.md"), " \n\n ");
  await mkdir(at("folder.md"));
  await expect(importFile(at("empty.csv"), { topic: "t" })).rejects.toThrow("empty.csv is empty.");
  await expect(importFile(at("spaces.md"), { topic: "t" })).rejects.toThrow("spaces.md is empty.");
  await expect(importFile(at("folder.md"), { topic: "t" })).rejects.toThrow(/no regular file|is a folder/);
  await expect(importFile(at("nothing.md"), { topic: "t" })).rejects.toThrow(/it does not exist/);
  await writeFile(at("page.txt"), "3 min read\n");
  await expect(importFile(at("page.txt"), { topic: "t" })).rejects.toThrow(
    /Nothing in page\.txt .*line 1: belongs to the page/,
  );
});

test("encodings: UTF-8 with or without mark, UTF-16 with mark, one that is named; else a clear refusal", () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("größe\r\nx", "utf16le")]);
  expect(decodeSource(Buffer.from("\ufeffgröße\r\nx"), "a.txt")).toBe("größe\nx");
  expect(decodeSource(utf16, "a.txt")).toBe("größe\nx");
  const bigEndian = Buffer.from(utf16).swap16();
  expect(decodeSource(bigEndian, "a.txt")).toBe("größe\nx");
  expect(() => decodeSource(utf16.subarray(2), "a.txt")).toThrow(/UTF-16 without its byte order.*--encoding utf-16le/);
  expect(() => decodeSource(bigEndian.subarray(2), "a.txt")).toThrow(/--encoding utf-16be/);
  expect(decodeSource(bigEndian.subarray(2), "a.txt", "utf-16be")).toBe("größe\nx");
  const latin = Buffer.from("ok\ngr\xf6\xdfe", "latin1");
  expect(decodeSource(latin, "a.txt", "windows-1252")).toBe("ok\ngröße");
  expect(() => decodeSource(latin, "a.txt")).toThrow(
    /a\.txt is not UTF-8: line 2 has bytes that are no text.*--encoding windows-1252/,
  );
  expect(() => decodeSource(latin, "a.txt", "klingon")).toThrow(/no encoding "klingon"/);
  expect(() => decodeSource(Buffer.from("a\0b"), "a.txt")).toThrow(/no text file: line 1 has zero bytes/);
});
