import type { Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import type { Markdown } from "./card.ts";

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

/** The subset that cards are written in. What it does not know is no syntax at all: it reads as it was typed. */
export function parseMarkdown(markdown: Markdown): Root {
  return fromMarkdown(markdown, SUBSET);
}
