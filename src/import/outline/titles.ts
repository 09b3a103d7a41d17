import { contentWords } from "../../deck/check/words.ts";
import { plain } from "../formats/html.ts";
import { definition, sentences, shorten, startsWithReference } from "./phrases.ts";
import type { Piece } from "./pieces.ts";

/** In characters: the longest heading that fits on a phone. */
const TITLE_LENGTH = 70;

/**
 * A title for a piece, in a few of its own words. `section` is the heading above it, if that is specific enough.
 */
export function titleOf(piece: Piece, section: string | undefined): string {
  const text = plain(piece.paragraphs[0] ?? piece.items[0]?.text ?? "");
  const own = ownTitle(piece, text);
  const lost = piece.lead === undefined && (startsWithReference(text) || piece.isItem === true);
  if (section === undefined || (!lost && !isVague(own)) || sharesWord(own, section))
    return capitalize(shorten(own, 100));
  return capitalize(shorten(`${shorten(section, 60)}: ${own}`, 100));
}

function ownTitle(piece: Piece, text: string): string {
  if (piece.items.length > 0) return shorten(plain(piece.lead ?? text), TITLE_LENGTH);
  const term = definedTerm(text);
  if (piece.lead !== undefined) {
    const lead = plain(piece.lead);
    return shorten(lead.length > 45 || term === undefined ? lead : `${lead}: ${term}`, TITLE_LENGTH);
  }
  return term ?? firstWords(text);
}

/** "X is …" defines X, whereas "X lets you do this" is only one of many facts about X. */
function definedTerm(text: string): string | undefined {
  const defined = definition(text);
  const isDefinition = /^(?::|is|are|refers to|means|stands for|describes|denotes)$/.test(defined?.verb ?? "");
  return isDefinition ? defined?.term : undefined;
}

/** The first sentence, or only its first clause if the sentence is too long and the clause says enough. */
function firstWords(text: string): string {
  const first = (sentences(text)[0] ?? text)
    .replace(/(?<![.!?:,])[.!?:,]+$/, "")
    .replace(/^(?:and|but|so|or|is|are) (?:an? |the )?/, "");
  if (first.length <= TITLE_LENGTH) return first;
  const clause = first.split(/(?:,| which | that | because | so that | in order to | \()/)[0] ?? first;
  const isOpening = /^(?:if|when|with|within|by|in|for|to|on|at|after|before|while|as|from|using)\b/i.test(first);
  return !isOpening && clause.length >= 20 && clause.length <= TITLE_LENGTH ? clause : shorten(first, TITLE_LENGTH);
}

/** Whether a title is a single common word, which says little without its section. */
function isVague(title: string): boolean {
  return !title.includes(" ") && /^\p{Lu}?\p{Ll}+$/u.test(title);
}

function sharesWord(title: string, section: string): boolean {
  const own = new Set(contentWords(title));
  return contentWords(section).some((word) => own.has(word));
}

function capitalize(title: string): string {
  return /^\p{Ll}+(?:[ ,:…]|$)/u.test(title) ? title.charAt(0).toUpperCase() + title.slice(1) : title;
}
