import { fromMarkdown } from "mdast-util-from-markdown";
import type { Markdown } from "../../chat/card.ts";

/** The rest is no syntax in a card's Markdown: it reads as it was typed. */
const SUBSET = {
  extensions: [
    {
      disable: {
        null: [
          "blockQuote",
          "codeFenced",
          "codeIndented",
          "definition",
          "headingAtx",
          "htmlFlow",
          "htmlText",
          "labelStartImage",
          "setextUnderline",
          "thematicBreak",
        ],
      },
    },
  ],
};

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

/** What a text says without its marks, on one line: for pictures and their descriptions. */
export function plainText(markdown: Markdown): string {
  return words(fromMarkdown(markdown, SUBSET) as Node)
    .replace(/\s+/g, " ")
    .trim();
}

function words(node: Node): string {
  if (node.value !== undefined) return node.value;
  const inner = (node.children ?? []).map(words).join("");
  return node.type === "paragraph" || node.type === "listItem" || node.type === "break" ? `${inner} ` : inner;
}
