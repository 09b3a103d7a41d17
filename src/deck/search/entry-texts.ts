import { kindOf } from "../../study/kinds/registry.ts";
import type { Deck, Entry, Question } from "../deck.ts";

/**
 * The role of a text in its entry.
 * - title, name: what the entry is called: its title; its terms, abbreviations and synonyms
 * - question: how people ask about it: its phrasings and its questions' prompts
 * - body, answer: what it says: its body; its note, right options and explanations
 */
export type TextKind = "title" | "name" | "question" | "body" | "answer";

export interface EntryText {
  readonly kind: TextKind;
  readonly text: string;
}

/** All texts of an entry, one sentence or name each. Distractors are excluded, since they are about other things. */
export function entryTexts(deck: Deck, entry: Entry): EntryText[] {
  const questions = entry.questions.map((id) => deck.questions.get(id)).filter((question) => question !== undefined);
  return [
    ...ownTexts(entry),
    ...questions.flatMap((question) => [
      ...toTexts("question", [question.prompt]),
      ...toTexts("answer", [...keys(question), ...sentences(question.explanation)]),
    ]),
  ];
}

/** The entry's own texts, without its questions. */
export function ownTexts(entry: Entry): EntryText[] {
  return [
    ...toTexts("title", [entry.title]),
    ...toTexts("name", [...entry.terms, ...entry.abbreviations, ...entry.synonyms]),
    ...toTexts("question", entry.phrasings),
    ...toTexts("body", sentences(entry.body)),
    ...toTexts("answer", sentences(entry.note ?? "")),
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
