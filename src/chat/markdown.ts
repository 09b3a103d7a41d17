import type { Node, Parents, PhrasingContent, Root, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import type { Moment, Prose } from "./card.ts";

interface MomentNode extends Node, Moment {
  type: "moment";
}

declare module "mdast" {
  interface PhrasingContentMap {
    moment: MomentNode;
  }
  interface RootContentMap {
    moment: MomentNode;
  }
}

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

/** Encloses a moment's index while the pieces are parsed as one text. It is removed from the pieces themselves. */
const PLACEHOLDER = "\uFFFC";
const PLACEHOLDER_INDEX = /\uFFFC(\d{1,4})\uFFFC/;

/** Parses the subset of Markdown that cards are written in. Any other syntax is shown as typed. */
export function parseMarkdown(prose: Prose): Root {
  if (typeof prose === "string") return fromMarkdown(prose, SUBSET);
  const pieces = prose.map((piece, index) =>
    typeof piece === "string" ? piece.replaceAll(PLACEHOLDER, "") : `${PLACEHOLDER}${index}${PLACEHOLDER}`,
  );
  const root = fromMarkdown(pieces.join(""), SUBSET);
  insertMoments(root, prose);
  return root;
}

function insertMoments(parent: Parents, pieces: readonly (string | Moment)[]): void {
  parent.children = (parent.children as RootContent[]).flatMap((node): RootContent[] => {
    if ("children" in node) insertMoments(node, pieces);
    return node.type === "text" ? splitText(node.value, pieces) : [node];
  }) as typeof parent.children;
}

function splitText(text: string, pieces: readonly (string | Moment)[]): PhrasingContent[] {
  // The capture group puts a moment's index at every odd position.
  return text.split(PLACEHOLDER_INDEX).flatMap((part, index): PhrasingContent[] => {
    if (index % 2 === 0) return part === "" ? [] : [{ type: "text", value: part }];
    const moment = pieces[Number(part)];
    return moment === undefined || typeof moment === "string" ? [] : [{ type: "moment", ...moment }];
  });
}
