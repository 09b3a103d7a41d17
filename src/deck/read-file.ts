import { isUtf8 } from "node:buffer";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { DeckProblem } from "./deck.ts";
import { error } from "./problem.ts";

/** In bytes. A topic of 100 questions takes about 60 KB, so a handwritten file never comes close. */
const FILE_SIZE_LIMIT = 5 * 1024 * 1024;

export type ReadResult<T> = { readonly value: T } | { readonly problem: DeckProblem };

/**
 * A subfolder of a deck, with the files of a change that is fully written but not yet moved into place. Its files override
 * the deck's files of the same name; see write.ts.
 */
export const CHANGE_FOLDER = ".change";

/** A deck's YAML files: name → path, sorted by name. */
export type DeckPaths = ReadonlyMap<string, string>;

/** The files that make up the deck: those in `change` override those in the folder. A problem if it cannot be read. */
export async function listYamlFiles(folder: string, change: string): Promise<ReadResult<DeckPaths>> {
  try {
    // List the change first: a file that is moved in between is then found at least once.
    const changed = await readdir(change).catch(emptyIfMissing);
    const own = await readdir(folder);
    const paths = new Map(own.map((name) => [name, join(folder, name)]));
    for (const name of changed) paths.set(name, join(change, name));
    const names = [...paths.keys()].filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith(".")).sort();
    return { value: new Map(names.map((name) => [name, paths.get(name) ?? name])) };
  } catch (cause) {
    return fail(folder, "unreadable", `The deck's folder cannot be read (${errorCode(cause)}).`, "Check its path");
  }
}

function emptyIfMissing(cause: NodeJS.ErrnoException): string[] {
  if (cause.code === "ENOENT") return [];
  throw cause;
}

/** A value that stays the same as long as no file is changed, added or removed. */
export async function folderStamp(folder: string, change: string): Promise<string> {
  const names = await listYamlFiles(folder, change);
  if ("problem" in names) return "";
  const stats = await Promise.all(
    [...names.value].map(async ([, path]) => {
      const info = await stat(path, { bigint: true }).catch(() => undefined);
      return `${path} ${info?.ino} ${info?.size} ${info?.mtimeNs}`;
    }),
  );
  return stats.join("\n");
}

/** A file's bytes, if it is a regular file in this folder and not too large. `file` is the name used in problems. */
export async function readDeckFile(folder: string, path: string, file: string): Promise<ReadResult<Uint8Array>> {
  try {
    const [home, target] = await Promise.all([realpath(folder), realpath(path)]);
    if (!target.startsWith(home + sep)) {
      return fail(file, "link-outside", "The file is a link out of the deck's folder.", "Put the file itself here");
    }
    const info = await stat(target);
    if (!info.isFile())
      return fail(file, "not-a-file", "This is no regular file.", "Put a YAML file here, or remove it");
    if (info.size > FILE_SIZE_LIMIT) {
      const megabytes = (info.size / 1024 / 1024).toFixed(1);
      return fail(
        file,
        "file-too-large",
        `The file has ${megabytes} MB; a deck's file may have 5.`,
        "Split it into several topics",
      );
    }
    return { value: await readFile(target) };
  } catch (cause) {
    return fail(
      file,
      "unreadable",
      `The file cannot be read (${errorCode(cause)}).`,
      "Check that it exists and may be read",
    );
  }
}

/** Decodes a file; only UTF-8 without a byte order mark is accepted. */
export function decodeText(bytes: Uint8Array, file: string): ReadResult<string> {
  const [first, second, third] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return fail(file, "not-utf-8", "The file is written in UTF-16.", "Save it as UTF-8");
  }
  if (first === 0xef && second === 0xbb && third === 0xbf) {
    return fail(
      file,
      "byte-order-mark",
      "The file begins with an invisible byte order mark.",
      'Save it as "UTF-8" rather than "UTF-8 with BOM"',
    );
  }
  if (!isUtf8(bytes)) {
    const place = { file, line: firstBrokenLine(bytes) };
    return fail(place, "not-utf-8", "The file is not UTF-8: this line has bytes that are no text.", "Save it as UTF-8");
  }
  return { value: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) };
}

/** A line feed is never part of a multibyte UTF-8 character, so lines can be checked one by one. */
function firstBrokenLine(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed === -1 ? bytes.length : feed + 1;
    if (!isUtf8(bytes.subarray(start, end))) return line;
    start = end;
  }
  return 1;
}

function errorCode(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error";
  const words: Record<string, string> = {
    ENOENT: "it does not exist",
    EACCES: "no permission",
    ENOTDIR: "it is no folder",
    ELOOP: "its links go in a circle",
  };
  return words[code] ?? code;
}

function fail(
  place: string | { readonly file: string; readonly line: number },
  rule: string,
  message: string,
  remedy: string,
): { problem: DeckProblem } {
  const where = typeof place === "string" ? { file: place, line: 1 } : place;
  return { problem: error({ rule, place: where, message, remedy: `${remedy}.` }) };
}
