import { stem } from "./stem.ts";
import { STOP_WORDS } from "./stop-words.ts";

/** One word of a text. */
export interface Word {
  /** As written, in lowercase and without accents. */
  readonly surface: string;
  readonly stem: string;
  /** Stems of other spellings that should find the same word: "kmeans" for "k-means". */
  readonly variants: readonly string[];
  /** Stems of the words that it is composed of, if any: "pass" and "role" for "PassRole". */
  readonly parts: readonly string[];
  /** A stop word, which says nothing about the subject by itself. */
  readonly stop: boolean;
}

const NUMBERS = new Map(
  (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen " +
    "eighteen nineteen twenty"
  )
    .split(" ")
    .map((word, value) => [word, String(value)]),
);

/** In UTF-16 code units. Longer queries are cut off to bound the time. */
const MAX_QUERY_LENGTH = 400;

/** Removes what is not words in a platform's message text: mentions, URLs, emoji names and HTML tags. */
export function cleanQuery(query: string): string {
  return query
    .slice(0, MAX_QUERY_LENGTH * 4)
    .replace(/<[@#!:][^>\s]*>/g, " ")
    .replace(/(^|\s)@\S+/g, " ")
    .replace(/\bhttps?:\/\/\S+/g, " ")
    .replace(/(^|\s):[a-z_]+(?:[a-z0-9_+-]*):(?=\s|$)/g, " ")
    .replace(/<\/?[a-z][^>]*>/gi, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, MAX_QUERY_LENGTH);
}

/** Splits a text into its words, in order, including stop words. */
export type WordReader = (text: string) => Word[];

export const words: WordReader = (text) => chunks(text).flatMap(chunkWords);

/** A faster reader for many texts that caches every word it has seen. Use it for the deck's texts, not for queries. */
export function createWordReader(): WordReader {
  const seen = new Map<string, readonly Word[]>();
  return (text) =>
    chunks(text).flatMap((chunk) => {
      const known = seen.get(chunk);
      if (known) return known;
      const found = chunkWords(chunk);
      seen.set(chunk, found);
      return found;
    });
}

function chunks(text: string): string[] {
  let plain = text;
  if (/[^ -~]/.test(plain))
    plain = plain
      .normalize("NFKD")
      .replace(/\p{M}+/gu, "")
      .replaceAll("’", "'");
  if (/['`*%]/.test(plain)) plain = plain.replace(/'s\b|['`*]/g, "").replaceAll("%", " percent ");
  return plain.match(/:?[\p{L}\p{N}]+(?:[-_./:+][\p{L}\p{N}]+)*/gu) ?? [];
}

/** A chunk has no spaces: "iam:PassRole", "10x", "recordIO-protobuf". */
function chunkWords(chunk: string): Word[] {
  const tag = chunk.startsWith(":") ? [chunk.toLowerCase()] : [];
  const bare = tag.length > 0 ? chunk.slice(1) : chunk;
  const pieces = bare.split(/[-_./:+]/);
  const joined = pieces.length > 1 ? [stem(pieces.join("").toLowerCase())] : [];
  const found = pieces.flatMap(splitPiece);
  const stop = found.every((part) => part.stop) && joined.length === 0 && tag.length === 0;
  const alone = found.every((part) => part.stop) && !stop;
  return found.map((part) => ({ ...part, variants: [...part.variants, ...joined, ...tag], stop: part.stop && !alone }));
}

function splitPiece(piece: string): Word[] {
  const lower = piece.toLowerCase();
  const amount = /^(\d+)([a-z]{1,4})$/.exec(lower);
  if (amount?.[1] && amount[2]) return [word(amount[1], [lower]), word(amount[2], [lower])];
  const camel = piece.split(/(?<=[a-z0-9])(?=[A-Z])/).map((part) => stem(part.toLowerCase()));
  return [{ ...word(lower, []), parts: camel.length > 1 ? camel : [] }];
}

function word(surface: string, variants: readonly string[]): Word {
  return { surface, stem: NUMBERS.get(surface) ?? stem(surface), variants, parts: [], stop: isStopWord(surface) };
}

function isStopWord(surface: string): boolean {
  return STOP_WORDS.has(surface) || (surface.length === 1 && /[a-z]/.test(surface));
}
