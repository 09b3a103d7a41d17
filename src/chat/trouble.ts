import type { Card } from "./card.ts";

/** What a platform tells a person where the bot gave no reply: a fault, or a stop in the middle. */
export const TROUBLE: Card = {
  tone: "problem",
  title: "Something went wrong",
  blocks: [{ type: "text", text: "I could not do that just now. Nothing was lost; try it again in a moment." }],
};
