import { readFileSync } from "node:fs";
import type { SearchIndex } from "./index.ts";
export const ENGLISH = { words: new Set(readFileSync("/tmp/askwork/english-10-20-35.txt", "utf8").split("\n")) };

import { cleanQuery, type Word, words } from "./text.ts";
import type { Thesaurus } from "./thesaurus.ts";

/** What one word of a query may match: spelling id → how alike (0 to 1). */
export interface QueryWord {
  readonly surface: string;
  readonly matches: ReadonlyMap<number, number>;
  weight: number;
  /** How sure we are that the deck has this word: 1 itself, less for a typo or a synonym, 0 not at all. */
  readonly known: number;
}

export const SIM = { also: 0.9, joined: 0.95, part: 0.6, typo: 0.85, concept: 0.6, prefix: 0.7 };

export const WN: { rel?: Map<string, [string, number][]>; factor: number } = { factor: 0.45 };
export function readQuery(raw: string, index: SearchIndex, thesaurus: Thesaurus): QueryWord[] {
  const found = words(cleanQuery(raw).replace(/(?<=^|\s)([b-hj-z]) ([a-z]{3,})/gi, "$1-$2")).slice(0, 40);
  const slots: { word: Word; matches: Map<number, number>; known: number }[] = [];
  const slotOf = new Map<number, number>();
  found.forEach((word, position) => {
    if (word.stop) return;
    slotOf.set(position, slots.length);
    const matches = new Map<number, number>();
    let known = 0;
    const put = (spelling: string, alike: number) => {
      const id = index.spellings.get(spelling);
      if (id === undefined) return;
      if ((matches.get(id) ?? 0) < alike) matches.set(id, alike);
      if (alike > known) known = alike;
    };
    put(word.stem, 1);
    for (const spelling of word.also) put(spelling, SIM.also);
    if (known === 0 || word.parts.length === 0) for (const part of word.parts) put(part, SIM.part);
    if (known === 0) {
      const typo = mendTypo(word.surface, index);
      for (const [id, alike] of typo) matches.set(id, alike);
      known = Math.max(0, ...typo.map(([, alike]) => alike));
    }
    slots.push({ word, matches, known });
  });
  // "fire hose" for "firehose"
  const content = found.map((word, position) => ({ word, slot: slotOf.get(position) }));
  for (let i = 0; i + 1 < content.length; i += 1) {
    const left = content[i];
    const right = content[i + 1];
    if (!left || !right || left.slot === undefined || right.slot === undefined) continue;
    const id =
      index.surfaces.get(left.word.surface + right.word.surface) ??
      index.spellings.get(left.word.surface + right.word.surface);
    if (id === undefined) continue;
    for (const slot of [slots[left.slot], slots[right.slot]])
      if (slot) {
        slot.matches.set(id, SIM.joined);
        slot.known = Math.max(slot.known, SIM.joined);
      }
  }
  for (const { concept, from, length } of thesaurus.find(found.map(({ stem }) => stem))) {
    const id = index.spellings.get(concept);
    if (id === undefined) continue;
    for (let position = from; position < from + length; position += 1) {
      const slot = slots[slotOf.get(position) ?? -1];
      if (!slot) continue;
      if ((slot.matches.get(id) ?? 0) < SIM.concept) slot.matches.set(id, SIM.concept);
      if (slot.known < SIM.concept) slot.known = SIM.concept;
    }
  }
  if (WN.rel) for (const slot of slots) {
    for (const [to, w] of WN.rel.get(slot.word.stem) ?? []) {
      const id = index.spellings.get(to); if (id === undefined) continue;
      const alike = w * WN.factor;
      if ((slot.matches.get(id) ?? 0) < alike) slot.matches.set(id, alike);
      if (slot.known < alike) slot.known = alike;
    }
  }
  return slots.map(({ word, matches, known }) => ({ surface: word.surface, matches, known, weight: 1 }));
}

const sounds = new WeakMap<object, Map<string, string>>();
function mendTypo(surface: string, index: SearchIndex): [number, number][] {
  if (surface.length < 4 || /^\d/.test(surface) || ENGLISH.words.has(surface)) return [];
  const allowed = surface.length < 7 ? 1 : surface.length < 11 ? 2 : 3;
  let best: [number, number][] = [];
  let least = allowed + 1;
  const heard = sound(surface);
  let map = sounds.get(index.surfaces);
  if (!map) { map = new Map([...index.surfaces.keys()].map((k) => [k, sound(k)])); sounds.set(index.surfaces, map); }
  for (const [known, id] of index.surfaces) {
    if (known.length < 4 || Math.abs(known.length - surface.length) > allowed) continue;
    if (known[0] !== surface[0] && known[1] !== surface[1]) continue;
    const far = heard.length > 4 && map.get(known) === heard ? 1 : typos(known, surface);
    if (far > least || far > allowed) continue;
    if (far < least) best = [];
    least = far;
    best.push([id, SIM.typo * (1 - far / Math.max(surface.length, known.length))]);
  }
  return best.slice(0, 4);
}
function sound(word: string): string {
  return word.replace(/ght/g, "t").replace(/ph/g, "f").replace(/ck|c|q/g, "k").replace(/z/g, "s").replace(/y/g, "i").replace(/(.)\1/g, "$1").replace(/e$/, "");
}
function typos(a: string, b: string): number {
  let before: number[] = [], last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let v = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) v = Math.min(v, (before[j - 2] ?? 0) + 1);
      row.push(v);
    }
    before = last; last = row;
  }
  return last[b.length] ?? 0;
}
