import type { QuestionOption } from "../study/kinds/kind.ts";
import type { QuestionKind } from "../study/kinds/registry.ts";
import type { Difficulty, EntryStatus, Source } from "./format.ts";

/** A loaded deck: checked, complete and read-only, with defaults filled in. */
export interface Deck {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly language: string;
  readonly licence: string;
  readonly source: Source;
  readonly description: string;
  /** In deck.yaml's order. */
  readonly topics: readonly Topic[];
  /** By id, in file order. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** By id, in file order, including drafts. */
  readonly questions: ReadonlyMap<string, Question>;
  /** All fact ids that deck.yaml lists. */
  readonly facts: readonly string[];
  /** Where deck.yaml lists each fact; absent in decks that were not loaded from files. */
  readonly factPlaces?: ReadonlyMap<string, Place>;
}

interface Topic {
  readonly id: string;
  readonly title: string;
}

export interface Entry {
  readonly id: string;
  readonly topic: string;
  readonly title: string;
  readonly facts: readonly string[];
  readonly body: string;
  readonly terms: readonly string[];
  readonly abbreviations: readonly string[];
  readonly synonyms: readonly string[];
  readonly phrasings: readonly string[];
  readonly status: EntryStatus;
  /** Always present if the status is not current. */
  readonly note: string | undefined;
  readonly source: Source;
  readonly related: readonly string[];
  /** The questions listed under it, including drafts. */
  readonly questions: readonly string[];
  readonly place: Place;
}

export interface Question {
  readonly id: string;
  readonly topic: string;
  readonly kind: QuestionKind;
  readonly difficulty: Difficulty;
  readonly prompt: string;
  readonly explanation: string;
  readonly scenario: boolean;
  readonly asks: "today" | "cheatsheet";
  readonly excludes: readonly string[];
  /** The entries it asks about; the first is the one it is listed under. */
  readonly entries: readonly string[];
  readonly draft: boolean;
  /** In the author's order. True and False for a statement; empty if people type their answer. */
  readonly options: readonly QuestionOption[];
  /** If people type their answer: the accepted spellings, starting with the one the reveal shows. Otherwise empty. */
  readonly accept: readonly string[];
  readonly place: Place;
}

/** A location in the deck's files. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/**
 * A problem with a deck. An error found while loading prevents the deck from loading. Errors and warnings from checkDeck
 * are about the quality of the questions, and the deck can still be used.
 */
export interface DeckProblem {
  readonly severity: "error" | "warning";
  /** The rule's kebab-case name. */
  readonly rule: string;
  readonly place: Place;
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}
