import { contentWords } from "../check/words.ts";
import { plain } from "./html.ts";
import type { QuestionContent } from "./imported.ts";
import { definition, pointsBack, sentences, shorten, words } from "./phrases.ts";
import { shortForms } from "./terms.ts";

/** What stands for the missing word. */
export const GAP = "\\_\\_\\_\\_";
const DRAFTS_AN_ENTRY = 3;
const ANSWER_LENGTH = 45;

interface Blank {
  readonly answer: string;
  readonly accept: readonly string[];
  readonly prompt: string;
  readonly difficulty: "easy" | "medium";
  readonly from: string;
}

/**
 * Drafts of fill-in questions for an entry: the defined term, a number, or an item of a list is left out. At most one from each sentence, so that they are no near
 * duplicates. An author has to look at each: a program cannot know whether the gap leaves no doubt. `near` is the heading that a pointing "it" needs.
 */
export function draftFillIns(body: string, title: string, near: string | undefined): QuestionContent[] {
  const blanks = [
    ...listBlanks(body),
    ...body
      .split("\n")
      .filter((line) => !/^(?:\s*- |`[^`]*`(?: `[^`]*`)*$)/.test(line))
      .flatMap((line) => sentenceBlanks(line, title, near)),
  ];
  const seen = new Set<string>();
  return blanks
    .filter(({ answer, prompt }) => {
      const key = answer.toLowerCase();
      return answer.length <= 80 && prompt.length <= 600 && !seen.has(key) && Boolean(seen.add(key));
    })
    .slice(0, DRAFTS_AN_ENTRY)
    .map(({ answer, accept, prompt, difficulty, from }) => ({
      kind: "fill-in",
      difficulty,
      prompt,
      answer,
      ...(accept.length > 0 ? { accept: [...accept] } : {}),
      explanation: shorten(`The cheatsheet says: ${from}`, 1000),
      draft: true,
    }));
}

function sentenceBlanks(line: string, title: string, near: string | undefined): Blank[] {
  return sentences(plain(line)).flatMap((sentence) => {
    if (words(sentence).length < 4 || sentence.length > 450 || sentence.endsWith(":")) return [];
    const context = near ?? (title.length <= 40 ? title : undefined);
    if (pointsBack(sentence) && context === undefined) return [];
    const about = pointsBack(sentence) ? `About ${context}: ` : "";
    const blank = definitionBlank(sentence) ?? numberBlank(sentence, about) ?? enumerationBlank(sentence, about);
    return blank === undefined ? [] : [blank];
  });
}

/** "X is …" asks for X, unless what is said of X names it again. */
function definitionBlank(sentence: string): Blank | undefined {
  const found = definition(sentence);
  if (found === undefined || found.term.length > ANSWER_LENGTH) return undefined;
  const [short] = shortForms(sentence.slice(0, found.term.length + 30));
  const own = contentWords(found.term);
  const rest = found.rest;
  const told = new Set(contentWords(rest));
  if (own.length === 0 || own.some((word) => told.has(word)) || contentWords(rest).length < 4) return undefined;
  const gap = found.verb === ":" ? `${GAP}: ${escaped(rest)}` : `${GAP} ${found.verb} ${escaped(rest)}`;
  return {
    answer: found.term,
    accept: short === undefined || short === found.term ? [] : [short],
    prompt: `Fill in the term. ${gap}`,
    difficulty: "easy",
    from: escaped(sentence),
  };
}

const UNITS =
  "%|percent|x|times|ms|milliseconds?|s|seconds?|minutes?|hours?|days?|weeks?|months?|years?|[KMGTP]i?B|bytes?|bits?|°C|°F|km|m|cm|mm|kg|g|mg|l|ml|Hz|kHz|MHz|GHz|W|kW|V|A";
const NUMBER = new RegExp(
  `(?<![\\p{L}\\p{N}_.,:/–-])(\\d{1,3}(?:[ ,]\\d{3})+|\\d+(?:[.,]\\d+)?)((?:\\s?(?:to|–|-)\\s?)\\d+(?:[.,]\\d+)?)?(?:\\s?(${UNITS}))?(?![\\p{L}\\p{N}_/-]|[.,:]\\d)`,
  "gu",
);
const NUMBER_WORD = /\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty)\b(?! or more)/gi;
const DIGITS: Readonly<Record<string, string>> = {
  two: "2",
  three: "3",
  four: "4",
  five: "5",
  six: "6",
  seven: "7",
  eight: "8",
  nine: "9",
  ten: "10",
  eleven: "11",
  twelve: "12",
  fifteen: "15",
  twenty: "20",
};

/** A number is asked for where the sentence has just one that can be meant. */
function numberBlank(sentence: string, about: string): Blank | undefined {
  const numbers = [...sentence.matchAll(NUMBER)];
  const [match] = numbers;
  if (match !== undefined && numbers.length <= 2) {
    const [whole, amount = "", range = "", unit = ""] = match;
    const answer = whole.trim();
    const accept =
      range === "" && unit !== "" && unit.length <= 2
        ? [`${amount}${unit === "%" ? " percent" : unit === "x" ? " times" : ` ${unit}`}`, amount]
        : range === "" && unit !== ""
          ? [amount]
          : [];
    return blankOf(sentence, match.index, whole, about, "the number", {
      answer,
      accept: accept.filter((one) => one !== answer),
    });
  }
  const [word] = [...sentence.matchAll(NUMBER_WORD)];
  if (word === undefined || word.index === 0 || numbers.length > 0 || sentence.length > 250) return undefined;
  const digits = DIGITS[word[0].toLowerCase()];
  return blankOf(sentence, word.index, word[0], about, "the number", {
    answer: word[0].toLowerCase(),
    accept: digits === undefined ? [] : [digits],
  });
}

/** "A, B, C and D": one of the names is left out. */
function enumerationBlank(sentence: string, about: string): Blank | undefined {
  const name = "[\\p{Lu}\\p{N}][\\p{L}\\p{N}.+#-]*(?: [\\p{Lu}\\p{N}][\\p{L}\\p{N}.+#-]*){0,3}";
  const list = new RegExp(`((?:${name}, ){2,})(?:and |or )?(?:[\\p{L}]+ )?(${name})`, "u").exec(sentence);
  if (list === null) return undefined;
  const items = (list[1] ?? "").split(", ").filter((item) => item !== "");
  const answer = items[1] ?? "";
  const at = sentence.indexOf(answer, list.index + (items[0]?.length ?? 0));
  if (answer.length < 2 || answer.length > ANSWER_LENGTH || sentence.split(answer).length > 2 || at < 0)
    return undefined;
  return blankOf(sentence, at, answer, about, "the missing name", { answer, accept: [] });
}

/** A list of three or more short items: one is left out. */
function listBlanks(body: string): Blank[] {
  const lines = body.split("\n");
  const items = lines.flatMap((line) => /^- (.+)$/.exec(line)?.[1] ?? []);
  const lead = plain(lines.find((line) => line !== "" && !line.startsWith("- ")) ?? "").replace(/:$/, "");
  if (items.length < 3 || items.length > 12 || lead === "" || lines.some((line) => line.startsWith("  "))) return [];
  const short = items.map(plain);
  if (short.some((item) => item.length > 80)) return [];
  const candidates = short.filter(
    (item) => item.length <= 30 && words(item).length <= 3 && !/[:,()]/.test(item) && !lead.includes(item),
  );
  const answer = candidates[Math.floor(candidates.length / 2)];
  if (answer === undefined) return [];
  const shown = short.map((item) => `- ${item === answer ? GAP : escaped(item)}`).join("\n");
  const prompt = `One item is missing from this list. Fill it in. ${escaped(lead)}:\n\n${shown}`;
  return [
    { answer, accept: [], prompt, difficulty: "medium", from: `${escaped(lead)}: ${short.map(escaped).join("; ")}` },
  ];
}

function blankOf(
  sentence: string,
  at: number,
  found: string,
  about: string,
  what: string,
  key: { answer: string; accept: string[] },
): Blank {
  const gapped = `${escaped(sentence.slice(0, at))}${GAP}${escaped(sentence.slice(at + found.length))}`;
  return {
    ...key,
    prompt: `Fill in ${what}. ${escaped(about)}${gapped}`,
    difficulty: "medium",
    from: escaped(sentence),
  };
}

/** Plain text inside Markdown: what would be a mark there is none. */
function escaped(text: string): string {
  return text.replace(/[\\`*[\]<]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\$&");
}
