import { contentWords } from "../../deck/check/words.ts";
import {
  containsReference,
  definition,
  hasVerb,
  isEnded,
  isNewSubject,
  isSelfContained,
  isTitleCase,
  needsContext,
  sentences,
  words,
} from "./phrases.ts";
import type { Block, ListItem, Part } from "./segment.ts";

/** The content of one entry: a lead line, paragraphs and list items that belong together. */
export interface Piece {
  /** The line that introduces the rest ("Three kinds exist:"), without its colon. */
  readonly lead: string | undefined;
  readonly paragraphs: readonly string[];
  readonly items: readonly ListItem[];
  readonly line: number;
  readonly lastLine: number;
  /** A single list item: it is not joined with other pieces, and its title needs its heading. */
  readonly isItem?: true;
}

type Chunk = Extract<Block, { kind: "chunk" }>;

/** In characters. Shorter content stays together. */
const JOINED_LENGTH = 350;
/** The same, if one part cannot be understood without the other. */
const DEPENDENT_JOINED_LENGTH = 1200;
/** In characters. A shorter paragraph says too little to stand alone. */
const MIN_PARAGRAPH_LENGTH = 60;
/** In characters. Longer text is not a fragment. */
const FRAGMENT_LENGTH = 80;
/** In characters. Longer items are facts of their own rather than parts of a list. */
const LONG_ITEM_LENGTH = 70;

/** Labels that mean nothing without their parent. If nesting was lost, they belong to the item before them. */
const GENERIC_LABEL =
  /^(?:durability|benefits?|advantages?|disadvantages?|pros|cons|use ?cases?|uses|limits?|limitations?|types?|features?|examples?|notes?|steps?|properties|options|parameters|requirements?|downsides?|drawbacks?|costs?|how it works|when to use|tips?|warnings?)\b/i;

/** Joins runs of short fragments between stray dashes, which are lists that lost their marks. */
export function joinFragments(chunks: readonly Chunk[]): Chunk[] {
  const joined: Chunk[] = [];
  let run: Chunk[] = [];
  const flush = (): void => {
    joined.push(...(run.length >= 3 ? [asList(run)] : run));
    run = [];
  };
  for (const chunk of chunks) {
    if (isFragment(chunk)) run.push(chunk);
    else {
      flush();
      joined.push(chunk);
    }
  }
  flush();
  return joined;
}

function isFragment({ dashed, parts }: Chunk): boolean {
  const [part, other] = parts;
  if (!dashed || part?.kind !== "paragraph" || other !== undefined) return false;
  // With a capital letter and a verb, it is a sentence without its period.
  const isSentence = /^\P{Ll}.*\b(?:is|are|does|can|will|should|must|has)\b/u.test(part.text);
  return part.text.length <= FRAGMENT_LENGTH && !isEnded(part.text) && !isSentence && !/,$/.test(part.text);
}

function asList(run: readonly Chunk[]): Chunk {
  const lines = run.flatMap(({ parts }) => parts).filter((part) => part.kind === "paragraph");
  const items = lines.map(({ text, line, lastLine }) => ({ text, indent: 0, line, lastLine }));
  const [first, ...others] = items;
  const list = (of: ListItem[]): Part => ({
    kind: "list",
    items: of,
    line: of[0]?.line ?? 1,
    lastLine: of.at(-1)?.lastLine ?? 1,
  });
  if (first === undefined || !isLabel(first.text, others) || /[:,(]/.test(first.text))
    return { kind: "chunk", dashed: true, parts: [list(items)] };
  const lead: Part = { kind: "paragraph", text: `${first.text}:`, line: first.line, lastLine: first.lastLine };
  return { kind: "chunk", dashed: true, parts: [lead, list(others)] };
}

/** Whether the text is in title case, or is capitalized and followed by items that are not. */
function isLabel(text: string, others: readonly ListItem[]): boolean {
  return isTitleCase(text) || (/^\p{Lu}/u.test(text) && others.every((item) => /^\p{Ll}/u.test(item.text)));
}

/** A chunk's facts, each with the context it needs. */
export function piecesOf(parts: readonly Part[]): Piece[] {
  return joinSmall(withLeads(parts).flatMap(splitList).flatMap(splitSubjects));
}

/** Attaches introductory lines to what they introduce. */
function withLeads(parts: readonly Part[]): Piece[] {
  const pieces: Piece[] = [];
  let leads: { text: string; line: number }[] = [];
  let topLead: string | undefined;
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    if (part.kind === "paragraph" && next !== undefined && introduces(part.text, next)) {
      leads.push({ text: part.text.replace(/(?<!:):+$/, "").trimEnd(), line: part.line });
      continue;
    }
    const own = leads.length === 0 ? undefined : leads.map(({ text }) => text).join(": ");
    // "How does it work?" asks about what the first lead introduced.
    const asksBack = own !== undefined && topLead !== undefined && (own.endsWith("?") || GENERIC_LABEL.test(own));
    const lead = asksBack ? `${topLead}: ${own}` : own;
    topLead ??= own;
    const lastLine = part.kind === "list" ? (part.items.at(-1)?.lastLine ?? part.line) : part.lastLine;
    const at = { lead, line: leads[0]?.line ?? part.line, lastLine };
    pieces.push(
      part.kind === "list"
        ? { ...at, paragraphs: [], items: part.items }
        : { ...at, paragraphs: [part.text], items: [] },
    );
    leads = [];
  }
  return pieces;
}

function introduces(text: string, next: Part): boolean {
  if (text.endsWith(":")) return true;
  if (next.kind !== "list") return false;
  return text.length <= 100 && (text.endsWith("?") || !isEnded(text));
}

/**
 * Keeps a list of short items together. In a list of sentences and definitions, each item is a fact, along with the items
 * nested under it.
 */
function splitList(piece: Piece): Piece[] {
  if (piece.items.length === 0) return [piece];
  const groups = groupsOf(piece.items);
  const labeled = groups.filter((group) => group.length > 1 && isLabeled(group[0]?.text ?? ""));
  if (labeled.length >= 2) return splitByLabels(piece, groups);
  const full = groups.filter(([item, ...deeper]) => item !== undefined && (deeper.length > 0 || isFull(item.text)));
  if (groups.length < 2 || full.length < groups.length * 0.6) return [{ ...piece, items: groups.flat() }];
  // Keep short lists together under a lead such as "three advantages are".
  const total = piece.items.reduce((sum, { text }) => sum + text.length, 0);
  if (
    piece.lead !== undefined &&
    total <= JOINED_LENGTH &&
    !groups.every(([item]) => definition(item?.text ?? "") !== undefined)
  )
    return [{ ...piece, items: groups.flat() }];
  return groups.map((group) => ({ ...pieceOf(piece.lead, group), isItem: true }));
}

/**
 * Splits a paragraph with several facts: a sentence that shares no word with those before it starts a new piece.
 */
function splitSubjects(piece: Piece): Piece[] {
  const [text = "", other] = piece.paragraphs;
  if (piece.lead !== undefined || piece.items.length > 0 || other !== undefined || piece.isItem === true)
    return [piece];
  const facts: string[][] = [];
  let known = new Set<string>();
  for (const sentence of sentences(text)) {
    const own = contentWords(sentence);
    const isNew = hasVerb(sentence) && !containsReference(sentence) && isSelfContained(sentence);
    const last = facts.at(-1);
    if (last === undefined || (isNew && words(last[0] ?? "").length >= 4 && !own.some((word) => known.has(word)))) {
      facts.push([sentence]);
      known = new Set(own);
    } else {
      last.push(sentence);
      for (const word of own) known.add(word);
    }
  }
  return facts.map((fact) => ({ ...piece, paragraphs: [fact.join(" ")] }));
}

function isFull(text: string): boolean {
  return (
    text.length > LONG_ITEM_LENGTH || (words(text).length >= 4 && (isEnded(text) || definition(text) !== undefined))
  );
}

/** In characters. Longer text that ends with a colon is a sentence. */
const LABEL_LENGTH = 80;

function isLabeled(text: string): boolean {
  return text.endsWith(":") && text.length <= LABEL_LENGTH;
}

/**
 * Groups top-level items with those nested under them, by indentation or, if it was lost, by the label with a colon that
 * precedes them.
 */
function groupsOf(flatItems: readonly ListItem[]): ListItem[][] {
  const items = nestUnderLabel(flatItems);
  const top = Math.min(...items.map(({ indent }) => indent));
  const flat = items.every(({ indent }) => indent === top);
  const groups: ListItem[][] = [];
  for (const item of items) {
    const group = groups.at(-1);
    const isUnderLabel = flat && group?.[0] !== undefined && isLabeled(group[0].text) && !isLabeled(item.text);
    if (group !== undefined && (item.indent > top || isUnderLabel)) group.push(item);
    else groups.push([item]);
  }
  return groups;
}

/**
 * In a flat list with a single label ("It should have:"), nests the items after it under the label. If the first of them
 * starts like a continuation (in lowercase or with an article), nesting ends at the first item that does not.
 */
function nestUnderLabel(items: readonly ListItem[]): readonly ListItem[] {
  const [label, second] = items.flatMap(({ text }, at) => (isLabeled(text) ? [at] : []));
  const first = label === undefined ? undefined : items[label + 1];
  if (label === undefined || second !== undefined || first === undefined) return items;
  if (items.some(({ indent }) => indent !== first.indent)) return items;
  const continues = (text: string) => /^(?:\p{Ll}|An? |The )/u.test(text);
  const end = items.findIndex((item, at) => at > label && continues(first.text) && !continues(item.text));
  return items.map((item, at) =>
    at > label && (end === -1 || at < end) ? { ...item, indent: Math.max(item.indent, 0) + 2 } : item,
  );
}

function splitByLabels(piece: Piece, groups: readonly ListItem[][]): Piece[] {
  let above: string | undefined;
  return groups.flatMap((group) => {
    const [label, ...items] = group;
    const name = label?.text.replace(/:$/, "").trimEnd() ?? "";
    // A label with nothing under it is a leftover of lost nesting.
    if (items.length === 0 && /:$/.test(label?.text ?? "")) return [];
    if (items.length === 0) return [pieceOf(piece.lead, group)];
    const path = GENERIC_LABEL.test(name) && above !== undefined ? [piece.lead, above, name] : [piece.lead, name];
    if (!GENERIC_LABEL.test(name)) above = name;
    const lead = path.filter((part) => part !== undefined).join(": ");
    return [{ ...pieceOf(lead, items), line: label?.line ?? 1 }];
  });
}

function pieceOf(lead: string | undefined, items: readonly ListItem[]): Piece {
  const [only, ...others] = items;
  const at = { lead, line: only?.line ?? 1, lastLine: items.at(-1)?.lastLine ?? 1 };
  if (others.length === 0) return { ...at, paragraphs: [only?.text ?? ""], items: [] };
  const label = only?.text ?? "";
  if (/:$/.test(label) || others.some(({ indent }) => indent > (only?.indent ?? 0))) {
    return label.length <= 100 && !isEnded(label)
      ? {
          ...at,
          lead: [lead, label.replace(/:$/, "").trimEnd()].filter((part) => part !== undefined).join(": "),
          paragraphs: [],
          items: others,
        }
      : { ...at, paragraphs: [label], items: others };
  }
  return { ...at, paragraphs: [], items };
}

/** Joins small pieces with the preceding one, until the subject changes or there is enough text. */
function joinSmall(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last === undefined || !belongsTo(last, piece)) joined.push(piece);
    else {
      joined[joined.length - 1] = {
        lead: last.lead,
        paragraphs: [...last.paragraphs, ...piece.paragraphs],
        items: [...last.items, ...piece.items],
        line: last.line,
        lastLine: piece.lastLine,
      };
    }
  }
  return joined;
}

function belongsTo(last: Piece, piece: Piece): boolean {
  // A list is never joined with anything.
  if ([last, piece].some((one) => one.items.length > 0 || one.isItem) || piece.lead !== undefined) return false;
  const [before, text] = [last.paragraphs.join(" "), piece.paragraphs.join(" ")];
  const length = before.length + text.length;
  if (text.startsWith("`") && text.endsWith("`")) return length <= DEPENDENT_JOINED_LENGTH;
  if (definesAnother(last.paragraphs[0] ?? "", text) || isNewSubject(before, text)) return false;
  return length <= (needsContext(text) || text.length < MIN_PARAGRAPH_LENGTH ? DEPENDENT_JOINED_LENGTH : JOINED_LENGTH);
}

/** Whether both texts define a term, and not the same one. */
function definesAnother(before: string, text: string): boolean {
  const [one, other] = [definition(before), definition(text)];
  if (one === undefined || other === undefined || one.term === other.term) return false;
  return one.verb !== ":" || text.length >= 30;
}
