import { hasHtml } from "../formats/html.ts";
import { type Skipped, skipped } from "../imported.ts";
import { splitJoinedWords } from "./split-joined-words.ts";

/** One line of a cheatsheet, classified only by its own appearance. */
export interface Line {
  /** The line number in the file, from 1. */
  readonly number: number;
  readonly type: "blank" | "dash" | "heading" | "item" | "text" | "code";
  /** In spaces; a tab counts as four. */
  readonly indent: number;
  /** For a heading, 1 to 6 according to its marks; otherwise 0. */
  readonly level: number;
  /** The text without its mark. */
  readonly text: string;
}

const STRAY_DASH = /^(?:[-*+•·◦▪‣–—]|\d{1,3}[.)])$/;
const ITEM = /^(?:[-*+•·◦▪‣–—]|\d{1,3}[.)]|\((?:[ivx]{1,4}|[a-z]|\d{1,2})\))\s+(?=\S)/;
/** Text of the web page around the cheatsheet, such as navigation. */
const PAGE_CHROME =
  /^(?:\d+ min(?:ute)?s?(?: read)?|(?:share|print|subscribe|sign (?:in|up)|log ?in|read more|table of contents|contents|advertisement|comments?|follow|copy|copy link|edit this page|previous|next|back to top))$/i;
const TABLE_RULE = /^[\s:|-]+$/;
const TOC_LINK = /^(?:[-*+]|\d+\.)\s+\[[^\]]*\]\(#[^)]*\)$/;

/**
 * Reads a cheatsheet's lines and removes leftovers of web pages: invisible characters, HTML, rules, and links within the
 * page. `skipped` lists the removed lines that had text.
 */
export function readLines(text: string): { lines: Line[]; skipped: Skipped[] } {
  const reading: Reading = { lines: [], leftOut: [], fence: undefined, columns: [] };
  const rows = splitJoinedWords(withoutHtml(withoutFrontMatter(text)).split("\n").map(normalizeRow));
  for (const [index, row] of rows.entries()) {
    const at = { number: index + 1, row, trimmed: row.trim(), above: rows[index - 1] ?? "" };
    if (!at.trimmed.startsWith("|")) reading.columns = [];
    if (!readCode(reading, at) && !readTableRule(reading, at) && !readChrome(reading, at)) readText(reading, at);
  }
  return { lines: setextHeadings(reading.lines), skipped: reading.leftOut };
}

interface Reading {
  readonly lines: Line[];
  readonly leftOut: Skipped[];
  /** The fence that closes the current code block. */
  fence: string | undefined;
  /** The column names of the current table. */
  columns: readonly string[];
}

interface Row {
  readonly number: number;
  readonly row: string;
  readonly trimmed: string;
  /** The preceding row. */
  readonly above: string;
}

/** A code fence, or a line inside a code block. */
function readCode(reading: Reading, { number, row, trimmed }: Row): boolean {
  const { fence } = reading;
  const mark = /^(?:```+|~~~+)/.exec(trimmed)?.[0];
  if (mark !== undefined && (fence === undefined || trimmed.startsWith(fence))) {
    reading.fence = fence === undefined ? mark : undefined;
    return true;
  }
  if (fence === undefined) return false;
  if (trimmed !== "") reading.lines.push({ number, type: "code", indent: 0, level: 0, text: row.trimEnd() });
  return true;
}

/** The row above a table's rule only names the columns, so it is not content. */
function readTableRule(reading: Reading, { number, trimmed, above }: Row): boolean {
  if (!TABLE_RULE.test(trimmed) || !trimmed.includes("---") || !trimmed.includes("|")) return false;
  if (reading.lines.at(-1)?.number === number - 1 && above.includes("|")) reading.lines.pop();
  reading.columns = cellsOf(above.trim());
  return true;
}

function readChrome({ leftOut }: Reading, { number, trimmed }: Row): boolean {
  const isChrome = PAGE_CHROME.test(trimmed);
  if (!isChrome && !TOC_LINK.test(trimmed)) return false;
  const why = isChrome ? "belongs to the page, not to the cheatsheet" : "a link into the page itself";
  leftOut.push(skipped(number, why, trimmed));
  return true;
}

function readText({ lines, columns }: Reading, { number, row, trimmed }: Row): void {
  if (/^\|.*\|$/.test(trimmed)) lines.push(lineOf({ number, row, type: "item", text: tableRow(trimmed, columns) }));
  else lines.push(...classify(number, row, lines.at(-1)));
}

/** Removes invisible characters, and replaces tabs and unusual spaces with plain spaces. */
function normalizeRow(row: string): string {
  return (
    row
      .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, "")
      .replace(/\t/g, "    ")
      .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, " ")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
      .replace(/[\u0000-\u001f\u007f]/g, " ")
  );
}

/** Adds the indent of the row. */
function lineOf({
  row,
  level = 0,
  ...line
}: Pick<Line, "number" | "type" | "text"> & { readonly row: string; readonly level?: number }): Line {
  return { ...line, indent: row.length - row.trimStart().length, level };
}

function classify(number: number, row: string, previous: Line | undefined): Line[] {
  const text = row.trim();
  const line = (type: Line["type"], content: string, level = 0) => lineOf({ number, row, type, text: content, level });
  if (text === "") return [line("blank", "")];
  if (/^(?:-{2,}|={2,}|\*{3,}|_{3,}|(?:[-*_] ){2,}[-*_])$/.test(text)) return [line("blank", text)];
  if (STRAY_DASH.test(text)) return [line("dash", "")];
  const heading = headingIn(text, previous);
  if (heading !== undefined) return [line("heading", heading.text, heading.level)];
  const mark = ITEM.exec(text)?.[0];
  if (mark !== undefined) return [line("item", stripStray(text.slice(mark.length)))];
  const quoted = text.replace(/^(?:>\s?)+/, "");
  // The dash at the end of this line belongs to the next item.
  const hanging = /^(.*\S)\s+[-*•]$/.exec(quoted);
  if (hanging?.[1] !== undefined && /[.!?:;)”"'`\w]$/.test(hanging[1])) {
    return [line("text", hanging[1]), { ...line("dash", ""), indent: 0 }];
  }
  return [line("text", quoted)];
}

/** "## Text", or a line that is entirely bold. */
function headingIn(text: string, previous: Line | undefined): { text: string; level: number } | undefined {
  const marks = /^#{1,6}/.exec(text)?.[0] ?? "";
  const marked = text
    .slice(marks.length)
    .replace(/(?<!#)#+$/, "")
    .trim();
  if (marks !== "" && marked !== "" && !/^#\w/.test(text)) return { text: withoutMarks(marked), level: marks.length };
  const isFirst = previous === undefined || previous.type === "blank" || previous.type === "heading";
  const bold = isFirst ? /^(?:\*\*|__)([^*_]{1,80})(?:\*\*|__):?$/.exec(text)?.[1] : undefined;
  return bold === undefined ? undefined : { text: withoutMarks(bold), level: 6 };
}

/** "Text" with "===" or "---" under it is a heading, but not with a single stray dash under it. */
function setextHeadings(lines: readonly Line[]): Line[] {
  return lines.flatMap((line, index): Line[] => {
    const under = lines[index + 1];
    const before = lines[index - 1];
    const isHeading =
      line.type === "text" &&
      line.text.length <= 100 &&
      (before === undefined || before.type === "blank") &&
      under?.type === "blank";
    if (isHeading && /^={2,}$/.test(under.text))
      return [{ ...line, type: "heading", level: 1, text: withoutMarks(line.text) }];
    if (isHeading && /^-{3,}$/.test(under.text))
      return [{ ...line, type: "heading", level: 2, text: withoutMarks(line.text) }];
    return [line];
  });
}

function cellsOf(row: string): string[] {
  return row
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** Turns a table row into a sentence about its first cell. If there are several other cells, each gets its column's name. */
function tableRow(row: string, columns: readonly string[]): string {
  const [first = "", ...others] = cellsOf(row);
  const facts = others.flatMap((cell, at) => {
    const column = others.length > 1 ? columns[at + 1] : "";
    return cell === "" ? [] : [column ? `${column}: ${cell}` : cell];
  });
  return facts.length === 0
    ? first
    : `${first}${others.length > 1 && columns.length > 1 ? " –" : ":"} ${facts.join("; ")}`;
}

function stripStray(text: string): string {
  return text.replace(/^\[[ xX]\]\s+/, "").replace(/(?<!\s)\s+[-*•]$/, "");
}

function withoutMarks(text: string): string {
  return text
    .replace(/\*\*|__|`/g, "")
    .replace(/\[([^[\]]*)\]\([^()]*\)/g, "$1")
    .replace(/:$/, "")
    .trim();
}

/** Removes YAML at the top of a Markdown file, but keeps its lines as blank ones so that line numbers stay correct. */
function withoutFrontMatter(text: string): string {
  const front = /^---\n[\s\S]{0,10000}?\n---(?=\n|$)/.exec(text)?.[0];
  return front === undefined ? text : blankLines(front) + text.slice(front.length);
}

function withoutHtml(text: string): string {
  if (!hasHtml(text)) return text;
  return text
    .replace(/<!--[\s\S]*?(?:-->|$)/g, blankLines)
    .replace(/<(script|style|template|noscript|iframe|svg)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, blankLines)
    .replace(/`[^`\n]*`|<\/?[a-z][^<>\n]{0,500}>/gi, (found) => {
      if (found.startsWith("`") || !hasHtml(found)) return found;
      if (/^<\/?(?:b|strong)\b/i.test(found)) return "**";
      if (/^<\/?code\b/i.test(found)) return "`";
      if (/^<li\b/i.test(found)) return "- ";
      const heading = /^<h([1-6])\b/i.exec(found)?.[1];
      if (heading !== undefined) return `${"#".repeat(Number(heading))} `;
      return /^<\/?(?:br|p|div|td|th|tr)\b/i.test(found) ? " " : "";
    })
    .replace(/&nbsp;/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&");
}

function blankLines(text: string): string {
  return "\n".repeat(text.split("\n").length - 1);
}
