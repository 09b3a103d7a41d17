import type { EntryFile, QuestionFile } from "../deck/format.ts";

type WithOptionalId<T> = T extends { id: string } ? Omit<T, "id"> & { readonly id?: string } : never;

/** A question as a source gives it; without an id it gets one. */
export type QuestionContent = WithOptionalId<QuestionFile>;

export interface ImportedQuestion {
  /** Where the source has it, from 1. */
  readonly line: number;
  readonly content: QuestionContent;
}

/** An entry as a source gives it; without an id it gets one. */
export interface ImportedEntry {
  readonly topic: { readonly id?: string; readonly title: string };
  /** Where the source has it, from 1, both included. */
  readonly line: number;
  readonly lastLine: number;
  readonly content: Omit<EntryFile, "id" | "questions"> & { readonly id?: string };
  readonly questions: readonly ImportedQuestion[];
}

/** What was not taken, or not taken as it stood. */
export interface Skipped {
  readonly line: number;
  readonly reason: string;
  /** The beginning of it, on one line. */
  readonly text: string;
}

export interface Imported {
  /** What the source calls itself, where it does. */
  readonly title?: string;
  readonly entries: readonly ImportedEntry[];
  readonly skipped: readonly Skipped[];
  /** What the author should know before reading on, a sentence each. */
  readonly remarks?: readonly string[];
}

/** How far a long import is: called now and then. */
export type Progress = (done: number, total: number, what: string) => void;

/** The items one by one, telling now and then how far it is. `what` they are: "cards". */
export function* counted<Item>(items: readonly Item[], what: string, progress: Progress): Generator<Item> {
  for (const [index, item] of items.entries()) {
    // Among many, not each: asking the clock takes longer than reading a card.
    if (items.length < 1000 || index % 100 === 0) progress(index, items.length, what);
    yield item;
  }
}

export const silent: Progress = () => undefined;

export function skipped(line: number, reason: string, text: string): Skipped {
  const flat = text.replace(/\s+/g, " ").trim();
  return { line, reason, text: flat.length > 60 ? `${flat.slice(0, 59)}…` : flat };
}
