import { contentWords } from "../../deck/check/words.ts";
import { normalizeText } from "../../study/text.ts";
import { plain } from "../formats/html.ts";
import type { QuestionContent } from "../imported.ts";
import { hasVerb, pointsBack, sentences, shorten, words } from "../outline/phrases.ts";
import type { Blank, Statement } from "./blank.ts";
import { enumerationBlank, listBlank } from "./list-blanks.ts";
import { codeBlank, nameBlank } from "./name-blanks.ts";
import { numberBlank } from "./number-blanks.ts";
import { definitionBlank, namedBlank, shortFormBlanks } from "./term-blanks.ts";

const DRAFTS_AN_ENTRY = 3;
/** A line that is nothing but code. */
const CODE_LINE = /^`[^`]*`(?: `[^`]*`)*$/;

/**
 * Drafts of fill-in questions for an entry: a defined term, a default, a number, a name, or an item of a list is left
 * out. At most one from each sentence, so that they are no near duplicates. An author has to look at each: a program
 * cannot know whether the gap leaves no doubt. `near` is the heading that a pointing "it" needs.
 */
export function draftFillIns(body: string, title: string, near: string | undefined): QuestionContent[] {
  const statements = statementsOf(body, title, near);
  const list = listBlank(body, title);
  const certain = statements.flatMap((statement) => blankOf(statement) ?? []);
  const blanks = [...(list === undefined ? [] : [list]), ...certain, ...statements.flatMap(shortFormBlanks)];
  // A name says less of what was understood: one is asked for where there is nothing else.
  const names = blanks.length > 0 ? [] : statements.flatMap((statement) => nameBlank(statement) ?? []).slice(0, 1);
  const seen = new Set<string>();
  return [...blanks, ...names]
    .filter(({ answer, prompt }) => {
      const key = normalizeText(answer);
      return key !== "" && answer.length <= 80 && prompt.length <= 600 && !seen.has(key) && Boolean(seen.add(key));
    })
    .slice(0, DRAFTS_AN_ENTRY)
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
  const others = differing(answer, accept);
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

/** Spellings that differ in case, spaces or punctuation only count anyway. */
function differing(answer: string, accept: readonly string[]): string[] {
  const seen = new Set([normalizeText(answer), ""]);
  return accept.filter((one) => !seen.has(normalizeText(one)) && Boolean(seen.add(normalizeText(one))));
}

/** A statement, with the names that it writes as `code`. */
type Context = Statement & { readonly codes: readonly string[]; readonly isItem: boolean };

/**
 * The body's sentences, and the items of its lists that have a number in them, each with what it needs to stand alone.
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
  const refersBack = pointsBack(text);
  if (refersBack && context === undefined) return undefined;
  const needsContext = refersBack || isLost(text, place, title, near) || (near !== undefined && isVague(text));
  const about = context !== undefined && needsContext ? `About ${context}: ` : "";
  return { text, about, codes: codesOf(sentence), isItem: false };
}

/** Where it is short enough, and the sentence does not say it already. */
function titleAsContext(title: string, text: string): string | undefined {
  return title.length <= 60 && !title.endsWith("…") && !startsAlike(text, title) ? title : undefined;
}

/** A later sentence that shares no word with what it is about. */
function isLost(text: string, place: number, title: string, near: string | undefined): boolean {
  if (place === 0 || hasVerb(title)) return false;
  const known = new Set(contentWords(`${title} ${near ?? ""}`));
  return !contentWords(text).some((word) => known.has(word));
}

/** "Basic: …" says of what it is a kind only by what stands near. */
const isVague = (text: string): boolean => /^\p{Lu}\p{Ll}+(?::| [-–—]) /u.test(text);

function startsAlike(text: string, title: string): boolean {
  return text.slice(0, 15).toLowerCase() === title.slice(0, 15).toLowerCase();
}

function codesOf(markdown: string): string[] {
  return [...markdown.matchAll(/`([^`\n]{2,60})`/g)].map(([, code = ""]) => code);
}
