import type { Card } from "../../chat/card.ts";

/** A card as JSON, with its images' bytes in base64. */
export function cardToJson(card: Card): string {
  const blocks = card.blocks.map((block) =>
    block.type === "image" ? { ...block, png: Buffer.from(block.png).toString("base64") } : block,
  );
  return JSON.stringify({ ...card, blocks });
}

export function cardFromJson(json: string): Card {
  return JSON.parse(json, (key, value: unknown) =>
    key === "png" && typeof value === "string" ? new Uint8Array(Buffer.from(value, "base64")) : value,
  ) as Card;
}
