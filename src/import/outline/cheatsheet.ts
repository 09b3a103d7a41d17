import { isFunctionWord, wordsOf } from "../../deck/check/words.ts";
import { draftFillIns } from "../drafts/fill-ins.ts";
import {
  counted,
  type Imported,
  type ImportedEntry,
  type Progress,
  type Skipped,
  silent,
  skipped,
} from "../imported.ts";
import { readLines } from "./cheatsheet-lines.ts";
import { inert, mendInline } from "./inline.ts";
import { definition, needsContext, shorten, words } from "./phrases.ts";
import { joinFragments, type Piece, piecesOf } from "./pieces.ts";
import { intoSections, sectionName } from "./sections.ts";
import { segment } from "./segment.ts";
import { termsOf } from "./terms.ts";
import { titleOf } from "./titles.ts";
import { type Placed, withSensibleTopics } from "./topics.ts";

/** A heading over more chunks than this is too broad to explain each of them. */
const NARROW = 12;

/** In characters of Markdown: what an entry's body takes (see format.ts). */
const BODY_LIMIT = 1500;

/**
 * Any cheatsheet as entries with drafts of fill-in questions: Markdown, or plain text as it was copied from a web page,
 * with stray dashes, lost nesting, broken emphasis and headings without marks.
 */
export function importCheatsheet(text: string, progress: Progress = silent): Imported {
  const { lines, skipped: left } = readLines(text);
  const { title, sections } = intoSections(segment(lines));
  const placed: Placed[] = [];
  const dropped: Skipped[] = [...left];
  const seen = new Map<string, number>();
  for (const { topic, section, chunks } of counted(sections, "sections", progress)) {
    for (const piece of joinFragments(chunks).flatMap(({ parts }) => piecesOf(parts))) {
      for (const entry of toEntries(piece, topic, section, chunks.length <= NARROW)) {
        const body = entry.content.body.toLowerCase();
        const earlier = seen.get(body);
        const why = earlier === undefined ? tooLittle(entry) : `says the same as line ${earlier}`;
        if (why !== undefined) dropped.push(skipped(entry.line, why, entry.content.body));
        else placed.push({ entry, section });
        seen.set(body, earlier ?? entry.line);
      }
    }
  }
  const { entries, parted } = withSensibleTopics(placed);
  return {
    ...(title === undefined ? {} : { title }),
    entries: withoutRepeatedDrafts(withTellingTitles(entries)),
    skipped: dropped.toSorted((a, b) => a.line - b.line),
    remarks: [...languageRemarks(text), ...parted.map(partedRemark)],
  };
}

/** Words like "the" and "is" make 35 to 40 % of running English text, and 3 to 16 % of German, French, Spanish or Dutch. */
const ENGLISH = 0.2;

function languageRemarks(text: string): string[] {
  const all = wordsOf(text.slice(0, 200_000)).filter((word) => /\p{L}/u.test(word));
  const share = all.filter(isFunctionWord).length / Math.max(all.length, 1);
  if (all.length < 20 || share >= ENGLISH) return [];
  return [
    `The text does not look like English sentences (${Math.round(share * 100)} % of its words are common English ones). Drafts come from English patterns only, so expect few, and look closely at titles and terms. Name the language with --language.`,
  ];
}

function partedRemark(topic: string): string {
  return `"${topic}" had too many entries for one topic and no headings within, so it was parted where the subject changes. Look at the names of the topics.`;
}

/** What letters stand for is asked once, however often a sheet says it. */
function withoutRepeatedDrafts(entries: readonly ImportedEntry[]): ImportedEntry[] {
  const seen = new Set<string>();
  return entries.map((entry) => ({
    ...entry,
    questions: entry.questions.filter(({ content: { prompt } }) => !seen.has(prompt) && Boolean(seen.add(prompt))),
  }));
}

/** The second entry of the same title says what it adds. */
function withTellingTitles(entries: readonly ImportedEntry[]): ImportedEntry[] {
  const seen = new Set<string>();
  return entries.map((entry) => {
    const { title, body } = entry.content;
    const isFirst = !seen.has(title.toLowerCase());
    seen.add(title.toLowerCase());
    const rest = isFirst ? undefined : definition(body.split("\n")[0] ?? "")?.rest;
    return rest === undefined
      ? entry
      : { ...entry, content: { ...entry.content, title: shorten(`${title}: ${rest}`, 80) } };
  });
}

function tooLittle({ content }: ImportedEntry): string | undefined {
  return words(content.body).length < 3 ? "too little text to make an entry" : undefined;
}

function toEntries(piece: Piece, topic: string, section: string | undefined, narrow: boolean): ImportedEntry[] {
  const near = narrow ? sectionName(topic, section) : undefined;
  const title = piece.lead === undefined && piece.items.length > 0 ? (near ?? topic) : titleOf(piece, near);
  const bodies = bodiesOf(piece, narrow ? (section ?? topic) : undefined);
  return bodies.map((raw, index) => {
    const body = inert(raw);
    const name = bodies.length > 1 ? `${shorten(mendInline(title), 92)} (${index + 1})` : mendInline(title);
    return {
      topic: { title: shorten(topic, 100) },
      line: piece.line,
      lastLine: piece.lastLine,
      content: { title: name, body, ...termsOf(name, body), status: "current" },
      questions: draftFillIns(body, name, near).map((content) => ({ line: piece.line, content })),
    };
  });
}

/** The piece as Markdown, in as many parts as the limit wants. */
function bodiesOf(piece: Piece, near: string | undefined): string[] {
  const lead = piece.lead === undefined ? [] : [`${mendInline(piece.lead)}${/[?!.]$/.test(piece.lead) ? "" : ":"}`];
  const paragraphs = piece.paragraphs
    .map((paragraph, at) => withSubject(ended(mendInline(paragraph), at < piece.paragraphs.length - 1), near))
    .flatMap(splitLong);
  const top = Math.min(...piece.items.map(({ indent }) => indent));
  const items = piece.items.map(
    ({ text, indent }) =>
      `${indent > top ? "  " : ""}- ${shorten(mendInline(text).replace(/(?:[,;]|[,;]? (?:and|or))$/, ""), 700)}`,
  );
  const bodies: string[] = [];
  let body = lead.join("");
  let inList = false;
  for (const [block, isItem] of [
    ...paragraphs.map((text) => [text, false] as const),
    ...items.map((text) => [text, true] as const),
  ]) {
    const joint = body === "" ? "" : isItem && inList ? "\n" : "\n\n";
    if (body.length + joint.length + block.length > BODY_LIMIT) {
      bodies.push(body);
      body = block.trim();
    } else body += joint + block;
    inList = isItem;
  }
  return [...bodies, body].filter((text) => text !== "");
}

/** A colon or comma at the end of what has nothing after it. */
function ended(text: string, goesOn: boolean): string {
  return goesOn && text.endsWith(":")
    ? text
    : text.replace(/(?<![\s,:;])[\s,:;]+$/, (tail, at: number) =>
        /[.!?]/.test(text.charAt(at - 1)) || !tail.trim() ? "" : ".",
      );
}

/** "is a delivery service." under "Firehose" says what it is about. */
function withSubject(text: string, near: string | undefined): string {
  return near !== undefined &&
    /^(?:is|are|was|has|have|can|does|will|allows|supports|provides)\b/.test(text) &&
    needsContext(text) &&
    near.length <= 50
    ? `${near} ${text}`
    : text;
}

function splitLong(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > BODY_LIMIT - 200) {
    const window = rest.slice(0, BODY_LIMIT - 200);
    const at = Math.max(window.lastIndexOf(". ") + 1, 0) || Math.max(window.lastIndexOf(" "), 0) || window.length;
    parts.push(rest.slice(0, at).toWellFormed().replaceAll("\ufffd", "").trim());
    rest = rest.slice(at).trim();
  }
  return [...parts, rest].filter((part) => part !== "");
}
