import { stem } from "./stem.ts";
import { STOP_WORDS } from "./stop-words.ts";

/** One word of a text. */
export interface Word {
  /** As it was written, lower case, without accents. */
  readonly surface: string;
  readonly stem: string;
  /** Stems of further spellings under which the same word can be found: "k-means" is also "kmeans". */
  readonly also: readonly string[];
  /** Stems of the words that it is made of, if any: "PassRole" of "pass" and "role". */
  readonly parts: readonly string[];
  /** Says nothing by itself: grammar, or the frame of a question. */
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

/** Longer text is cut off: nobody asks for more, and it bounds the time. In UTF-16 code units. */
const LONGEST_QUERY = 400;

/** Takes out what platforms put into a message that is not words: mentions, emoji names, addresses, code marks. */
export function cleanQuery(query: string): string {
  return query
    .slice(0, LONGEST_QUERY * 4)
    .replace(/<[@#!:][^>\s]*>/g, " ")
    .replace(/(^|\s)@\S+/g, " ")
    .replace(/\bhttps?:\/\/\S+/g, " ")
    .replace(/(^|\s):[a-z_]+(?:[a-z0-9_+-]*):(?=\s|$)/g, " ")
    .replace(/<\/?[a-z][^>]*>/gi, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, LONGEST_QUERY);
}

/** Reads texts into their words, in order, stop words among them. */
export type WordReader = (text: string) => Word[];

export const words: WordReader = (text) => chunks(text).flatMap(chunkWords);

/** Reads many texts faster, as it remembers every word that it has seen: for the deck's texts, not for queries. */
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

/** A chunk is what stands between spaces: "iam:PassRole", "10x", "recordIO-protobuf". */
function chunkWords(chunk: string): Word[] {
  const tag = chunk.startsWith(":") ? [chunk.toLowerCase()] : [];
  const bare = tag.length > 0 ? chunk.slice(1) : chunk;
  const pieces = bare.split(/[-_./:+]/);
  const joined = pieces.length > 1 ? [stem(pieces.join("").toLowerCase())] : [];
  const found = pieces.flatMap(splitPiece);
  const stop = found.every((part) => part.stop) && joined.length === 0 && tag.length === 0;
  const alone = found.every((part) => part.stop) && !stop;
  return found.map((part) => ({ ...part, also: [...part.also, ...joined, ...tag], stop: part.stop && !alone }));
}

function splitPiece(piece: string): Word[] {
  const lower = piece.toLowerCase();
  const amount = /^(\d+)([a-z]{1,4})$/.exec(lower);
  if (amount?.[1] && amount[2]) return [word(amount[1], [lower]), word(amount[2], [lower])];
  const camel = piece.split(/(?<=[a-z0-9])(?=[A-Z])/).map((part) => stem(part.toLowerCase()));
  return [{ ...word(lower, []), parts: camel.length > 1 ? camel : [] }];
}

function word(surface: string, also: readonly string[]): Word {
  return { surface, stem: NUMBERS.get(surface) ?? stem(surface), also, parts: [], stop: isStop(surface) };
}

function isStop(surface: string): boolean {
  return STOP_WORDS.has(surface) || (surface.length === 1 && /[a-z]/.test(surface));
}
