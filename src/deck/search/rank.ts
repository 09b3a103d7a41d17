import { type IndexedEntry, type SearchIndex, UNIT_KINDS, type Unit, type UnitKind } from "./index.ts";
import type { QueryWord } from "./query.ts";

export const FEATURES = [
  "cover",
  "coverExact",
  "title",
  "name",
  "nameExact",
  "phrasing",
  "phrasing2",
  "body",
  "note",
  "prompt",
  "key",
  "explanation",
  "sum",
  "bm",
  "titleRecall",
  "bodyCover",
  "firstTerm",
  "unitCover",
  "titleBodyCover",
] as const;

export const CONC = { ratio: 0, base: 0.7, top: 0.9, isConcept: (_: number): boolean => false };
export interface Weigher {
  weight(id: number): number;
  unknown: number;
}

export function createWeigher(index: SearchIndex): Weigher {
  const n = index.entries.length;
  const weights = Float64Array.from(index.frequencies, (f) => Math.log(1 + (n - f + 0.5) / (f + 0.5)));
  return { weight: (id) => weights[id] ?? 0, unknown: Math.log(1 + (n + 0.5) / 0.5) };
}

export function weighQuery(query: QueryWord[], weigher: Weigher): void {
  for (const word of query) {
    let w = 0;
    let best = 0;
    for (const [id, alike] of word.matches)
      if (alike > best) {
        best = alike;
        w = weigher.weight(id);
      }
    word.weight = best === 0 ? weigher.unknown * 0.6 : w;
    if (CONC.ratio > 0) {
      const m = word.matches as Map<number, number>;
      for (const [id, alike] of m) if (CONC.isConcept(id) && word.weight > 0) m.set(id, Math.min(CONC.top, CONC.base * Math.min(1, (weigher.weight(id) / word.weight)) ** CONC.ratio));
    }
  }
}

export function features(
  query: readonly QueryWord[],
  entry: IndexedEntry,
  weigher: Weigher,
  skip?: Unit,
): Float64Array {
  const total = query.reduce((s, w) => s + w.weight, 0) || 1;
  const n = query.length;
  const cover = new Float64Array(n),
    exact = new Float64Array(n),
    bodyCover = new Float64Array(n);
  const best: Record<UnitKind, number[]> = {
    title: [],
    name: [],
    phrasing: [],
    body: [],
    note: [],
    prompt: [],
    key: [],
    explanation: [],
  };
  let unitCover = 0,
    nameExact = 0,
    titleRecall = 0,
    sum = 0,
    bm = 0,
    firstTerm = 0,
    names = 0;
  const tf = new Float64Array(n);
  for (const unit of entry.units) {
    if (unit === skip) continue;
    const { f, recall, precision, q } = match(query, unit, weigher, total);
    best[unit.kind].push(f);
    if (recall > unitCover) unitCover = recall;
    for (let i = 0; i < n; i++) {
      const v = q[i] ?? 0;
      if (v > (cover[i] ?? 0)) cover[i] = v;
      if ((unit.kind === "title" || unit.kind === "name" || unit.kind === "body") && v > (bodyCover[i] ?? 0))
        bodyCover[i] = v;
      if (v >= 0.9) exact[i] = 1;
      const kindWeight = unit.kind === "title" ? 3 : unit.kind === "name" ? 2 : unit.kind === "phrasing" ? 2 : 1;
      tf[i] = (tf[i] ?? 0) + v * kindWeight;
    }
    if (unit.kind === "title") titleRecall = recall;
    if (unit.kind === "name") {
      names++;
      if (precision > 0.95) nameExact = Math.max(nameExact, recall);
      if (names === 1) firstTerm = f;
    }
    if (f > 0.3) sum += f * f;
  }
  for (let i = 0; i < n; i++) {
    const t = tf[i] ?? 0;
    bm += ((query[i]?.weight ?? 0) * t) / (t + 6);
  }
  const top = (k: UnitKind, r = 0) => best[k].sort((a, b) => b - a)[r] ?? 0;
  const c = (a: Float64Array) => query.reduce((s, w, i) => s + w.weight * (a[i] ?? 0), 0) / total;
  return Float64Array.from([
    c(cover),
    c(exact),
    top("title"),
    top("name"),
    nameExact,
    top("phrasing"),
    top("phrasing", 1),
    top("body"),
    top("note"),
    top("prompt"),
    top("key"),
    top("explanation"),
    Math.log1p(sum),
    bm / total,
    titleRecall,
    c(bodyCover),
    firstTerm,
    unitCover,
    0,
  ]);
}

function match(query: readonly QueryWord[], unit: Unit, weigher: Weigher, total: number) {
  const q = new Float64Array(query.length);
  const u = new Float64Array(unit.stems.length);
  for (let i = 0; i < query.length; i++) {
    const word = query[i];
    if (!word) continue;
    for (let j = 0; j < unit.spellings.length; j++) {
      const alike = word.matches.get(unit.spellings[j] ?? -1);
      if (alike === undefined) continue;
      if (alike > (q[i] ?? 0)) q[i] = alike;
      const slot = unit.slots[j] ?? 0;
      if (alike > (u[slot] ?? 0)) u[slot] = alike;
    }
  }
  let r = 0,
    p = 0,
    all = 0;
  for (let i = 0; i < query.length; i++) r += (q[i] ?? 0) * (query[i]?.weight ?? 0);
  for (let k = 0; k < u.length; k++) {
    const w = weigher.weight(unit.stems[k] ?? 0);
    all += w;
    p += w * (u[k] ?? 0);
  }
  const recall = r / total,
    precision = all > 0 ? p / all : 0;
  return { recall, precision, f: Math.sqrt(recall * precision), q };
}

export { UNIT_KINDS };
