import { Document, isMap, isScalar, isSeq, Scalar } from "yaml";
import type { DeckFile, TopicFile } from "./format.ts";

/** In characters. Longer text becomes a folded block below its key. */
const INLINE_LENGTH = 90;
const WIDTH = 120;

export function deckYaml(deck: DeckFile): string {
  return `# yaml-language-server: $schema=../../deck.schema.json\n${printYaml(new Document(deck))}`;
}

export function topicYaml(topic: TopicFile): string {
  return `# yaml-language-server: $schema=../../topic.schema.json\n${printYaml(new Document(topic))}`;
}

/** Prints a document in the style of docs/authoring.md, keeping the author's comments. */
export function printYaml(document: Document): string {
  setStyles(document.contents);
  return document.toString({ lineWidth: WIDTH, flowCollectionPadding: false, minContentWidth: 60 });
}

/** The library's own `visit` tracks the path to every node, which takes as long as printing. */
function setStyles(node: unknown): void {
  if (isMap(node)) for (const { value } of node.items) setStyles(value);
  else if (isSeq(node)) {
    for (const item of node.items) setStyles(item);
    if (node.flow === undefined && isShort(node.items)) node.flow = true;
  } else if (isScalar(node) && typeof node.value === "string" && node.type === undefined) {
    const style = styleOf(node.value);
    if (style !== undefined) node.type = style;
  }
}

function isShort(items: readonly unknown[]): boolean {
  const short = (item: unknown) => isScalar(item) && typeof item.value === "string" && /^.{0,30}$/.test(item.value);
  return items.length > 0 && items.length <= 8 && items.every(short);
}

function styleOf(text: string): Scalar.Type | undefined {
  // Blocks cannot begin with a space or contain every character; in that case the library quotes the text itself.
  if (text.includes("\n")) return Scalar.BLOCK_LITERAL;
  return text.length > INLINE_LENGTH ? Scalar.BLOCK_FOLDED : undefined;
}
