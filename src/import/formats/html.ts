import type { Element, Nodes, Parents, Root } from "hast";
import { fromHtml } from "hast-util-from-html";
import { toMdast } from "hast-util-to-mdast";
import { toMarkdown } from "mdast-util-to-markdown";
import { plainText } from "../../deck/check/words.ts";
import { ImportError } from "../import-error.ts";

/** In characters. A card of more is no card; parsing it would only cost time. */
const HTML_LIMIT = 200_000;
const DEPTH_LIMIT = 100;
const TOO_DEEP = "the HTML is nested far too deeply";

/** Their content is no text for learners. */
const DROPPED = new Set(
  "script style template noscript iframe object embed applet svg math head title link meta base form input button select textarea audio video canvas frame frameset".split(
    " ",
  ),
);
const HTML_TAGS =
  "a|abbr|audio|b|big|blockquote|body|br|button|canvas|center|code|dd|del|details|div|dl|dt|em|embed|font|form|frame|h[1-6]|head|hr|html|i|iframe|img|input|ins|kbd|li|link|mark|meta|noscript|object|ol|p|picture|pre|q|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|title|tr|tt|u|ul|var|video";
const TAG = new RegExp(`</?(?:${HTML_TAGS})(?:\\s[^<>]*)?/?>`, "i");

/** Whether a text has HTML in it, rather than just a "<". What stands in `code` is no HTML. */
export function hasHtml(text: string): boolean {
  if (!text.includes("<")) return false;
  const bare = text.includes("`") ? text.replace(/`[^`\n]*`/g, "") : text;
  return TAG.test(bare) || bare.includes("<!--");
}

/**
 * HTML as Markdown in the bot's subset: bold, italics, code, links, lists and paragraphs. Scripts, styles, forms and
 * frames go with all that is in them; of pictures their descriptions stay.
 *
 * @throws ImportError where it is far too long or nested far too deeply.
 */
export function htmlToMarkdown(html: string): string {
  if (html.length > HTML_LIMIT) throw new ImportError(`the HTML has more than ${HTML_LIMIT} characters`);
  if (leavesOpen(html) > DEPTH_LIMIT) throw new ImportError(TOO_DEEP);
  try {
    return treeToMarkdown(fromHtml(html, { fragment: true }));
  } catch (error) {
    // The parser walks the tree by calling itself.
    if (error instanceof RangeError) throw new ImportError(TOO_DEEP, { cause: error });
    throw error;
  }
}

/**
 * The same for what is parsed already. Changes the tree.
 *
 * @throws ImportError where it is nested far too deeply.
 */
export function treeToMarkdown(tree: Root): string {
  if (isTooDeep(tree)) throw new ImportError(TOO_DEEP);
  simplify(tree);
  const markdown = toMarkdown(toMdast(tree), {
    bullet: "-",
    emphasis: "*",
    listItemIndent: "one",
    rule: "-",
    fences: true,
  });
  // A break within a paragraph is a backslash in Markdown; as a paragraph of its own every platform shows it.
  return tidy(markdown.replace(/(?<!\\)\\\n(?=[^\n ])/g, "\n\n").replace(/(?<!\\)\\\n(?= +\S)/g, "\n"));
}

/** Markdown as a reader sees it, on one line. */
export function plain(markdown: string): string {
  return plainText(markdown.replace(/^(?:[-*+]|\d+\.) /gm, "")).replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

/** A text that may have HTML in it, from a format whose texts are Markdown or plain. */
export function cleanText(text: string): string {
  return tidy(hasHtml(text) ? htmlToMarkdown(text) : text);
}

/** Takes out what a deck's texts may not have: control characters, halves of characters, spaces around. */
export function tidy(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\r\n?/g, "\n")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, " ")
      .replace(/(?<![ \t])[ \t]+$/gm, "")
      .replace(/\n{3,}/g, "\n\n")
      .trim()
  );
}

/** Elements that end by themselves. */
const CLOSED = new Set(
  "br hr img input p li td th tr dt dd col wbr source meta link area base embed param track option".split(" "),
);

/** How many elements are open at once, roughly. The parser opens all of them again at each end tag: a thousand take it seconds. */
function leavesOpen(html: string): number {
  let open = 0;
  let most = 0;
  for (const [, slash, name = ""] of html.matchAll(/<(\/?)([a-z][a-z0-9]{0,20})/gi)) {
    if (CLOSED.has(name.toLowerCase())) continue;
    open = Math.max(0, open + (slash === "/" ? -1 : 1));
    most = Math.max(most, open);
  }
  return most;
}

function isTooDeep(tree: Root): boolean {
  // A stack of its own: the deep trees are the ones that would exhaust the real one.
  const open: { node: Nodes; depth: number }[] = [{ node: tree, depth: 0 }];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    if (top.depth > DEPTH_LIMIT) return true;
    if ("children" in top.node) for (const node of top.node.children) open.push({ node, depth: top.depth + 1 });
  }
  return false;
}

const MARKS: Readonly<Record<string, "bold" | "slanted">> = { b: "bold", strong: "bold", i: "slanted", em: "slanted" };

/** Turns the tree into one that Markdown's subset can carry. Bold in bold is bold: writing it as Markdown would take for ever. */
function simplify(parent: Parents, marks: readonly string[] = []): void {
  const children: Parents["children"][number][] = [];
  for (const child of parent.children) {
    if (child.type === "comment" || child.type === "doctype") continue;
    if (child.type !== "element") {
      children.push(child);
      continue;
    }
    if (DROPPED.has(child.tagName)) continue;
    const mark = MARKS[child.tagName];
    simplify(child, mark === undefined ? marks : [...marks, mark]);
    children.push(...(mark !== undefined && marks.includes(mark) ? child.children : plainer(child)));
  }
  parent.children = children as Element["children"];
}

const PARAGRAPHS = new Set(["tr", "blockquote", "dt", "dd", "caption"]);
const GROUPS = new Set(["table", "tbody", "thead", "tfoot", "dl"]);
/** The bot's subset has no marks for these. */
const UNMARKED = new Set(["u", "s", "del", "sub", "sup"]);

function plainer(element: Element): Element["children"] {
  const { tagName, properties, children } = element;
  const as = (name: string): Element => ({ ...element, tagName: name, properties: {} });
  if (PARAGRAPHS.has(tagName)) return [as("p")];
  if (GROUPS.has(tagName)) return [as("div")];
  if (UNMARKED.has(tagName)) return children;
  if (/^h[1-6]$/.test(tagName)) return [{ type: "element", tagName: "p", properties: {}, children: [as("strong")] }];
  switch (tagName) {
    case "img": {
      const alt = String(properties.alt ?? "").trim();
      return alt === "" ? [] : [{ type: "text", value: alt }];
    }
    case "a":
      return /^https?:\/\//i.test(String(properties.href ?? "")) ? [element] : children;
    case "td":
    case "th":
      return [...children, { type: "text", value: " " }];
    case "hr":
      return [];
    case "pre":
      return codeLines(element);
    default:
      return [element];
  }
}

/** The bot's subset has no blocks of code. */
function codeLines(element: Element): Element[] {
  return textOf(element)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((value) => {
      const code: Element = { type: "element", tagName: "code", properties: {}, children: [{ type: "text", value }] };
      return { type: "element", tagName: "p", properties: {}, children: [code] };
    });
}

function textOf(node: Nodes): string {
  if (node.type === "text") return node.value;
  return "children" in node ? node.children.map(textOf).join("") : "";
}
