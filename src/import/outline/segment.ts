import type { Line } from "./cheatsheet-lines.ts";
import { isEnded, isOpenEnded, isTitleCase, words } from "./phrases.ts";

export interface ListItem {
  text: string;
  /** In spaces; 0 for all items if nesting was lost, and -1 for items without marks. */
  readonly indent: number;
  readonly line: number;
  lastLine: number;
}
export type Part =
  | { readonly kind: "paragraph"; text: string; readonly line: number; lastLine: number }
  | { readonly kind: "list"; readonly items: ListItem[]; readonly line: number; lastLine: number };

/** A heading, or the content between stray dashes, empty lines and headings. */
export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly text: string; readonly line: number }
  | { readonly kind: "chunk"; readonly dashed: boolean; readonly parts: Part[] };

type Chunk = Extract<Block, { kind: "chunk" }>;

const HEADING_LENGTH = 70;
const SHORT = 60;
/** Shorter lines were not wrapped by the page's width. */
const WRAPPED_LENGTH = 60;

/** Groups lines into headings, and the paragraphs and lists between them. */
export function segment(lines: readonly Line[]): Block[] {
  const blocks: Block[] = [];
  let chunk: Chunk = { kind: "chunk", dashed: false, parts: [] };
  const close = (dashed: boolean): void => {
    if (chunk.parts.length > 0) blocks.push(chunk);
    chunk = { kind: "chunk", dashed, parts: [] };
  };
  for (const [index, line] of lines.entries()) {
    if (line.type === "dash") close(true);
    else if (line.type === "blank") {
      if (!continuesAfterBlank(chunk, lines, index)) close(false);
    } else if (line.type === "heading") {
      close(false);
      blocks.push({ kind: "heading", level: line.level, text: line.text, line: line.number });
    } else if (line.type === "text" && isUnmarkedHeading(lines, index, chunk, blocks)) {
      close(false);
      blocks.push({ kind: "heading", level: 0, text: line.text, line: line.number });
    } else addLine(chunk, line, lines[index + 1]);
  }
  close(false);
  return blocks;
}

/** Whether a list follows its lead ("The steps are:") or continues after an empty line. */
function continuesAfterBlank(chunk: Chunk, lines: readonly Line[], index: number): boolean {
  const next = lines.slice(index + 1, index + 4).find((line) => line.type !== "blank");
  const last = chunk.parts.at(-1);
  if (last === undefined || next === undefined) return false;
  if (last.kind === "paragraph") return last.text.endsWith(":") && (next.type === "item" || next.type === "code");
  return (
    next.type === "item" || (next.type === "text" && next.indent >= 2 && next.indent > (last.items.at(-1)?.indent ?? 0))
  );
}

/** Determines whether an unmarked line is a heading: the line, its neighbors, and the end of the chunk. */
interface Candidate {
  readonly text: string;
  readonly before: Line | undefined;
  readonly after: Line;
  readonly last: Chunk["parts"][number] | undefined;
  readonly lastText: string;
}

function isUnmarkedHeading(lines: readonly Line[], index: number, chunk: Chunk, blocks: readonly Block[]): boolean {
  const candidate = candidateAt(lines, index, chunk);
  if (candidate === undefined || isPartOfText(candidate)) return false;
  const { text, before, after } = candidate;
  if (isBlank(before) && after.type === "blank")
    return /^[\p{Lu}\p{N}]/u.test(text) && !startsList(lines, index + 1, blocks.length === 0);
  return isBlank(before) || before?.type === "heading" || candidate.last === undefined
    ? opensBlock(candidate)
    : interruptsText(candidate);
}

function candidateAt(lines: readonly Line[], index: number, chunk: Chunk): Candidate | undefined {
  const [before, line, after] = [lines[index - 1], lines[index], lines[index + 1]];
  if (line === undefined || after === undefined || line.indent > 1 || !isHeadingText(line.text)) return undefined;
  const last = chunk.parts.at(-1);
  const lastText = last?.kind === "paragraph" ? last.text : (last?.items.at(-1)?.text ?? "");
  return { text: line.text, before, after, last, lastText };
}

/** Whether the line continues the previous line or is continued by the next. */
function isPartOfText({ text, before, after, last, lastText }: Candidate): boolean {
  if (before?.type === "dash") return true;
  if (after.type === "text" && !/^[\p{Lu}\p{N}“"]/u.test(after.text) && !startsSentence(text, after.text)) return true;
  if (last?.kind === "list") return last.items.at(-1)?.line === before?.number && before?.type === "text";
  return last?.kind === "paragraph" && before?.type !== "blank" && /[:,]$/.test(lastText);
}

const isBlank = (line: Line | undefined): boolean => line === undefined || line.type === "blank";

const leadsOn = ({ text, after }: Candidate): boolean =>
  (after.type === "dash" || after.type === "item") && words(text).length <= 5;

function opensBlock(candidate: Candidate): boolean {
  return isTitleCase(candidate.text) || leadsOn(candidate);
}

/** Between two lines of text, a heading needs stronger evidence. */
function interruptsText(candidate: Candidate): boolean {
  const { text, after, lastText } = candidate;
  if (after.type === "text" && after.text.startsWith(text)) return true;
  if (isOpenEnded(lastText)) return false;
  if (isTitleCase(text)) return after.type !== "blank" || isEnded(lastText);
  return leadsOn(candidate) && isEnded(lastText);
}

/** "rebase is …" under "Moving Commits Around" is a sentence of its own, even though it starts in lowercase. */
function startsSentence(heading: string, text: string): boolean {
  return (
    isTitleCase(heading) &&
    words(heading).length >= 3 &&
    isEnded(text) &&
    /^\p{Ll}[\w.-]+(?: [\w.-]+)? (?:is|are|has|does|can) /u.test(text)
  );
}

/**
 * A single line between empty ones may also be an item of a list that lost its marks, in which case its neighbors look the
 * same.
 */
function startsList(lines: readonly Line[], index: number, first: boolean): boolean {
  if (first) return false;
  const next = lines[index + 1];
  return (
    next?.type === "text" && isHeadingText(next.text) && lines[index + 2]?.type === "blank" && !isTitleCase(next.text)
  );
}

function isHeadingText(text: string): boolean {
  return (
    text.length <= HEADING_LENGTH &&
    words(text).length <= 8 &&
    /^[\p{Lu}\p{N}]/u.test(text) &&
    /\p{L}{2}/u.test(text) &&
    !/[.!?,;:=|]$|\s[-–—]\s(?:.*\s)?[“"(]?\p{Ll}{3,}|: |\. |https?:|[`{}<>=|]/u.test(text) &&
    !/\b(?:is|are|was|has|have|can|will|must|should|uses|does|do|means)\b/.test(text)
  );
}

function addLine(chunk: Chunk, line: Line, next: Line | undefined): void {
  if (line.type === "item") addItem(chunk, line);
  else if (line.type === "code") addCode(chunk, line);
  else addText(chunk, line, next);
}

function addText(chunk: Chunk, line: Line, next: Line | undefined): void {
  const last = chunk.parts.at(-1);
  const item = last?.kind === "list" ? last.items.at(-1) : undefined;
  const isUnmarkedItem = isImplicitItem(line.text);
  if (item !== undefined) {
    const isUnmarkedList = item.indent < 0;
    if (isUnmarkedList && isUnmarkedItem) addItem(chunk, { ...line, indent: -1 });
    else if (!isUnmarkedList && continuesItem(item, line)) join(item, line, next);
    else startParagraph(chunk, line);
  } else if (last?.kind === "paragraph" && last.text.endsWith(":")) {
    const isFirst = isUnmarkedItem && next?.type === "text" && isImplicitItem(next.text);
    if (isFirst) addItem(chunk, { ...line, indent: -1 });
    else startParagraph(chunk, line);
  } else if (last?.kind === "paragraph" && continuesParagraph(last.text, line.text)) join(last, line, next);
  else startParagraph(chunk, line);
}

function isImplicitItem(text: string): boolean {
  return text.length <= SHORT && !/[.!?:;]$/.test(text) && /^[\p{L}\p{N}“"`]/u.test(text);
}

function continuesItem(item: ListItem, line: Line): boolean {
  if (line.indent > item.indent && line.indent >= 2) return true;
  return /^[\p{Ll},.;)]/u.test(line.text) || (!isEnded(item.text) && isOpenEnded(item.text));
}

function continuesParagraph(text: string, added: string): boolean {
  if (/^[\p{Ll},.;:)!?%]/u.test(added)) return true;
  if (isEnded(text)) return false;
  return isOpenEnded(text) || text.length >= WRAPPED_LENGTH;
}

function addItem(chunk: Chunk, line: Line): void {
  const item: ListItem = { text: line.text, indent: line.indent, line: line.number, lastLine: line.number };
  const last = chunk.parts.at(-1);
  if (last?.kind === "list") {
    last.items.push(item);
    last.lastLine = line.number;
  } else chunk.parts.push({ kind: "list", items: [item], line: line.number, lastLine: line.number });
}

function addCode(chunk: Chunk, line: Line): void {
  const text = `\`${line.text.trim().replaceAll("`", "'")}\``;
  const last = chunk.parts.at(-1);
  const item = last?.kind === "list" ? last.items.at(-1) : undefined;
  if (item !== undefined) join(item, { ...line, text }, undefined);
  else if (last?.kind === "paragraph" && /^`[^`]*`(?: `[^`]*`)*$/.test(last.text))
    join(last, { ...line, text }, undefined);
  else chunk.parts.push({ kind: "paragraph", text, line: line.number, lastLine: line.number });
}

function startParagraph(chunk: Chunk, line: Line): void {
  chunk.parts.push({ kind: "paragraph", text: line.text, line: line.number, lastLine: line.number });
}

/** A name on its own line in the middle of a sentence was `code` that lost its marks. */
function join(target: { text: string; lastLine: number }, line: Line, next: Line | undefined): void {
  const isName = /^[\w.:/@$-]+$/.test(line.text) && /[\p{L}]/u.test(line.text);
  const inSentence = !isEnded(target.text) && next?.type === "text" && /^[\p{Ll}.,;:)]/u.test(next.text);
  const text = isName && inSentence && line.text.length <= 60 ? `\`${line.text}\`` : line.text;
  const gap = /^[.,;:)!?]/.test(text) || target.text === "" ? "" : " ";
  target.text += `${gap}${text}`;
  target.lastLine = line.number;
}
