import { isFunctionWord, wordsOf } from "../../deck/check/words.ts";
import { draftFillIns } from "../drafts/fill-ins.ts";
import {
  type Imported,
  type ImportedEntry,
  noProgress,
  type Progress,
  type Skipped,
  skipped,
  withProgress,
} from "../imported.ts";
import { readLines } from "./cheatsheet-lines.ts";
import { escapeHtml, repairInline } from "./inline.ts";
import { definition, needsContext, shorten, words } from "./phrases.ts";
import { joinFragments, type Piece, piecesOf } from "./pieces.ts";
import { groupIntoSections, sectionName } from "./sections.ts";
import { segment } from "./segment.ts";
import { termsOf } from "./terms.ts";
import { titleOf } from "./titles.ts";
import { type PlacedEntry, splitLargeTopics } from "./topics.ts";

/** A heading over more chunks than this is too broad to serve as context for each of them. */
const NARROW_LIMIT = 12;

/** In characters of Markdown: the limit for an entry's body (see format.ts). */
const BODY_LIMIT = 1500;

/**
 * Imports any cheatsheet as entries with drafts of fill-in questions. It can be Markdown, or plain text copied from a web
 * page with stray dashes, lost nesting, broken emphasis and unmarked headings.
 */
export function importCheatsheet(text: string, progress: Progress = noProgress): Imported {
  const { lines, skipped: leftOut } = readLines(text);
  const { title, sections } = groupIntoSections(segment(lines));
  const placed: PlacedEntry[] = [];
  const dropped: Skipped[] = [...leftOut];
  const seen = new Map<string, number>();
  for (const { topic, section, chunks } of withProgress(sections, "sections", progress)) {
    for (const piece of joinFragments(chunks).flatMap(({ parts }) => piecesOf(parts))) {
      for (const entry of toEntries(piece, topic, section, chunks.length <= NARROW_LIMIT)) {
        const body = entry.content.body.toLowerCase();
        const earlier = seen.get(body);
        const why = earlier === undefined ? tooLittle(entry) : `says the same as line ${earlier}`;
        if (why !== undefined) dropped.push(skipped(entry.line, why, entry.content.body));
        else placed.push({ entry, section });
        seen.set(body, earlier ?? entry.line);
      }
    }
  }
  const { entries, splitTopics } = splitLargeTopics(placed);
  return {
    ...(title === undefined ? {} : { title }),
    entries: withoutRepeatedDrafts(withDistinctTitles(entries)),
    skipped: dropped.toSorted((a, b) => a.line - b.line),
    remarks: [...languageRemarks(text), ...splitTopics.map(splitRemark)],
  };
}

/** Words like "the" and "is" make up 35 to 40% of English prose, and 3 to 16% of German, French, Spanish or Dutch. */
const MIN_ENGLISH_SHARE = 0.2;

function languageRemarks(text: string): string[] {
  const all = wordsOf(text.slice(0, 200_000)).filter((word) => /\p{L}/u.test(word));
  const share = all.filter(isFunctionWord).length / Math.max(all.length, 1);
  if (all.length < 20 || share >= MIN_ENGLISH_SHARE) return [];
  return [
    `The text does not look like English sentences (${Math.round(share * 100)} % of its words are common English ones). Drafts come from English patterns only, so expect few, and look closely at titles and terms. Name the language with --language.`,
  ];
}

function splitRemark(topic: string): string {
  return `"${topic}" had too many entries for one topic and no headings within, so it was parted where the subject changes. Look at the names of the topics.`;
}

/** Asks what an abbreviation stands for only once, however often the sheet explains it. */
function withoutRepeatedDrafts(entries: readonly ImportedEntry[]): ImportedEntry[] {
  const seen = new Set<string>();
  return entries.map((entry) => ({
    ...entry,
    questions: entry.questions.filter(({ content: { prompt } }) => !seen.has(prompt) && Boolean(seen.add(prompt))),
  }));
}

/** If a title repeats, extends the later ones with what their entry says. */
function withDistinctTitles(entries: readonly ImportedEntry[]): ImportedEntry[] {
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
    const body = escapeHtml(raw);
    const name = bodies.length > 1 ? `${shorten(repairInline(title), 92)} (${index + 1})` : repairInline(title);
    return {
      topic: { title: shorten(topic, 100) },
      line: piece.line,
      lastLine: piece.lastLine,
      content: { title: name, body, ...termsOf(name, body), status: "current" },
      questions: draftFillIns(body, name, near).map((content) => ({ line: piece.line, content })),
    };
  });
}

/** The piece as Markdown, split into as many parts as the limit requires. */
function bodiesOf(piece: Piece, near: string | undefined): string[] {
  const lead = piece.lead === undefined ? [] : [`${repairInline(piece.lead)}${/[?!.]$/.test(piece.lead) ? "" : ":"}`];
  const paragraphs = piece.paragraphs
    .map((paragraph, at) => withSubject(endSentence(repairInline(paragraph), at < piece.paragraphs.length - 1), near))
    .flatMap(splitLong);
  const top = Math.min(...piece.items.map(({ indent }) => indent));
  const items = piece.items.map(
    ({ text, indent }) =>
      `${indent > top ? "  " : ""}- ${shorten(repairInline(text).replace(/(?:[,;]|[,;]? (?:and|or))$/, ""), 700)}`,
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

/** Replaces a colon or comma at the end with a period if nothing follows. */
function endSentence(text: string, goesOn: boolean): string {
  return goesOn && text.endsWith(":")
    ? text
    : text.replace(/(?<![\s,:;])[\s,:;]+$/, (tail, at: number) =>
        /[.!?]/.test(text.charAt(at - 1)) || !tail.trim() ? "" : ".",
      );
}

/** Adds the heading as the subject: "is a delivery service." under "Firehose". */
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
