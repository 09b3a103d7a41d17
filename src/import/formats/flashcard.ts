import type { ImportedEntry, QuestionContent } from "../imported.ts";
import { shorten, words } from "../outline/phrases.ts";
import { termsOf } from "../outline/terms.ts";
import { hasHtml, plain } from "./html.ts";

/** A card with two sides, in Markdown. */
export interface Flashcard {
  readonly front: string;
  readonly back: string;
  readonly topic: string;
  readonly line: number;
  readonly lastLine?: number;
  readonly id?: string;
}

/** In characters: the longest answer that people can reasonably be asked to type. */
const TYPEABLE_LENGTH = 60;

/**
 * Converts a card to an entry, with a fill-in question if one side is short enough to type. If both are, it asks for the
 * back, as the card does. The question is a draft, since a card does not say how its answer may be worded.
 */
export function flashcardEntry(card: Flashcard): ImportedEntry {
  const [front, back] = [plain(card.front), plain(card.back)];
  const isTerm = front.length <= 100 && !front.endsWith("?");
  const title = shorten(front, 100);
  const body = isTerm ? card.back : `${card.front}\n\n${card.back}`;
  const { terms, abbreviations } = termsOf(title, card.back);
  const question = fillIn(card, front, back);
  return {
    topic: { title: shorten(card.topic, 100) },
    line: card.line,
    lastLine: card.lastLine ?? card.line,
    content: {
      ...(card.id === undefined ? {} : { id: card.id }),
      title,
      body,
      terms:
        isTerm && front.length <= 80 && words(front).length <= 6
          ? [front, ...terms.filter((term) => term !== front)].slice(0, 20)
          : terms,
      ...(abbreviations === undefined ? {} : { abbreviations }),
      status: "current",
    },
    questions: question === undefined ? [] : [{ line: card.line, content: question }],
  };
}

function fillIn(card: Flashcard, front: string, back: string): QuestionContent | undefined {
  const asksBack =
    back.length <= TYPEABLE_LENGTH && (front.endsWith("?") || back.length <= 30 || front.length > TYPEABLE_LENGTH);
  const asksFront = !asksBack && front.length <= TYPEABLE_LENGTH && !front.endsWith("?");
  if (!asksBack && !asksFront) return undefined;
  const [asked, key] = asksBack ? [card.front, back] : [card.back, front];
  const lead = asksBack ? (front.endsWith("?") ? "" : "Fill in what belongs to this: ") : "Fill in the term: ";
  const prompt = `${lead}${asked}`;
  if (key === "" || prompt.length > 600 || hasHtml(key)) return undefined;
  return {
    kind: "fill-in",
    difficulty: "medium",
    prompt,
    answer: key,
    explanation: shorten(`The card says: ${asksBack ? `${front} → ${back}` : `${front}: ${back}`}`, 1000),
    draft: true,
  };
}
