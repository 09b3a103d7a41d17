import type { Card } from "./card.ts";

/** Shown by a platform if the bot gave no reply, because of a fault or because it was stopped. */
export const TROUBLE: Card = {
  tone: "problem",
  title: "Something went wrong",
  blocks: [{ type: "text", text: "I could not do that just now. Nothing was lost; try it again in a moment." }],
};
