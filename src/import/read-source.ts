import { isUtf8 } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { ImportError } from "./import-error.ts";

const MEGABYTE = 1024 * 1024;
/** In bytes. A cheatsheet of 1,000 pages is about 3 MB. */
const TEXT_SIZE_LIMIT = 20 * MEGABYTE;
/** In bytes. Larger than for text, since Anki's archives contain pictures and sounds, which are never unpacked. */
export const ARCHIVE_SIZE_LIMIT = 500 * MEGABYTE;

/**
 * Reads a text file of at most TEXT_SIZE_LIMIT bytes. The size is checked before reading, and the limit holds even if the
 * file grows in the meantime.
 *
 * @throws ImportError if it cannot be read, is not a regular file, is empty, or is too large
 */
export async function readTextFile(path: string): Promise<Uint8Array> {
  const file = await openSource(path, TEXT_SIZE_LIMIT);
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await file.read(bytes, length, size - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}

/**
 * Checks, without reading it, that the source is a regular file that is neither empty nor too large.
 *
 * @throws ImportError
 */
export async function checkSource(path: string, limit: number): Promise<void> {
  await (await openSource(path, limit)).close();
}

async function openSource(path: string, limit: number): Promise<FileHandle> {
  const name = basename(path);
  const file = await open(path, "r").catch((cause: unknown) => {
    throw new ImportError(`${name} cannot be read (${reason(cause)}). Check the path.`, { cause });
  });
  try {
    const info = await file.stat();
    if (!info.isFile()) throw new ImportError(`${name} is no regular file. Name the file to import.`);
    if (info.size === 0) throw new ImportError(`${name} is empty.`);
    if (info.size > limit) {
      const megabytes = Math.ceil(info.size / MEGABYTE).toLocaleString("en");
      throw new ImportError(
        `${name} has ${megabytes} MB; at most ${limit / MEGABYTE} MB can be imported. Split it, or leave pictures and sound out.`,
      );
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function reason(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error";
  return { ENOENT: "it does not exist", EACCES: "no permission", EISDIR: "it is a folder" }[code] ?? code;
}

/**
 * Decodes a text file: UTF-8, UTF-16 with a byte order mark (Excel's "Unicode text"), or the given encoding.
 *
 * @throws ImportError if the bytes are not valid text in that encoding
 */
export function decodeSource(bytes: Uint8Array, name: string, encoding?: string): string {
  const [first, second] = bytes;
  const guessed =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  const unmarked = encoding === undefined && guessed === "utf-8" ? unmarkedUtf16(bytes) : undefined;
  if (unmarked !== undefined)
    throw new ImportError(
      `${name} looks like UTF-16 without its byte order mark. Save it as UTF-8, or add --encoding ${unmarked}.`,
    );
  const text = decode(bytes, name, encoding ?? guessed)
    .replace(/^\ufeff/, "")
    .replace(/\r\n?/g, "\n");
  if (text.trim() === "") throw new ImportError(`${name} is empty.`);
  const nul = text.indexOf("\0");
  if (nul !== -1)
    throw new ImportError(
      `${name} is no text file: line ${lineAt(text, nul)} has zero bytes. Check the format, or name it with --format.`,
    );
  return text;
}

/**
 * Recognizes UTF-16 without a byte order mark. In Latin text every other byte is zero: the second byte of each pair in
 * little-endian order, and the first in big-endian order.
 */
function unmarkedUtf16(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, 1000);
  const zeros = [0, 1].map((side) => sample.filter((byte, at) => byte === 0 && at % 2 === side).length * 2);
  const [even = 0, odd = 0] = zeros.map((count) => count / sample.length);
  if (odd > 0.7 && even < 0.1) return "utf-16le";
  return even > 0.7 && odd < 0.1 ? "utf-16be" : undefined;
}

function decode(bytes: Uint8Array, name: string, encoding: string): string {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch (cause) {
    throw new ImportError(`There is no encoding "${encoding.slice(0, 40)}". Name one like windows-1252 or utf-16le.`, {
      cause,
    });
  }
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    const line = decoder.encoding === "utf-8" ? `: line ${firstBrokenLine(bytes)} has bytes that are no text` : "";
    throw new ImportError(
      `${name} is not ${decoder.encoding.toUpperCase()}${line}. Save it as UTF-8, or name its encoding, like --encoding windows-1252.`,
      { cause },
    );
  }
}

/** A line feed is never part of a multibyte UTF-8 character. */
function firstBrokenLine(bytes: Uint8Array): number {
  for (let start = 0, line = 1; start < bytes.length; line += 1) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed === -1 ? bytes.length : feed + 1;
    if (!isUtf8(bytes.subarray(start, end))) return line;
    start = end;
  }
  return 1;
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
