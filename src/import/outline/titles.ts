import { contentWords } from "../../deck/check/words.ts";
import { plain } from "../formats/html.ts";
import { definition, pointsBack, sentences, shorten } from "./phrases.ts";
import type { Piece } from "./pieces.ts";

/** In characters: what fits a heading on a phone. */
const TITLE_LENGTH = 70;

/**
 * What a piece is about, in a few words of its own; `section` is the heading it stands under, where that says
 * something.
 */
export function titleOf(piece: Piece, section: string | undefined): string {
  const text = plain(piece.paragraphs[0] ?? piece.items[0]?.text ?? "");
  const own = ownTitle(piece, text);
  const lost = piece.lead === undefined && (pointsBack(text) || piece.isItem === true);
  if (section === undefined || (!lost && !isVague(own)) || takesUp(own, section)) return capital(shorten(own, 100));
  return capital(shorten(`${shorten(section, 60)}: ${own}`, 100));
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

/** "X lets you do this" is one of many things that X does; "X is …" is what X is. */
function definedTerm(text: string): string | undefined {
  const defined = definition(text);
  const isDefinition = /^(?::|is|are|refers to|means|stands for|describes|denotes)$/.test(defined?.verb ?? "");
  return isDefinition ? defined?.term : undefined;
}

/** The first sentence, or its first clause where that says enough. */
function firstWords(text: string): string {
  const first = (sentences(text)[0] ?? text)
    .replace(/(?<![.!?:,])[.!?:,]+$/, "")
    .replace(/^(?:and|but|so|or|is|are) (?:an? |the )?/, "");
  if (first.length <= TITLE_LENGTH) return first;
  const clause = first.split(/(?:,| which | that | because | so that | in order to | \()/)[0] ?? first;
  const isOpening = /^(?:if|when|with|within|by|in|for|to|on|at|after|before|while|as|from|using)\b/i.test(first);
  return !isOpening && clause.length >= 20 && clause.length <= TITLE_LENGTH ? clause : shorten(first, TITLE_LENGTH);
}

/** A label of one common word says little without its section. */
function isVague(title: string): boolean {
  return !title.includes(" ") && /^\p{Lu}?\p{Ll}+$/u.test(title);
}

function takesUp(title: string, section: string): boolean {
  const own = new Set(contentWords(title));
  return contentWords(section).some((word) => own.has(word));
}

function capital(title: string): string {
  return /^\p{Ll}+(?:[ ,:…]|$)/u.test(title) ? title.charAt(0).toUpperCase() + title.slice(1) : title;
}
