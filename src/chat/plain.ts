import type { Markdown } from "./card.ts";
import { parseMarkdown } from "./markdown.ts";

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

/** The text without Markdown, on one line, for pictures and for platforms that take only plain text there. */
export function plainText(markdown: Markdown): string {
  return words(parseMarkdown(markdown) as Node)
    .replace(/\s+/g, " ")
    .trim();
}

function words(node: Node): string {
  if (node.value !== undefined) return node.value;
  const inner = (node.children ?? []).map(words).join("");
  return node.type === "paragraph" || node.type === "listItem" || node.type === "break" ? `${inner} ` : inner;
}
