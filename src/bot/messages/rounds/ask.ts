import { actionId, type Card, escapeMarkdown, type Markdown } from "../../../chat/card.ts";
import type { Deck, Entry } from "../../../deck/deck.ts";
import { listed } from "../words.ts";
import { QUIZ } from "./quiz.ts";
import { noteBlocks, sourceLink, topicTitle } from "./round.ts";

export const SHARE_ENTRY = "share-entry";

/** The cheatsheet's own answer. */
export function entryCard(
  deck: Deck,
  entry: Entry,
  view: {
    readonly related: readonly Entry[];
    /** Whether to add buttons to share it or be quizzed on it, which only the user who asked gets. */
    readonly buttons: boolean;
    readonly sharedBy?: string;
  },
): Card {
  const { related } = view;
  return {
    tone: "answer",
    title: entry.title,
    blocks: [
      { type: "text", text: entry.body },
      ...noteBlocks(entry),
      ...(related.length > 0
        ? [
            {
              type: "small",
              text: `Related: ${listed(related.map((other) => `*${escapeMarkdown(other.title)}*`))}`,
            } as const,
          ]
        : []),
      { type: "small", text: `${escapeMarkdown(topicTitle(deck, entry.topic))} · Source: ${sourceLink(entry.source)}` },
      ...(view.sharedBy === undefined
        ? []
        : [{ type: "small", text: `Shared by ${escapeMarkdown(view.sharedBy)}` } as const]),
      ...(view.buttons
        ? [
            {
              type: "controls",
              controls: [
                { type: "button", action: actionId(QUIZ, entry.id), label: "Ask me about this" },
                { type: "button", action: actionId(SHARE_ENTRY, entry.id), label: "Share in the channel" },
              ],
            } as const,
          ]
        : []),
    ],
  };
}

export function nothingFoundCard(query: string, topics: readonly string[]): Card {
  const near = topics.slice(0, 3).map((topic) => `*${escapeMarkdown(topic)}*`);
  return {
    tone: "answer",
    title: "Not in the cheatsheet",
    blocks: [
      { type: "text", text: `The cheatsheet says nothing about “${escapeMarkdown(query.slice(0, 100))}”.` },
      ...(near.length > 0
        ? [
            {
              type: "small",
              text: `The nearest ${near.length === 1 ? "topic is" : "topics are"} ${listed(near)}.`,
            } as const,
          ]
        : []),
    ],
  };
}

export function withheldCard(): Card {
  return {
    tone: "answer",
    title: "After the reveal",
    blocks: [
      {
        type: "text",
        text: "A round that is open right now asks about this, so I keep it back until its reveal. Answer first, then ask me again.",
      },
    ],
  };
}

export function askHelpCard(): Card {
  return {
    tone: "notice",
    title: "What would you like to know?",
    blocks: [
      {
        type: "text",
        text: "Write what you look for after the command, in your own words: `/ask how many containers in a pipeline`. Only you see the answer.",
      },
    ],
  };
}

/** Confirms that something was posted to the channel for everyone. */
export function sharedCard(): Card {
  return { tone: "notice", title: "Shared", blocks: [{ type: "text", text: "It is in the channel now." }] };
}

export const ENTRY_GONE: Markdown = "The deck no longer has this entry.";
