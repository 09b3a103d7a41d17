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

/** Stands on both sides of a moment's number while the pieces are parsed as one text; the pieces themselves lose it. */
const PLACE = "\uFFFC";
const PLACED = /\uFFFC(\d{1,4})\uFFFC/;

/** The subset that cards are written in. What it does not know is no syntax at all: it reads as it was typed. */
export function parseMarkdown(prose: Prose): Root {
  if (typeof prose === "string") return fromMarkdown(prose, SUBSET);
  const pieces = prose.map((piece, index) =>
    typeof piece === "string" ? piece.replaceAll(PLACE, "") : `${PLACE}${index}${PLACE}`,
  );
  const root = fromMarkdown(pieces.join(""), SUBSET);
  putMoments(root, prose);
  return root;
}

function putMoments(parent: Parents, pieces: readonly (string | Moment)[]): void {
  parent.children = (parent.children as RootContent[]).flatMap((node): RootContent[] => {
    if ("children" in node) putMoments(node, pieces);
    return node.type === "text" ? splitText(node.value, pieces) : [node];
  }) as typeof parent.children;
}

function splitText(text: string, pieces: readonly (string | Moment)[]): PhrasingContent[] {
  // Every other part is the number of a moment.
  return text.split(PLACED).flatMap((part, index): PhrasingContent[] => {
    if (index % 2 === 0) return part === "" ? [] : [{ type: "text", value: part }];
    const moment = pieces[Number(part)];
    return moment === undefined || typeof moment === "string" ? [] : [{ type: "moment", ...moment }];
  });
}
