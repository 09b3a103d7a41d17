import type { List, PhrasingContent, RootContent } from "mdast";
import type { EpochMs, Prose } from "../../../chat/card.ts";
import { parseMarkdown } from "../../../chat/markdown.ts";

/** How many characters of text are left. Text that does not fit is cut, and its styles are still closed. */
interface Budget {
  left: number;
}

/**
 * Turns the cards' Markdown (bold, italics, `code`, links, lists, paragraphs) into Discord's, at most `max` characters of it.
 * Everything else shows as text: it makes no mention, no spoiler and no heading. Only a moment becomes a time stamp.
 */
export function markdownToDiscord(markdown: Prose, max = Number.POSITIVE_INFINITY): string {
  const root = parseMarkdown(markdown);
  const whole = blocks(root.children, { left: Number.POSITIVE_INFINITY });
  if (whole.length <= max) return whole;
  // The budget counts only text. Where the signs around it make it too long, a smaller budget is tried.
  for (let budget = max; budget > 0; budget -= Math.ceil(max / 20)) {
    const cut = blocks(root.children, { left: budget });
    if (cut.length <= max) return cut;
  }
  return "";
}

/** Plain data (a name, a title) that shows exactly as it is. */
export function plainToDiscord(text: string): string {
  return escapeText(text.replace(/\s+/g, " ").trim());
}

function blocks(nodes: readonly RootContent[], budget: Budget): string {
  return nodes
    .map((node) => (budget.left > 0 ? block(node, budget) : ""))
    .filter((text) => text !== "")
    .join("\n\n");
}

function block(node: RootContent, budget: Budget): string {
  if (node.type === "paragraph") return phrases(node.children, budget);
  if (node.type === "list") return list(node, budget);
  return "";
}

function list(node: List, budget: Budget): string {
  const start = node.start ?? 1;
  return node.children
    .filter(() => budget.left > 0)
    .map((item, index) => {
      const sign = node.ordered === true ? `${start + index}.` : "-";
      return `${sign} ${item.children
        .map((child) => block(child, budget))
        .join("\n")
        .replaceAll("\n", "\n  ")}`;
    })
    .join("\n");
}

function phrases(nodes: readonly PhrasingContent[], budget: Budget): string {
  return nodes.map((node) => (budget.left > 0 ? phrase(node, budget) : "")).join("");
}

function phrase(node: PhrasingContent, budget: Budget): string {
  switch (node.type) {
    case "text":
      return escapeText(spend(node.value, budget));
    case "strong":
      return wrap("**", phrases(withoutBold(node.children), budget));
    case "emphasis":
      return wrap("*", phrases(node.children, budget));
    case "inlineCode":
      return code(spend(node.value, budget));
    case "break":
      return "\n";
    case "moment":
      return timestamp(node.at, budget);
    case "link":
      return link(node.url, phrases(node.children, budget), budget);
    default:
      return "";
  }
}

/** A key of several steps, of which one has bold words, is bold as a whole: Discord would read a sign within as its end. */
function withoutBold(nodes: readonly PhrasingContent[]): readonly PhrasingContent[] {
  return nodes.flatMap((node): readonly PhrasingContent[] => {
    if (node.type === "strong") return withoutBold(node.children);
    return node.type === "emphasis" ? [{ ...node, children: [...withoutBold(node.children)] }] : [node];
  });
}

function spend(text: string, budget: Budget): string {
  const given = budget.left;
  budget.left -= text.length;
  if (text.length <= given) return text;
  const cut = text.slice(0, Math.max(given - 1, 0));
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

function wrap(sign: string, text: string): string {
  return text === "" ? "" : `${sign}${text}${sign}`;
}

function code(text: string): string {
  if (!text.includes("`")) return `\`${text}\``;
  return `\`\` ${text.replaceAll("``", "`\u200B`")} \`\``;
}

/** The angle brackets keep Discord from showing a preview. */
function link(url: string, text: string, budget: Budget): string {
  if (!URL.canParse(url) || !["http:", "https:"].includes(new URL(url).protocol)) return text;
  const { href } = new URL(url);
  if (href.length > budget.left) return text;
  budget.left -= href.length;
  return `[${text}](<${href.replace(/[<>]/g, encodeURIComponent)}>)`;
}

/** Each reader sees it in their own zone. */
function timestamp(at: EpochMs, budget: Budget): string {
  const stamp = `<t:${Math.floor(at / 1000)}:f>`;
  budget.left -= stamp.length;
  return stamp;
}

/** A bare web address stays a link, up to the first sign that could be markup. */
function escapeText(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>*|~`\\[\]]+)/)
    .map((part, index) => (index % 2 === 1 ? part : escapeWords(part)))
    .join("");
}

function escapeWords(text: string): string {
  return (
    text
      .replace(/[\\`*_~|<>[\]()]/g, "\\$&")
      // Headings, small print and list signs count only where a line begins.
      .replace(/^(\s*)([#+-])(?=\s|#)/gm, "$1\\$2")
      .replace(/^(\s*\d+)\.(?=\s)/gm, "$1\\.")
  );
}
