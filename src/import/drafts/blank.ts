/** The blank that replaces the missing words, escaped for Markdown. */
export const GAP = "\\_\\_\\_\\_";
/** In characters: the longest answer that people can reasonably be asked to type. */
export const ANSWER_LENGTH = 45;

/** A fill-in question before it becomes a draft. */
export interface Blank {
  readonly answer: string;
  readonly accept: readonly string[];
  /** Markdown. */
  readonly prompt: string;
  readonly difficulty: "easy" | "medium";
  /** The cheatsheet's own sentence, in Markdown. */
  readonly from: string;
}

/** A sentence as plain text, with the prefix that it needs to be understood alone: "About Port: ", or "". */
export interface Statement {
  readonly text: string;
  readonly about: string;
}

/** The part of a sentence to blank out: its position, its text, and a description such as "the number". */
export interface BlankedPart {
  readonly at: number;
  readonly found: string;
  readonly what: string;
  readonly answer: string;
  readonly accept?: readonly string[];
}

export function blankOut({ text, about }: Statement, { at, found, what, answer, accept = [] }: BlankedPart): Blank {
  const gapped = `${escaped(text.slice(0, at))}${GAP}${escaped(text.slice(at + found.length))}`;
  return {
    answer,
    accept,
    prompt: `Fill in ${what}. ${escaped(about)}${gapped}`,
    difficulty: "medium",
    from: escaped(text),
  };
}

/** Whether the rest of the sentence would not reveal this part. */
export function occursOnce(text: string, part: string): boolean {
  return text.toLowerCase().split(part.toLowerCase()).length === 2;
}

/** Escapes plain text for use in Markdown. */
export function escaped(text: string): string {
  return text.replace(/[\\`*[\]<]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\$&");
}
