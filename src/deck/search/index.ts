import type { Deck, Entry, Question } from "../deck.ts";
import { type Word, words } from "./text.ts";
import type { Thesaurus } from "./thesaurus.ts";

export const UNIT_KINDS = ["title", "name", "phrasing", "body", "note", "prompt", "key", "explanation"] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** A short text of an entry, as the spellings under which each of its words can be found. */
export interface Unit {
  readonly kind: UnitKind;
  /** Spellings (ids of the vocabulary), and in `slots` the word that each belongs to. */
  readonly spellings: Uint32Array;
  readonly slots: Uint16Array;
  /** The id of each word's own stem. */
  readonly stems: Uint32Array;
}

export interface IndexedEntry {
  readonly id: string;
  readonly topic: string;
  readonly units: readonly Unit[];
}

export interface SearchIndex {
  readonly entries: readonly IndexedEntry[];
  readonly spellings: ReadonlyMap<string, number>;
  readonly names: readonly string[];
  /** In how many entries each spelling stands, by id. */
  readonly frequencies: Uint32Array;
  /** Surface forms of the deck's words and their stems' ids, for mending typos. */
  readonly surfaces: ReadonlyMap<string, number>;
}

export function buildIndex(deck: Deck, thesaurus: Thesaurus): SearchIndex {
  const spellings = new Map<string, number>();
  const names: string[] = [];
  const surfaces = new Map<string, number>();
  const idOf = (spelling: string) => {
    let id = spellings.get(spelling);
    if (id === undefined) {
      id = names.length;
      spellings.set(spelling, id);
      names.push(spelling);
    }
    return id;
  };
  const toUnit = ({ kind, text }: { kind: UnitKind; text: string }): Unit => {
    const found = words(text);
    const slotOf = new Map<number, number>();
    const stems: number[] = [];
    const ids: number[] = [];
    const slots: number[] = [];
    found.forEach((word, position) => {
      if (word.stop) return;
      const slot = stems.length;
      slotOf.set(position, slot);
      const own = idOf(word.stem);
      stems.push(own);
      surfaces.set(word.surface, own);
      for (const spelling of [word.stem, ...word.also, ...word.parts]) {
        ids.push(idOf(spelling));
        slots.push(slot);
      }
    });
    for (const { concept, from, length } of thesaurus.find(found.map(({ stem }) => stem))) {
      for (let position = from; position < from + length; position += 1) {
        const slot = slotOf.get(position);
        if (slot === undefined) continue;
        ids.push(idOf(concept));
        slots.push(slot);
      }
    }
    return { kind, spellings: Uint32Array.from(ids), slots: Uint16Array.from(slots), stems: Uint32Array.from(stems) };
  };
  const entries = [...deck.entries.values()].map((entry) => ({
    id: entry.id,
    topic: entry.topic,
    units: entryTexts(deck, entry)
      .map(toUnit)
      .filter((unit) => unit.stems.length > 0),
  }));
  const frequencies = new Uint32Array(names.length);
  for (const entry of entries) {
    for (const id of new Set(entry.units.flatMap((unit) => [...unit.spellings])))
      frequencies[id] = (frequencies[id] ?? 0) + 1;
  }
  return { entries, spellings, names, frequencies, surfaces };
}

function entryTexts(deck: Deck, entry: Entry): { kind: UnitKind; text: string }[] {
  const all = (kind: UnitKind, texts: readonly string[]) => texts.map((text) => ({ kind, text }));
  const questions = entry.questions.map((id) => deck.questions.get(id)).filter((question) => question !== undefined);
  return [
    { kind: "title", text: entry.title },
    ...all("name", [...entry.terms, ...entry.abbreviations, ...entry.synonyms]),
    ...all("phrasing", entry.phrasings),
    ...all("body", sentences(entry.body)),
    ...all("note", entry.note === undefined ? [] : sentences(entry.note)),
    ...questions.flatMap((question) => [
      ...all("prompt", [question.prompt]),
      ...all("key", keys(question)),
      ...all("explanation", sentences(question.explanation)),
    ]),
  ];
}

function keys(question: Question): string[] {
  if (question.kind === "true-false") return [];
  return [...question.options.filter(({ right }) => right).map(({ text }) => text), ...question.accept];
}

function sentences(text: string): string[] {
  return text.split(/(?<=[.!?;:])\s+|\n+/).filter((sentence) => sentence.trim() !== "");
}

export type { Word };
