import { contentWords } from "../../deck/check/words.ts";
import { plain } from "../formats/html.ts";

const SMALL_WORDS = new Set(
  "a an the of and or on in for vs vs. to with by from at as per via into over under between is are".split(" "),
);
const OPEN_ENDS = new Set(
  "a an the of and or on in for to with by from at as per via into that which is are be this these each every its their your specify called named use using than if when".split(
    " ",
  ),
);
const PRONOUNS =
  /^(?:it|its|it['’]s|they|their|this|these|that|those|there|we|you|your|he|she|and|but|or|also|is|are|was|has|have|can|in this|one|some|both|other|others|here|most|if|when|then|so)\b/i;

export function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** Whether a text ends with a period or similar punctuation, ignoring closing quotes and brackets. */
export function isEnded(text: string): boolean {
  return /[.!?…;][)\]”’"'`*]*$/.test(text);
}

/**
 * Whether the sentence continues on the next line: it ends with a comma, an opening bracket, or a word that cannot end a
 * sentence.
 */
export function isOpenEnded(text: string): boolean {
  return /[,(–—/&]$/.test(text) || OPEN_ENDS.has((words(text).at(-1) ?? "").toLowerCase());
}

/** Whether every word except small ones is capitalized or starts with a digit, as in headings. */
export function isTitleCase(text: string): boolean {
  const all = words(text.replace(/[()[\]“”"'’&/–—:+-]/g, " "));
  return (
    all.length > 0 &&
    /^[\p{Lu}\p{N}]/u.test(text) &&
    all.every((word) => SMALL_WORDS.has(word) || /^[\p{Lu}\p{N}]|\p{Lu}/u.test(word))
  );
}

/** Whether a text starts with a reference to earlier text ("It …", "they …", "and …") or in the middle of a sentence. */
export function startsWithReference(text: string): boolean {
  return (
    /^\p{Ll}/u.test(text) ||
    /^(?:it|its|it['’]s|they|their|this|these|that|those|and|but|or|also|is|are|here)\b/i.test(text)
  );
}

/** Whether a text can be understood only together with the text before it. */
export function needsContext(text: string): boolean {
  return /^\p{Ll}/u.test(text) || PRONOUNS.test(text);
}

export function isPronoun(term: string): boolean {
  return PRONOUNS.test(term);
}

/** Words that continue what was said before. */
const CONNECTIVE =
  /^(?:lastly|finally|further(?:more)?|however|similarly|likewise|instead|therefore|thus|otherwise|afterwards|additionally|moreover|for example|for instance|in addition|in contrast|on the other hand|by default|under the hood|usually|often|always|never|only|all|note|remember|supports|uses|has|works|provides|allows|requires|needs|runs|takes|makes|gives|includes|contains|offers|helps|used|good|best|can)\b/i;

/**
 * Whether a text starts a new subject: both texts are sentences without shared content words, and the start of the second
 * does not refer back.
 */
export function isNewSubject(before: string, text: string): boolean {
  if (!isEnded(before) || words(before).length < 4 || !isSelfContained(text)) return false;
  const known = new Set(contentWords(before));
  return !contentWords(text).some((word) => known.has(word));
}

/** Whether a sentence does not refer to anything said before it. */
export function isSelfContained(text: string): boolean {
  return isEnded(text) && words(text).length >= 5 && !needsContext(text) && !CONNECTIVE.test(text);
}

/** Whether any word in a sentence may refer to something said before. */
export function containsReference(sentence: string): boolean {
  return /\b(?:it|its|they|them|their|this|these|that|those|here|there|both|such|same)\b/i.test(sentence);
}

/** Splits a paragraph into sentences. The periods in "e.g." and "1.5" do not end one. */
export function sentences(text: string): string[] {
  return text
    .split(/(?<=[.!?][)”"’]?)\s+(?=[\p{Lu}\p{N}“"(`*])/u)
    .reduce<string[]>((all, part) => {
      const last = all.at(-1);
      if (last !== undefined && /(?:\b(?:e\.g|i\.e|etc|vs|approx|no|fig|eq)\.|^\w{1,2}\.)$/i.test(last))
        all[all.length - 1] = `${last} ${part}`;
      else all.push(part);
      return all;
    }, [])
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

export interface Definition {
  /** The term being defined. */
  readonly term: string;
  /** "is", "are", ":" … */
  readonly verb: string;
  readonly rest: string;
}

const VERBS =
  "is|are|refers to|means|stands for|describes|denotes|enables|allows|provides|lets|helps|contains|supports|identifies|stores|measures|controls|defines|runs|handles|returns|takes|holds|makes";
const VERB_FORM = new RegExp(
  `^(?:(?:The|An?)\\s+)?(\\S+(?: \\S+){0,5}?)(?:\\s+\\(([^()]{1,40})\\))?\\s+(${VERBS})\\s+(?!(?:not|never|no longer)\\b)(.{12,})$`,
  "s",
);
const WITH_VERB = new RegExp(
  `^\\S+(?: \\S+){0,9} (?:${VERBS}|was|were|has|have|can|cannot|must|should|may|will|needs?|does|do)\\b`,
);

/** Whether a sentence definitely has a subject and a verb, rather than being an instruction or a fragment. */
export function hasVerb(sentence: string): boolean {
  return WITH_VERB.test(sentence);
}

const COLON_FORM = /^([^:.!?]{2,50}?)\s*(?::\s+|\s[–—-]\s+)(.{6,})$/s;

const ADVERBS = / (?:currently|usually|typically|often|also|only|always|now|mostly|generally)$/;

/** Parses "X is …", "X: …" or "X - …" if X is short enough to be a term. */
export function definition(text: string): Definition | undefined {
  const flat = plain(text);
  const colon = COLON_FORM.exec(flat);
  if (colon !== null && isTerm(colon[1] ?? "") && !/ (?:is|are|has|have|does|do) /.test(colon[1] ?? "")) {
    return { term: colon[1] ?? "", verb: ":", rest: colon[2] ?? "" };
  }
  const verb = VERB_FORM.exec(flat);
  if (verb === null || !isTerm(verb[1] ?? "") || !/^\p{Lu}/u.test(flat)) return undefined;
  return { term: (verb[1] ?? "").replace(ADVERBS, ""), verb: verb[3] ?? "", rest: verb[4] ?? "" };
}

function isTerm(text: string): boolean {
  const count = words(text).length;
  return (
    count > 0 &&
    count <= 5 &&
    text.length <= 50 &&
    !isPronoun(text) &&
    !/^(?:two|three|four|five|six|seven|each|every|all|many|several|any)\b|\bthere$/i.test(text) &&
    !/[,;"“”]|\b(?:it|them|you|your|we)\b/.test(text) &&
    !/\b(?:not|can|cannot|will|should|must|may|could|would|which|that|who|by|with|used|as|the following|because|where|when|while|more|only|algorithm to)\b/i.test(
      text,
    )
  );
}

/** Cuts a text at a word boundary and adds an ellipsis, if it is longer than `max` characters. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text
    .slice(0, max - 1)
    .toWellFormed()
    .replaceAll("\ufffd", "");
  const end = cut.lastIndexOf(" ");
  return `${(end > max / 2 ? cut.slice(0, end) : cut).replace(/(?<![\s,;:.–—-])[\s,;:.–—-]+$/, "")}…`;
}
