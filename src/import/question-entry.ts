import { list } from "../deck/problem.ts";
import type { Kind } from "../study/kinds/kind.ts";
import { KINDS, kindOf } from "../study/kinds/registry.ts";
import { plain } from "./formats/html.ts";
import type { ImportedEntry, QuestionContent } from "./imported.ts";
import { shorten } from "./outline/phrases.ts";
import { termsOf } from "./outline/terms.ts";

/** A question from a question bank, in Markdown. Missing fields get defaults. */
export interface BankQuestion {
  readonly id?: string;
  readonly kind?: string;
  readonly difficulty?: string;
  readonly prompt: string;
  readonly right: readonly string[];
  readonly wrong: readonly string[];
  readonly explanation?: string;
  readonly draft?: boolean;
}

/** A question, or the reason why it cannot be imported. */
export type BuiltQuestion =
  | { readonly content: QuestionContent; readonly dropped: readonly string[] }
  | { readonly reason: string };

/**
 * Converts a bank's question to the deck format. Options that do not fit are returned in `dropped`, and a missing
 * explanation is replaced by a sentence that states the key.
 */
export function buildQuestion(bank: BankQuestion): BuiltQuestion {
  const key = { right: bank.right.filter(isPresent), wrong: bank.wrong.filter(isPresent) };
  if (bank.prompt === "") return { reason: "it has no question" };
  if (key.right.length === 0) return { reason: "it does not say what is right" };
  const name = (bank.kind ?? "").toLowerCase().replace(/[^a-z]/g, "");
  const kind: Kind | undefined = KINDS.find((one) => one.bank.claims(name, key));
  if (kind === undefined) return { reason: `"${shorten(bank.kind ?? "", 30)}" is no kind of question that a deck has` };
  const read = kind.bank.read(key);
  if ("reason" in read) return read;
  const keys = [...new Set(key.right)].map((text) => `“${shorten(text, 200)}”`);
  const content = {
    ...(bank.id === undefined ? {} : { id: bank.id }),
    difficulty: difficultyOf(bank.difficulty),
    prompt: bank.prompt,
    explanation: bank.explanation || `The ${kind.bank.keyNoun} is ${list(keys)}.`,
    ...(bank.draft === true ? { draft: true } : {}),
    kind: kind.name,
    ...read.fields,
  };
  return { content: content as QuestionContent, dropped: read.dropped };
}

function isPresent(text: string): boolean {
  return text !== "";
}

function difficultyOf(text: string | undefined): "easy" | "medium" | "hard" {
  const word = (text ?? "").trim().toLowerCase();
  if (/^(?:easy|1|low|beginner|simple|leicht)$/.test(word)) return "easy";
  return /^(?:hard|3|high|advanced|difficult|expert|schwer)$/.test(word) ? "hard" : "medium";
}

/** Question banks have no entries, so the entry is built from the question's own texts. */
export function entryOfQuestion(
  content: QuestionContent,
  at: { topic: string; line: number; lastLine?: number; title?: string },
): ImportedEntry {
  const key = kindOf(content).bank.keyText(content);
  const title = shorten(plain(at.title ?? content.prompt), 100);
  const isOwn = content.explanation.includes(key);
  const body = shorten([content.prompt, ...(isOwn ? [] : [key]), content.explanation].join("\n\n"), 1500);
  return {
    topic: { title: shorten(at.topic, 100) },
    line: at.line,
    lastLine: at.lastLine ?? at.line,
    content: { title, body, ...termsOf(title, [key, content.explanation].join("\n")), status: "current" },
    questions: [{ line: at.line, content }],
  };
}

/** Combines entries with the same id, collecting their questions. */
export function mergeEntries(entries: readonly ImportedEntry[]): ImportedEntry[] {
  const merged = new Map<string, ImportedEntry>();
  for (const [index, entry] of entries.entries()) {
    const key = entry.content.id ?? `${index} `;
    const known = merged.get(key);
    merged.set(key, known === undefined ? entry : { ...known, questions: [...known.questions, ...entry.questions] });
  }
  return [...merged.values()];
}
