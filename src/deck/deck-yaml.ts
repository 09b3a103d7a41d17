import { Document, isScalar, Scalar, visit } from "yaml";
import type { DeckFile, TopicFile } from "./format.ts";

/** In characters: longer text is folded below its key. */
const INLINE = 90;
const WIDTH = 120;

export function deckYaml(deck: DeckFile): string {
  return `# yaml-language-server: $schema=../../deck.schema.json\n${print(new Document(deck))}`;
}

export function topicYaml(topic: TopicFile): string {
  return `# yaml-language-server: $schema=../../topic.schema.json\n${print(new Document(topic))}`;
}

/** Prints a document the way that docs/authoring.md writes decks; an author's comments stay. */
export function print(document: Document): string {
  visit(document, {
    Scalar: (key, node) => {
      const style =
        key !== "key" && typeof node.value === "string" && node.type === undefined ? styleOf(node) : undefined;
      if (style !== undefined) node.type = style;
    },
    Seq: (_, node) => {
      const short = node.items.every(
        (item) => isScalar(item) && typeof item.value === "string" && item.value.length <= 30 && !/\n/.test(item.value),
      );
      if (node.flow === undefined && short && node.items.length > 0 && node.items.length <= 8) node.flow = true;
    },
  });
  return document.toString({ lineWidth: WIDTH, flowCollectionPadding: false, minContentWidth: 60 });
}

function styleOf(node: Scalar): Scalar.Type | undefined {
  const text = String(node.value);
  // Blocks cannot begin with a space nor carry every character; the library then quotes them by itself.
  if (text.includes("\n")) return Scalar.BLOCK_LITERAL;
  return text.length > INLINE ? Scalar.BLOCK_FOLDED : undefined;
}
