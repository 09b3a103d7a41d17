import type { EntryFile, QuestionFile } from "../deck/format.ts";

type WithOptionalId<T> = T extends { id: string } ? Omit<T, "id"> & { readonly id?: string } : never;

/** A question as it comes from a source. One without an id is given one. */
export type QuestionContent = WithOptionalId<QuestionFile>;

export interface ImportedQuestion {
  /** Its line in the source, from 1. */
  readonly line: number;
  readonly content: QuestionContent;
}

/** An entry as it comes from a source. One without an id is given one. */
export interface ImportedEntry {
  readonly topic: { readonly id?: string; readonly title: string };
  /** Its first line in the source, from 1; `lastLine` is inclusive. */
  readonly line: number;
  readonly lastLine: number;
  readonly content: Omit<EntryFile, "id" | "questions"> & { readonly id?: string };
  readonly questions: readonly ImportedQuestion[];
}

/** Content that was left out or changed. */
export interface Skipped {
  readonly line: number;
  readonly reason: string;
  /** The beginning of its text, on one line. */
  readonly text: string;
}

export interface Imported {
  /** The source's own title, if it has one. */
  readonly title?: string;
  readonly entries: readonly ImportedEntry[];
  readonly skipped: readonly Skipped[];
  /** Notes for the author, one sentence each. */
  readonly remarks?: readonly string[];
}

/** Called occasionally to report how far a long import has progressed. */
export type Progress = (done: number, total: number, what: string) => void;

/** Yields the items and reports progress occasionally. `what` says what they are, such as "cards". */
export function* withProgress<Item>(items: readonly Item[], what: string, progress: Progress): Generator<Item> {
  for (const [index, item] of items.entries()) {
    // With many items, do not report each one: reading the clock takes longer than reading a card.
    if (items.length < 1000 || index % 100 === 0) progress(index, items.length, what);
    yield item;
  }
}

export const noProgress: Progress = () => undefined;

export function skipped(line: number, reason: string, text: string): Skipped {
  const flat = text.replace(/\s+/g, " ").trim();
  return { line, reason, text: flat.length > 60 ? `${flat.slice(0, 59)}…` : flat };
}
