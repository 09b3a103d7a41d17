import type { OptionLabel } from "../../../chat/card.ts";

const LABELS: readonly OptionLabel[] = ["1", "2", "3", "4", "5"];

/** "1" → "1️⃣" */
export function keycap(label: OptionLabel): string {
  return `${label}\uFE0F\u20E3`;
}

/** The option that an emoji stands for. Clients send the keycap with and without its variation selector. */
export function labelOfEmoji(emoji: string): OptionLabel | undefined {
  const plain = emoji.replace("\uFE0F", "");
  return LABELS.find((label) => plain === `${label}\u20E3`);
}
