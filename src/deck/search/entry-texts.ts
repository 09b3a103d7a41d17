import { kindOf } from "../../study/kinds/registry.ts";
import type { Deck, Entry, Question } from "../deck.ts";

/**
 * What a text is to its entry.
 * - title, name: what the entry is names: its title; its terms, abbreviations and synonyms
 * - asked: how people ask for it: phrasings and the prompts of its questions
 * - told: what it says: body, note, right options and explanations
 */
export type TextKind = "title" | "name" | "asked" | "body" | "told";

export interface EntryText {
  readonly kind: TextKind;
  readonly text: string;
}

/** All texts of an entry, one sentence or one name each. Distractors are not among them: they tell of other things. */
export function entryTexts(deck: Deck, entry: Entry): EntryText[] {
  const questions = entry.questions.map((id) => deck.questions.get(id)).filter((question) => question !== undefined);
  return [
    ...ownTexts(entry),
    ...questions.flatMap((question) => [
      ...toTexts("asked", [question.prompt]),
      ...toTexts("told", [...keys(question), ...sentences(question.explanation)]),
    ]),
  ];
}

/** The texts that the entry itself is made of, without its questions. */
export function ownTexts(entry: Entry): EntryText[] {
  return [
    ...toTexts("title", [entry.title]),
    ...toTexts("name", [...entry.terms, ...entry.abbreviations, ...entry.synonyms]),
    ...toTexts("asked", entry.phrasings),
    ...toTexts("body", sentences(entry.body)),
    ...toTexts("told", sentences(entry.note ?? "")),
  ];
}

function toTexts(kind: TextKind, texts: readonly string[]): EntryText[] {
  return texts.map((text) => ({ kind, text }));
}

function keys(question: Question): readonly string[] {
  const kind = kindOf(question);
  return kind.isStatement ? [] : kind.keyTexts(question);
}

function sentences(text: string): string[] {
  return text.split(/(?<=[.!?;:])\s+|\n+/).filter((sentence) => sentence.trim() !== "");
}
