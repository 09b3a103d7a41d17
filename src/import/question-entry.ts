import { OPTION_LIMIT } from "../deck/format.ts";
import { list } from "../deck/problem.ts";
import { plain } from "./formats/html.ts";
import type { ImportedEntry, QuestionContent } from "./imported.ts";
import { shorten } from "./outline/phrases.ts";
import { termsOf } from "./outline/terms.ts";

/** What question banks tell of a question, in Markdown; what they leave out is filled in. */
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

/** A question, or why there is none. */
export type BuiltQuestion =
  | { readonly content: QuestionContent; readonly dropped: readonly string[] }
  | { readonly reason: string };

const YES = /^(?:true|t|yes|richtig|wahr|vrai|verdadero)$/i;
const NO = /^(?:false|f|no|falsch|faux|falso)$/i;

/**
 * A bank's question in the deck's form. Options beyond the fifth are left out, and told in `dropped`; an explanation
 * that is missing becomes the key's own sentence.
 */
export function buildQuestion(bank: BankQuestion): BuiltQuestion {
  const right = unique(bank.right);
  const wrong = unique(bank.wrong).filter((option) => !right.includes(option));
  if (bank.prompt === "") return { reason: "it has no question" };
  if (right.length === 0) return { reason: "it does not say what is right" };
  const kind = kindOf(bank.kind, right, wrong);
  if (kind === undefined) return { reason: `"${shorten(bank.kind ?? "", 30)}" is no kind of question that a deck has` };
  const base = {
    ...(bank.id === undefined ? {} : { id: bank.id }),
    difficulty: difficultyOf(bank.difficulty),
    prompt: bank.prompt,
    explanation: bank.explanation || `The answer is ${list(right.map((text) => `“${shorten(text, 200)}”`))}.`,
    ...(bank.draft === true ? { draft: true } : {}),
  };
  if (kind === "true-false") {
    const answer = right[0] ?? "";
    if (!YES.test(plain(answer)) && !NO.test(plain(answer)))
      return { reason: `"${shorten(answer, 30)}" is neither true nor false` };
    return { content: { ...base, kind, answer: YES.test(plain(answer)) }, dropped: [] };
  }
  if (kind === "fill-in") {
    const [answer = "", ...accept] = right;
    return {
      content: { ...base, kind, answer, ...(accept.length > 0 ? { accept: accept.slice(0, 20) } : {}) },
      dropped: accept.slice(20),
    };
  }
  return choice(kind, base, right, wrong);
}

type Base = Pick<QuestionContent, "difficulty" | "prompt" | "explanation">;

function choice(
  kind: "single" | "multiple",
  base: Base,
  right: readonly string[],
  wrong: readonly string[],
): BuiltQuestion {
  if (wrong.length === 0) return { reason: "it has no wrong option" };
  if (kind === "single" && right.length > 1) return { reason: "it is single choice with several right options" };
  if (right.length >= OPTION_LIMIT)
    return { reason: `it has ${right.length} right options; a card takes ${OPTION_LIMIT} options in all` };
  const kept = wrong.slice(0, OPTION_LIMIT - right.length);
  const dropped = wrong.slice(kept.length);
  const [only = ""] = right;
  return {
    content:
      kind === "single"
        ? { ...base, kind, right: only, wrong: kept }
        : { ...base, kind, right: [...right], wrong: kept },
    dropped,
  };
}

function kindOf(
  named: string | undefined,
  right: readonly string[],
  wrong: readonly string[],
): QuestionContent["kind"] | undefined {
  const name = (named ?? "").toLowerCase().replace(/[^a-z]/g, "");
  if (/^(?:single|mc|multiplechoice|choice|singlechoice)$/.test(name)) return right.length > 1 ? "multiple" : "single";
  if (/^(?:multiple|multi|multiselect|multipleanswers?|multipleresponse|checkbox)$/.test(name))
    return right.length > 1 ? "multiple" : "single";
  if (/^(?:truefalse|tf|boolean|yesno)$/.test(name)) return "true-false";
  if (/^(?:fillin|fillintheblank|short|shortanswer|text|open)$/.test(name)) return "fill-in";
  if (name !== "") return undefined;
  const isTruth =
    right.length === 1 && [...right, ...wrong].every((option) => YES.test(plain(option)) || NO.test(plain(option)));
  if (isTruth && wrong.length <= 1) return "true-false";
  if (wrong.length === 0) return "fill-in";
  return right.length > 1 ? "multiple" : "single";
}

function difficultyOf(text: string | undefined): "easy" | "medium" | "hard" {
  const word = (text ?? "").trim().toLowerCase();
  if (/^(?:easy|1|low|beginner|simple|leicht)$/.test(word)) return "easy";
  return /^(?:hard|3|high|advanced|difficult|expert|schwer)$/.test(word) ? "hard" : "medium";
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text) => text !== ""))];
}

/** A bank knows questions only: the entry is made of what the question tells. */
export function entryOfQuestion(
  content: QuestionContent,
  at: { topic: string; line: number; lastLine?: number; title?: string },
): ImportedEntry {
  const key = keyOf(content);
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

function keyOf(content: QuestionContent): string {
  switch (content.kind) {
    case "true-false":
      return content.answer ? "True." : "False.";
    case "fill-in":
      return content.answer;
    case "single":
      return content.right;
    case "multiple":
      return content.right.map((option) => `- ${option}`).join("\n");
  }
}

/** Questions that name the same entry stand under it. */
export function mergeEntries(entries: readonly ImportedEntry[]): ImportedEntry[] {
  const merged = new Map<string, ImportedEntry>();
  for (const [index, entry] of entries.entries()) {
    const key = entry.content.id ?? `${index} `;
    const known = merged.get(key);
    merged.set(key, known === undefined ? entry : { ...known, questions: [...known.questions, ...entry.questions] });
  }
  return [...merged.values()];
}
