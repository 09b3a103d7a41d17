import { contentWords } from "../../deck/check/words.ts";
import { normalizeText } from "../../study/text.ts";
import { plain } from "../formats/html.ts";
import type { QuestionContent } from "../imported.ts";
import { hasVerb, sentences, shorten, startsWithReference, words } from "../outline/phrases.ts";
import type { Blank, Statement } from "./blank.ts";
import { enumerationBlank, listBlank } from "./list-blanks.ts";
import { codeBlank, nameBlank } from "./name-blanks.ts";
import { numberBlank } from "./number-blanks.ts";
import { definitionBlank, namedBlank, shortFormBlanks } from "./term-blanks.ts";

const MAX_DRAFTS_PER_ENTRY = 3;
/** A line that consists only of code. */
const CODE_LINE = /^`[^`]*`(?: `[^`]*`)*$/;

/**
 * Drafts fill-in questions for an entry by blanking out a defined term, a default, a number, a name, or an item of a list.
 * Each sentence gives at most one, apart from the long forms of abbreviations, to avoid near-duplicates. An author has to
 * review each draft, since a program cannot tell whether a blank has only one answer. `near` is the heading that explains
 * what an "it" refers to.
 */
export function draftFillIns(body: string, title: string, near: string | undefined): QuestionContent[] {
  const statements = statementsOf(body, title, near);
  const list = listBlank(body, title);
  const certain = statements.flatMap((statement) => blankOf(statement) ?? []);
  const blanks = [...(list === undefined ? [] : [list]), ...certain, ...statements.flatMap(shortFormBlanks)];
  // Recalling a name shows less understanding, so ask for one only if there is nothing else.
  const names = blanks.length > 0 ? [] : statements.flatMap((statement) => nameBlank(statement) ?? []).slice(0, 1);
  const seen = new Set<string>();
  return [...blanks, ...names]
    .filter(({ answer, prompt }) => {
      const key = normalizeText(answer);
      return key !== "" && answer.length <= 80 && prompt.length <= 600 && !seen.has(key) && Boolean(seen.add(key));
    })
    .slice(0, MAX_DRAFTS_PER_ENTRY)
    .map(toDraft);
}

function blankOf({ codes, isItem, ...statement }: Context): Blank | undefined {
  if (isItem) return codeBlank(statement, codes) ?? numberBlank(statement);
  return (
    definitionBlank(statement) ??
    codeBlank(statement, codes) ??
    namedBlank(statement) ??
    enumerationBlank(statement) ??
    numberBlank(statement)
  );
}

function toDraft({ answer, accept, prompt, difficulty, from }: Blank): QuestionContent {
  const others = distinctSpellings(answer, accept);
  return {
    kind: "fill-in",
    difficulty,
    prompt,
    answer,
    ...(others.length > 0 ? { accept: others } : {}),
    explanation: shorten(`The cheatsheet says: ${from}`, 1000),
    draft: true,
  };
}

/** Leaves out spellings that differ only in case, spaces or punctuation, since grading ignores those. */
function distinctSpellings(answer: string, accept: readonly string[]): string[] {
  const seen = new Set([normalizeText(answer), ""]);
  return accept.filter((one) => !seen.has(normalizeText(one)) && Boolean(seen.add(normalizeText(one))));
}

/** A statement, with the names that it marks as `code`. */
type Context = Statement & { readonly codes: readonly string[]; readonly isItem: boolean };

/**
 * The body's sentences and longer list items, each with the context it needs to stand alone.
 */
function statementsOf(body: string, title: string, near: string | undefined): Context[] {
  const lines = body.split("\n").filter((line) => line !== "" && !CODE_LINE.test(line));
  const lead = lines.find((line) => line.endsWith(":") && !line.startsWith("- "));
  return lines.flatMap((line, at) => {
    const item = /^\s*- (.+)$/.exec(line)?.[1];
    if (item !== undefined) {
      const about = plain(lead ?? title).replace(/:$/, "");
      const isFact = words(item).length >= 4 && about.length <= 100;
      return isFact ? [{ text: plain(item), about: `${about}: `, codes: codesOf(item), isItem: true }] : [];
    }
    return sentences(line).flatMap((sentence, place) => inContext(sentence, at + place, title, near) ?? []);
  });
}

function inContext(sentence: string, place: number, title: string, near: string | undefined): Context | undefined {
  const text = plain(sentence);
  if (words(text).length < 4 || text.length > 450 || text.endsWith(":")) return undefined;
  const context = near ?? titleAsContext(title, text);
  const refersBack = startsWithReference(text);
  if (refersBack && context === undefined) return undefined;
  const needsContext = refersBack || isUnconnected(text, place, title, near) || (near !== undefined && isVague(text));
  const about = context !== undefined && needsContext ? `About ${context}: ` : "";
  return { text, about, codes: codesOf(sentence), isItem: false };
}

/** The title, if it is short enough and the sentence does not already begin with it. */
function titleAsContext(title: string, text: string): string | undefined {
  return title.length <= 60 && !title.endsWith("…") && !startsAlike(text, title) ? title : undefined;
}

/** Whether a later sentence shares no word with the title or heading. */
function isUnconnected(text: string, place: number, title: string, near: string | undefined): boolean {
  if (place === 0 || hasVerb(title)) return false;
  const known = new Set(contentWords(`${title} ${near ?? ""}`));
  return !contentWords(text).some((word) => known.has(word));
}

/** "Basic: …" makes sense only together with its heading. */
const isVague = (text: string): boolean => /^\p{Lu}\p{Ll}+(?::| [-–—]) /u.test(text);

function startsAlike(text: string, title: string): boolean {
  return text.slice(0, 15).toLowerCase() === title.slice(0, 15).toLowerCase();
}

function codesOf(markdown: string): string[] {
  return [...markdown.matchAll(/`([^`\n]{2,60})`/g)].map(([, code = ""]) => code);
}
