import type { OptionLabel } from "../../../chat/card.ts";

const EMOJI = { one: "1", two: "2", three: "3", four: "4", five: "5" } as const satisfies Record<string, OptionLabel>;

export type OptionEmoji = keyof typeof EMOJI;

/** The option that a reaction's name stands for. */
export function labelOfEmoji(name: string): OptionLabel | undefined {
  return Object.hasOwn(EMOJI, name) ? EMOJI[name as OptionEmoji] : undefined;
}

export function emojiOfLabel(label: OptionLabel): OptionEmoji {
  return (["one", "two", "three", "four", "five"] as const)[Number(label) - 1] ?? "one";
}
