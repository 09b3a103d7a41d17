import { contentWords } from "../../deck/check/words.ts";
import type { EntryFile } from "../../deck/format.ts";
import { plain } from "../formats/html.ts";
import { definition, isPronoun, words } from "./phrases.ts";

const NAME =
  /(?<![\p{L}\p{N}])(?:\p{Lu}[\p{L}\p{N}]*(?:[-.][\p{L}\p{N}]+)*)(?:[ -](?:of )?(?:\p{Lu}[\p{L}\p{N}-]*|\p{N}+\p{Lu}*))*/gu;
const SENTENCE_START =
  /^(?:The|An?|In|If|When|With|For|Each|By|On|At|To|From|Use|Using|You|Your|Is|Are|Do|Does|This|These|Most|Some|All|No|Not|Call|Store|Higher|Lower|Other|Both|Only)(?: |$)/;
/** The unit in "a 5 GHz Wi-Fi band" is not part of the name. */
const UNIT_BEFORE = /^(?:[KMGTP]i?B|[kMG]?Hz) /;
const SHORT_FORM = /(\p{L}[\p{L}\p{N} -]{3,60}?)\s*\((\p{Lu}[\p{Lu}\p{Ll}\p{N}-]{1,9})\)/gu;

/** The names in a text, as written there, most specific first. There is always at least one. */
export function termsOf(title: string, body: string): Pick<EntryFile, "terms" | "abbreviations"> {
  const text = plain(body);
  const codes = [...body.matchAll(/`([^`\n]{2,60})`/g)].map(([, code]) => code ?? "");
  const defined = definition(text)?.term;
  const names = body.split("\n").flatMap(namesOf);
  const all = [...(defined === undefined ? [] : [defined]), ...codes, ...names].map((term) =>
    term.trim().slice(0, 80).trim(),
  );
  const terms = unique(all.filter((term) => term.length > 1)).slice(0, 8);
  const abbreviations = shortForms(text);
  return {
    terms: terms.length > 0 ? terms : fallbackTerms(title),
    ...(abbreviations.length > 0 ? { abbreviations } : {}),
  };
}

function namesOf(line: string): string[] {
  const text = plain(line);
  return [...text.matchAll(NAME)]
    .map(([name]) => name.replace(SENTENCE_START, "").replace(UNIT_BEFORE, ""))
    .filter((name) => isName(name, text));
}

/** The title's content words, longest first. */
function fallbackTerms(title: string): string[] {
  const candidates = words(title.replace(/[^\p{L}\p{N}'’\s-]/gu, " "))
    .filter((word) => contentWords(word).length > 0 && word.length > 3)
    .toSorted((a, b) => b.length - a.length);
  return candidates.length > 0
    ? unique(candidates)
        .slice(0, 4)
        .map((word) => word.slice(0, 80))
    : [title.slice(0, 80).trim()];
}

/** Abbreviations in parentheses after their long form: "Random Cut Forest (RCF)". */
export function shortForms(text: string): string[] {
  return unique(
    [...text.matchAll(SHORT_FORM)]
      .filter(([, long = "", short = ""]) => matchesInitials(long, short))
      .map(([, , short]) => short ?? ""),
  ).slice(0, 10);
}

/** The long form of an abbreviation, whose initials it consists of: "Random Cut Forest" for RCF. */
export function longForm(text: string, short: string): string | undefined {
  const letters = short.replace(/(?<=\p{Lu})s$/u, "");
  if (!/^\p{Lu}{2,}$/u.test(letters)) return undefined;
  const before = text.slice(0, text.indexOf(`(${short})`)).trim();
  const parts = before.split(/(?<=[\s-])/);
  const long = parts.slice(-letters.length).join("").trim();
  const initials = long
    .split(/[\s-]+/)
    .map((word) => word.charAt(0))
    .join("");
  return initials.toUpperCase() === letters ? long : undefined;
}

function matchesInitials(long: string, short: string): boolean {
  const initials = words(long.replaceAll("-", " ")).map((word) => word.charAt(0).toLowerCase());
  const letters = short.replace(/s$/, "").toLowerCase();
  return (
    initials.join("").endsWith(letters) ||
    (letters[0] !== undefined && initials.includes(letters[0]) && /^\p{Lu}{2,}/u.test(short))
  );
}

/** A capital letter at the start of a sentence does not make a name. */
function isName(name: string, text: string): boolean {
  if (isPronoun(name) || name.length < 2) return false;
  const at = text.indexOf(name);
  // "Push 5 to 6 cm": a number after the first word of an instruction.
  const isInstruction = /^\p{Lu}\p{Ll}+ \p{N}+$/u.test(name);
  if (!isInstruction && /\p{Lu}.*\p{Lu}|\p{N}/u.test(name)) return true;
  return at > 0 && !/[.!?:]["”)]?\s*$/.test(text.slice(0, at));
}

function unique(all: readonly string[]): string[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    const key = one.toLowerCase();
    return seen.has(key) ? false : Boolean(seen.add(key));
  });
}
