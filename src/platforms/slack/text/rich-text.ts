import type { RichTextBlockElement, RichTextElement, RichTextSection } from "@slack/types";
import type { List, PhrasingContent, RootContent } from "mdast";
import { type Moment, momentWords, type Prose } from "../../../chat/card.ts";
import { parseMarkdown } from "../../../chat/markdown.ts";
import { LIMITS } from "../limits.ts";
import { labelOfEmoji } from "./labels.ts";

export interface Style {
  readonly bold?: true;
  readonly italic?: true;
  readonly code?: true;
}

/** Changes a text in backticks: a command gets the prefix that this workspace's manifest gave it. */
export type CodeText = (code: string) => string;

/**
 * Markdown as rich text. Slack finds no markup and no mention in rich text's `text` elements, so nothing needs escaping and
 * nobody can be notified.
 */
export function markdownToRichText(markdown: Prose, codeText: CodeText): RichTextBlockElement[] {
  const blocks = parseMarkdown(markdown).children;
  return blocks.flatMap((block, index) => {
    const elements = blockToRichText(block, codeText, 0);
    const next = blocks[index + 1];
    // Slack puts no space between sections, so paragraphs bring their empty line.
    if (block.type === "paragraph" && next?.type === "paragraph")
      (elements.at(-1) as RichTextSection).elements.push(plain("\n"));
    return elements;
  });
}

/** The Markdown's phrases in one list: paragraphs and items are joined by line breaks. */
export function markdownToPhrases(markdown: Prose, codeText: CodeText): RichTextElement[] {
  return sectionsOf(markdownToRichText(markdown, codeText)).flatMap((section, index) => [
    ...(index === 0 ? [] : [plain("\n")]),
    ...section.elements,
  ]);
}

/** The words alone, for places without styles. */
export function markdownToWords(markdown: Prose, codeText: CodeText = (code) => code): string {
  return richTextToWords(markdownToRichText(markdown, codeText));
}

export function richTextToWords(elements: readonly RichTextBlockElement[]): string {
  return sectionsOf(elements)
    .map((section) => section.elements.map(phraseToWords).join(""))
    .join("\n");
}

function sectionsOf(elements: readonly RichTextBlockElement[]): readonly RichTextSection[] {
  return elements.flatMap((element) =>
    element.type === "rich_text_list" ? element.elements : [element as RichTextSection],
  );
}

function phraseToWords(phrase: RichTextElement): string {
  switch (phrase.type) {
    case "text":
      return phrase.text;
    case "link":
      return phrase.text ?? phrase.url;
    case "date":
      return phrase.fallback ?? "";
    case "emoji":
      return `${labelOfEmoji(phrase.name) ?? ""}.`;
    default:
      return "";
  }
}

export function plain(text: string, style: Style = {}): RichTextElement {
  return { type: "text", text, ...(Object.keys(style).length > 0 && { style }) };
}

/** Slack shows it in the reader's own zone and language. */
export function dateElement(moment: Moment): RichTextElement {
  const timestamp = Math.floor(moment.at / 1000);
  return { type: "date", timestamp, format: "{date_short_pretty} {time}", fallback: momentWords(moment) };
}

function blockToRichText(node: RootContent, codeText: CodeText, indent: number): RichTextBlockElement[] {
  switch (node.type) {
    case "paragraph":
      return [section(node.children.flatMap((child) => phraseToRichText(child, {}, codeText)))];
    case "list":
      return listToRichText(node, codeText, indent);
    default:
      return [];
  }
}

/** Slack's lists don't nest: an inner list is a list of its own, indented. */
function listToRichText(list: List, codeText: CodeText, indent: number): RichTextBlockElement[] {
  const parts: RichTextBlockElement[] = [];
  let items: RichTextSection[] = [];
  const flush = (): void => {
    if (items.length > 0)
      parts.push({
        type: "rich_text_list",
        style: list.ordered === true ? "ordered" : "bullet",
        indent: Math.min(indent, 8),
        elements: items,
      });
    items = [];
  };
  for (const item of list.children) {
    const phrases = item.children.flatMap((child) =>
      child.type === "paragraph" ? child.children.flatMap((phrase) => phraseToRichText(phrase, {}, codeText)) : [],
    );
    items.push(section(phrases));
    const inner = item.children.flatMap((child) =>
      child.type === "list" ? listToRichText(child, codeText, indent + 1) : [],
    );
    if (inner.length > 0) flush();
    parts.push(...inner);
  }
  flush();
  return parts;
}

/** Slack refuses a section without elements. */
function section(elements: RichTextElement[]): RichTextSection {
  return { type: "rich_text_section", elements: elements.length > 0 ? elements : [plain(" ")] };
}

function phraseToRichText(node: PhrasingContent, style: Style, codeText: CodeText): RichTextElement[] {
  switch (node.type) {
    case "text":
      return [plain(node.value, style)];
    case "strong":
      return node.children.flatMap((child) => phraseToRichText(child, { ...style, bold: true }, codeText));
    case "emphasis":
      return node.children.flatMap((child) => phraseToRichText(child, { ...style, italic: true }, codeText));
    case "inlineCode":
      return [plain(codeText(node.value), { ...style, code: true })];
    case "break":
      return [plain("\n")];
    case "moment":
      return [dateElement(node)];
    case "link":
      return linkToRichText(
        node.url,
        node.children.flatMap((child) => phraseToRichText(child, style, codeText)),
      );
    default:
      return [];
  }
}

/** Only web addresses become links; of any other link, the words stay. */
function linkToRichText(url: string, words: RichTextElement[]): RichTextElement[] {
  const text = words.map((word) => (word.type === "text" ? word.text : "")).join("");
  if (!isWebAddress(url) || url.length > LIMITS.url) return words;
  return [{ type: "link", url, ...(text !== "" && { text }) }];
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol);
}
