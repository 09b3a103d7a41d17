import { escapeMarkdown, type Markdown } from "../../chat/card.ts";
import { codeSafe } from "./problems.ts";
import { duration } from "./words.ts";

export function unknownDeck(deck: string, decks: readonly string[]): Markdown {
  return `There is no deck \`${codeSafe(deck)}\`. The decks are ${decks.map((id) => `\`${id}\``).join(", ")}.`;
}

export function noDayOff(day: string): Markdown {
  return `${escapeMarkdown(day)} is no day off. \`/study daysoff list\` shows them as they were written.`;
}

export function tooManyDaysOff(most: number): Markdown {
  return `That is too many days off: at most ${most} dates and ranges.`;
}

export const NOT_A_DURATION: Markdown = "Write a duration like `90m`, `8h` or `2d`.";

/** In ms. */
export function durationOutOfRange(least: number, most: number): Markdown {
  return `That has to be between ${duration(least)} and ${duration(most)}.`;
}

export const NAME_SOMEBODY: Markdown = "Name a person or a role, like `/study admins add @ada`.";
export const NOT_NAMED_HERE: Markdown = "That was not an admin named here. `/study admins list` shows who is.";

export const NO_SUCH_CHANNEL: Markdown = "I can't see that channel. Add me to it, then set it up again.";
