/** What stands for the missing word. */
export const GAP = "\\_\\_\\_\\_";
/** In characters: what somebody can be asked to type. */
export const ANSWER_LENGTH = 45;

/** A question with a gap, before it is a draft. */
export interface Blank {
  readonly answer: string;
  readonly accept: readonly string[];
  /** Markdown. */
  readonly prompt: string;
  readonly difficulty: "easy" | "medium";
  /** Where the cheatsheet says so, in Markdown. */
  readonly from: string;
}

/** A sentence as plain text, and what has to stand before it to be understood alone: "About Port: ", or nothing. */
export interface Statement {
  readonly text: string;
  readonly about: string;
}

/** What is left out of a sentence, where it stands, and what it is: "the number". */
export interface Missing {
  readonly at: number;
  readonly found: string;
  readonly what: string;
  readonly answer: string;
  readonly accept?: readonly string[];
}

/** The sentence with a gap. */
export function leaveOut({ text, about }: Statement, { at, found, what, answer, accept = [] }: Missing): Blank {
  const gapped = `${escaped(text.slice(0, at))}${GAP}${escaped(text.slice(at + found.length))}`;
  return {
    answer,
    accept,
    prompt: `Fill in ${what}. ${escaped(about)}${gapped}`,
    difficulty: "medium",
    from: escaped(text),
  };
}

/** Whether a word can be left out without standing in the rest of the sentence. */
export function standsOnce(text: string, part: string): boolean {
  return text.toLowerCase().split(part.toLowerCase()).length === 2;
}

/** Plain text inside Markdown: what would be a mark there is none. */
export function escaped(text: string): string {
  return text.replace(/[\\`*[\]<]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\$&");
}
