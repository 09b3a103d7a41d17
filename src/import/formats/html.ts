import type { Element, Nodes, Parents, Root } from "hast";
import { fromHtml } from "hast-util-from-html";
import { toMdast } from "hast-util-to-mdast";
import { toMarkdown } from "mdast-util-to-markdown";
import { plainText } from "../../deck/check/words.ts";
import { ImportError } from "../import-error.ts";

/** In characters. No real card is longer, and parsing one would only waste time. */
const HTML_LIMIT = 200_000;
const DEPTH_LIMIT = 100;
const TOO_DEEP = "the HTML is nested far too deeply";

/** Elements whose content is not text for learners. */
const REMOVED = new Set(
  "script style template noscript iframe object embed applet svg math head title link meta base form input button select textarea audio video canvas frame frameset".split(
    " ",
  ),
);
const HTML_TAGS =
  "a|abbr|audio|b|big|blockquote|body|br|button|canvas|center|code|dd|del|details|div|dl|dt|em|embed|font|form|frame|h[1-6]|head|hr|html|i|iframe|img|input|ins|kbd|li|link|mark|meta|noscript|object|ol|p|picture|pre|q|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|title|tr|tt|u|ul|var|video";
const TAG = new RegExp(`</?(?:${HTML_TAGS})(?:\\s[^<>]*)?/?>`, "i");

/** Whether a text contains HTML rather than just a "<". Text in `code` does not count. */
export function hasHtml(text: string): boolean {
  if (!text.includes("<")) return false;
  const bare = text.includes("`") ? text.replace(/`[^`\n]*`/g, "") : text;
  return TAG.test(bare) || bare.includes("<!--");
}

/**
 * Converts HTML to the bot's Markdown subset: bold, italics, code, links, lists and paragraphs. Scripts, styles, form
 * controls and frames are removed with their content, and pictures are replaced by their alt texts.
 *
 * @throws ImportError if the HTML is far too long or nested far too deeply
 */
export function htmlToMarkdown(html: string): string {
  if (html.length > HTML_LIMIT) throw new ImportError(`the HTML has more than ${HTML_LIMIT} characters`);
  if (maxOpenElements(html) > DEPTH_LIMIT) throw new ImportError(TOO_DEEP);
  try {
    return treeToMarkdown(fromHtml(html, { fragment: true }));
  } catch (error) {
    // The parser is recursive, so deep nesting can overflow the stack.
    if (error instanceof RangeError) throw new ImportError(TOO_DEEP, { cause: error });
    throw error;
  }
}

/**
 * The same for parsed HTML. Modifies the tree.
 *
 * @throws ImportError if the tree is nested far too deeply
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
  // A line break in a paragraph becomes a backslash in Markdown. A new paragraph instead works on every platform.
  return tidy(markdown.replace(/(?<!\\)\\\n(?=[^\n ])/g, "\n\n").replace(/(?<!\\)\\\n(?= +\S)/g, "\n"));
}

/** The text that a reader sees, on one line. */
export function plain(markdown: string): string {
  return plainText(markdown.replace(/^(?:[-*+]|\d+\.) /gm, "")).replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

/** Cleans up Markdown or plain text that may contain HTML. */
export function cleanText(text: string): string {
  return tidy(hasHtml(text) ? htmlToMarkdown(text) : text);
}

/** Removes what deck texts may not contain: control characters, lone surrogates and surrounding whitespace. */
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

/** Elements that need no end tag. */
const SELF_CLOSING = new Set(
  "br hr img input p li td th tr dt dd col wbr source meta link area base embed param track option".split(" "),
);

/** About how many elements are open at once. The parser can reopen all of them at each end tag: a thousand take seconds. */
function maxOpenElements(html: string): number {
  let open = 0;
  let most = 0;
  for (const [, slash, name = ""] of html.matchAll(/<(\/?)([a-z][a-z0-9]{0,20})/gi)) {
    if (SELF_CLOSING.has(name.toLowerCase())) continue;
    open = Math.max(0, open + (slash === "/" ? -1 : 1));
    most = Math.max(most, open);
  }
  return most;
}

function isTooDeep(tree: Root): boolean {
  // Not recursive, since a tree that is too deep would overflow the call stack.
  const open: { node: Nodes; depth: number }[] = [{ node: tree, depth: 0 }];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    if (top.depth > DEPTH_LIMIT) return true;
    if ("children" in top.node) for (const node of top.node.children) open.push({ node, depth: top.depth + 1 });
  }
  return false;
}

const MARKS: Readonly<Record<string, "bold" | "italic">> = { b: "bold", strong: "bold", i: "italic", em: "italic" };

/** Reduces the tree to what the Markdown subset can express. Nested bold is flattened, since serializing it would take forever. */
function simplify(parent: Parents, marks: readonly string[] = []): void {
  const children: Parents["children"][number][] = [];
  for (const child of parent.children) {
    if (child.type === "comment" || child.type === "doctype") continue;
    if (child.type !== "element") {
      children.push(child);
      continue;
    }
    if (REMOVED.has(child.tagName)) continue;
    const mark = MARKS[child.tagName];
    simplify(child, mark === undefined ? marks : [...marks, mark]);
    children.push(...(mark !== undefined && marks.includes(mark) ? child.children : simplifyElement(child)));
  }
  parent.children = children as Element["children"];
}

const PARAGRAPHS = new Set(["tr", "blockquote", "dt", "dd", "caption"]);
const GROUPS = new Set(["table", "tbody", "thead", "tfoot", "dl"]);
/** Elements that the bot's Markdown subset has no syntax for. */
const UNMARKED = new Set(["u", "s", "del", "sub", "sup"]);

function simplifyElement(element: Element): Element["children"] {
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

/** The bot's Markdown subset has no code blocks, so each line becomes inline code. */
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
