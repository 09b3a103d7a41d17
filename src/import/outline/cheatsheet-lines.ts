import { hasHtml } from "../formats/html.ts";
import { type Skipped, skipped } from "../imported.ts";
import { partWords } from "./run-together.ts";

/** One line of a cheatsheet, by what it looks like alone. */
export interface Line {
  /** From 1, as the file has it. */
  readonly number: number;
  readonly type: "blank" | "dash" | "heading" | "item" | "text" | "code";
  /** In spaces; a tab counts four. */
  readonly indent: number;
  /** heading: 1 to 6, as its marks say; else 0. */
  readonly level: number;
  /** Without its mark. */
  readonly text: string;
}

const STRAY_DASH = /^(?:[-*+•·◦▪‣–—]|\d{1,3}[.)])$/;
const ITEM = /^(?:[-*+•·◦▪‣–—]|\d{1,3}[.)]|\((?:[ivx]{1,4}|[a-z]|\d{1,2})\))\s+(?=\S)/;
/** What a page shows around its text. */
const CHROME =
  /^(?:\d+ min(?:ute)?s?(?: read)?|(?:share|print|subscribe|sign (?:in|up)|log ?in|read more|table of contents|contents|advertisement|comments?|follow|copy|copy link|edit this page|previous|next|back to top))$/i;
const TABLE_RULE = /^[\s:|-]+$/;
const TOC_LINK = /^(?:[-*+]|\d+\.)\s+\[[^\]]*\]\(#[^)]*\)$/;

/**
 * A cheatsheet's lines with what a web page leaves behind taken out: invisible characters, HTML, rules, links into the
 * page itself. `skipped` tells what was left out.
 */
export function readLines(text: string): { lines: Line[]; skipped: Skipped[] } {
  const lines: Line[] = [];
  const left: Skipped[] = [];
  const rows = partWords(withoutHtml(withoutFrontMatter(text)).split("\n").map(visible));
  let fence: string | undefined;
  let columns: readonly string[] = [];
  for (const [index, row] of rows.entries()) {
    const number = index + 1;
    const trimmed = row.trim();
    if (!trimmed.startsWith("|")) columns = [];
    const mark = /^(?:```+|~~~+)/.exec(trimmed)?.[0];
    if (mark !== undefined && (fence === undefined || trimmed.startsWith(fence))) {
      fence = fence === undefined ? mark : undefined;
      continue;
    }
    if (fence !== undefined) {
      if (trimmed !== "") lines.push({ number, type: "code", indent: 0, level: 0, text: row.trimEnd() });
      continue;
    }
    if (CHROME.test(trimmed)) left.push(skipped(number, "belongs to the page, not to the cheatsheet", trimmed));
    else if (TOC_LINK.test(trimmed)) left.push(skipped(number, "a link into the page itself", trimmed));
    else if (TABLE_RULE.test(trimmed) && trimmed.includes("---") && trimmed.includes("|")) {
      // What stands above it names the columns and states nothing.
      const above = rows[index - 1] ?? "";
      if (lines.at(-1)?.number === number - 1 && above.includes("|")) lines.pop();
      columns = cellsOf(above.trim());
    } else if (/^\|.*\|$/.test(trimmed)) lines.push(lineOf(number, row, "item", tableRow(trimmed, columns)));
    else lines.push(...classify(number, row, lines.at(-1)));
  }
  return { lines: setextHeadings(lines), skipped: left };
}

/** A row without what nobody sees, its tabs and odd spaces as spaces. */
function visible(row: string): string {
  return (
    row
      .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, "")
      .replace(/\t/g, "    ")
      .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, " ")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
      .replace(/[\u0000-\u001f\u007f]/g, " ")
  );
}

function lineOf(number: number, row: string, type: Line["type"], text: string, level = 0): Line {
  return { number, type, indent: row.length - row.trimStart().length, level, text };
}

function classify(number: number, row: string, previous: Line | undefined): Line[] {
  const text = row.trim();
  const line = (type: Line["type"], content: string, level = 0) => lineOf(number, row, type, content, level);
  if (text === "") return [line("blank", "")];
  if (/^(?:-{2,}|={2,}|\*{3,}|_{3,}|(?:[-*_] ){2,}[-*_])$/.test(text)) return [line("blank", text)];
  if (STRAY_DASH.test(text)) return [line("dash", "")];
  const marks = /^#{1,6}/.exec(text)?.[0];
  const heading =
    marks &&
    text
      .slice(marks.length)
      .replace(/(?<!#)#+$/, "")
      .trim();
  if (marks !== undefined && heading && !/^#\w/.test(text)) return [line("heading", unmarked(heading), marks.length)];
  const bold = /^(?:\*\*|__)([^*_]{1,80})(?:\*\*|__):?$/.exec(text);
  if (bold !== null && (previous === undefined || previous.type === "blank" || previous.type === "heading")) {
    return [line("heading", unmarked(bold[1] ?? ""), 6)];
  }
  const mark = ITEM.exec(text)?.[0];
  if (mark !== undefined) return [line("item", stripStray(text.slice(mark.length)))];
  const quoted = text.replace(/^(?:>\s?)+/, "");
  // A dash that belongs to the next item hangs at the end of this line.
  const hanging = /^(.*\S)\s+[-*•]$/.exec(quoted);
  if (hanging?.[1] !== undefined && /[.!?:;)”"'`\w]$/.test(hanging[1])) {
    return [line("text", hanging[1]), { ...line("dash", ""), indent: 0 }];
  }
  return [line("text", quoted)];
}

/** "Text" with "===" or "---" under it is a heading; a single stray dash under it is none. */
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
      return [{ ...line, type: "heading", level: 1, text: unmarked(line.text) }];
    if (isHeading && /^-{3,}$/.test(under.text))
      return [{ ...line, type: "heading", level: 2, text: unmarked(line.text) }];
    return [line];
  });
}

function cellsOf(row: string): string[] {
  return row
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** A row as a sentence about its first cell; of several cells each is told with its column's name. */
function tableRow(row: string, columns: readonly string[]): string {
  const [first = "", ...others] = cellsOf(row);
  const told = others.flatMap((cell, at) => {
    const column = others.length > 1 ? columns[at + 1] : "";
    return cell === "" ? [] : [column ? `${column}: ${cell}` : cell];
  });
  return told.length === 0
    ? first
    : `${first}${others.length > 1 && columns.length > 1 ? " –" : ":"} ${told.join("; ")}`;
}

function stripStray(text: string): string {
  return text.replace(/^\[[ xX]\]\s+/, "").replace(/(?<!\s)\s+[-*•]$/, "");
}

function unmarked(text: string): string {
  return text
    .replace(/\*\*|__|`/g, "")
    .replace(/\[([^[\]]*)\]\([^()]*\)/g, "$1")
    .replace(/:$/, "")
    .trim();
}

/** YAML at the top of a Markdown file; its lines stay, empty, so that the numbers stay right. */
function withoutFrontMatter(text: string): string {
  const front = /^---\n[\s\S]{0,10000}?\n---(?=\n|$)/.exec(text)?.[0];
  return front === undefined ? text : emptied(front) + text.slice(front.length);
}

function withoutHtml(text: string): string {
  if (!hasHtml(text)) return text;
  return text
    .replace(/<!--[\s\S]*?(?:-->|$)/g, emptied)
    .replace(/<(script|style|template|noscript|iframe|svg)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, emptied)
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

function emptied(text: string): string {
  return "\n".repeat(text.split("\n").length - 1);
}
