import { type Card, escapeMarkdown, type Markdown } from "../../chat/card.ts";
import type { Deck } from "../../deck/deck.ts";
import type { DeckChange } from "../deck-shelf.ts";
import { codeSafe } from "./problems.ts";

/** How many problems a card shows; `deck check` shows the rest. */
const SHOWN = 5;

export function reloadedCard(changes: readonly DeckChange[]): Card {
  const text = changes.length === 0 ? "Nothing has changed in the decks." : changes.map(changeLine).join("\n");
  return { tone: "notice", title: "The decks are loaded", blocks: [{ type: "text", text }] };
}

function changeLine({ id, before, after }: DeckChange): Markdown {
  const name = `\`${codeSafe(id)}\``;
  if (after === undefined) return `- ${name} is gone. Channels that use it need another one: \`/study deck <deck>\`.`;
  const [was, is] = [before === undefined ? undefined : counts(before), counts(after)];
  if (was === undefined) return `- ${name} is new: ${is}.`;
  return was === is ? `- ${name} has changed texts: ${is}.` : `- ${name} has ${is}; before: ${was}.`;
}

function counts(deck: Deck): string {
  const drafts = [...deck.questions.values()].filter(({ draft }) => draft).length;
  const asked = deck.questions.size - drafts;
  const parts = [
    `${asked} ${asked === 1 ? "question" : "questions"}`,
    `${deck.entries.size} ${deck.entries.size === 1 ? "entry" : "entries"}`,
  ];
  if (drafts > 0) parts.push(`${drafts} ${drafts === 1 ? "draft" : "drafts"}`);
  return `${parts.join(", ")} (version ${escapeMarkdown(deck.version)})`;
}

/** A broken deck's problems, each with file, line, and remedy. */
export function deckProblems(message: string): Markdown {
  const [head = "", ...lines] = message.split("\n");
  const more = lines.length > SHOWN ? [`… and ${lines.length - SHOWN} more. \`deck check\` shows all.`] : [];
  const shown = lines.slice(0, SHOWN).map((line) => `- ${escapeMarkdown(line)}`);
  return [`${escapeMarkdown(head)} The old decks stay in use.`, [...shown, ...more].join("\n")]
    .filter((part) => part !== "")
    .join("\n\n");
}
