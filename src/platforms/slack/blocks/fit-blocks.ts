import type { KnownBlock, RichTextBlock, RichTextBlockElement, RichTextElement } from "@slack/types";
import { cut } from "../limits.ts";

/**
 * Drops what does not fit, from the end, and puts a "…" in its place. Headings and controls stay: without them nobody could
 * answer a question.
 */
export function fitBlocks(blocks: readonly KnownBlock[], maxBlocks: number, maxText: number): KnownBlock[] {
  const stays = (block: KnownBlock): boolean => ["header", "actions", "section"].includes(block.type);
  let text = maxText - blocks.filter(stays).reduce((sum, block) => sum + textLength(block), 0);
  let room = maxBlocks - blocks.filter(stays).length;
  const fitted: KnownBlock[] = [];
  for (const block of blocks) {
    if (stays(block)) {
      fitted.push(block);
      continue;
    }
    if (room <= 0 || text <= 0) continue;
    const length = textLength(block);
    const kept = length <= text ? block : block.type === "rich_text" ? trimRichText(block, text) : undefined;
    text -= length;
    if (kept === undefined) continue;
    room -= 1;
    fitted.push(kept);
  }
  return fitted.slice(0, maxBlocks);
}

/** All strings in it, which is more than Slack is known to count. */
function textLength(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, child]) => sum + (key === "type" || key === "action_id" || key === "block_id" ? 0 : textLength(child)),
    0,
  );
}

function trimRichText(block: RichTextBlock, limit: number): RichTextBlock | undefined {
  let left = limit;
  const trimPhrases = (phrases: readonly RichTextElement[]): RichTextElement[] =>
    phrases.flatMap((phrase) => {
      if (left <= 0) return [];
      const length = textLength(phrase);
      const kept =
        length <= left ? phrase : phrase.type === "text" ? { ...phrase, text: cut(phrase.text, left) } : undefined;
      left -= length;
      return kept === undefined ? [] : [kept];
    });
  const elements = block.elements.flatMap((element): RichTextBlockElement[] => {
    if (element.type === "rich_text_list") {
      const items = element.elements
        .map((item) => ({ ...item, elements: trimPhrases(item.elements) }))
        .filter((item) => item.elements.length > 0);
      return items.length === 0 ? [] : [{ ...element, elements: items }];
    }
    const phrases = trimPhrases(element.elements as RichTextElement[]);
    return phrases.length === 0 ? [] : [{ ...element, elements: phrases } as RichTextBlockElement];
  });
  return elements.length === 0 ? undefined : { ...block, elements };
}
