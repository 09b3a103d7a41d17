import MiniSearch from "minisearch";
import { type DeckIndex, entrySpan } from "./deck-index.ts";
import type { TextKind } from "./entry-texts.ts";
import type { QueryWord } from "./read-query.ts";

export interface Candidates {
  /** The entries worth a closer look (places in `index.entryIds`), best first. */
  find(query: readonly QueryWord[]): number[];
}

const MOST_CANDIDATES = 32;
/** In how many entries at most a spelling is indexed: those that it tells most about (a "champion list"). */
const LONGEST_LIST = 400;
/** Spellings are looked up rarest first until their lists have this many entries together. */
const MOST_POSTINGS = 2000;

const FIELDS = ["names", "asked", "told"] as const;
const FIELD_OF = {
  title: "names",
  name: "names",
  asked: "asked",
  body: "told",
  told: "told",
} as const satisfies Record<TextKind, (typeof FIELDS)[number]>;
const BOOST = { names: 3, asked: 2, told: 1 };

type Document = { readonly id: number } & Record<(typeof FIELDS)[number], string>;

/** MiniSearch over the spellings' ids: its tokens are our numbers, so it neither splits nor stems. */
export function createCandidates(index: DeckIndex): Candidates {
  const mini = new MiniSearch<Document>({
    fields: [...FIELDS],
    tokenize: (text) => text.split(" "),
    processTerm: (term) => (term === "" ? null : term),
  });
  const champions = findChampions(index);
  for (let entry = 0; entry < index.entryIds.length; entry += 1) mini.add(toDocument(index, entry, champions));
  return { find: (query) => search(mini, query, index.vocabulary.frequencies) };
}

function search(mini: MiniSearch<Document>, query: readonly QueryWord[], frequencies: Uint32Array): number[] {
  const alikes = new Map<string, number>();
  const wanted = query.flatMap(({ matches }) => [...matches]);
  const length = (id: number) => Math.min(frequencies[id] ?? 0, LONGEST_LIST);
  let postings = 0;
  for (const [id, alike] of wanted.sort(([a], [b]) => length(a) - length(b))) {
    if (postings > 0 && postings + length(id) > MOST_POSTINGS) break;
    postings += length(id);
    alikes.set(String(id), Math.max(alikes.get(String(id)) ?? 0, alike));
  }
  if (alikes.size === 0) return [];
  return mini
    .search([...alikes.keys()].join(" "), { boost: BOOST, boostTerm: (term) => alikes.get(term) ?? 0 })
    .slice(0, MOST_CANDIDATES)
    .map(({ id }) => Number(id));
}

function toDocument(index: DeckIndex, entry: number, champions: Champions): Document {
  const fields = { names: new Set<number>(), asked: new Set<number>(), told: new Set<number>() };
  for (let text = index.textStart[entry] ?? 0; text < (index.textStart[entry + 1] ?? 0); text += 1) {
    const kind = index.textKinds[text];
    if (kind === undefined) continue;
    const [from, to] = [index.spellingStart[text], index.spellingStart[text + 1]];
    for (const id of index.spellings.subarray(from, to)) {
      if (champions.get(id)?.has(entry) ?? true) fields[FIELD_OF[kind]].add(id);
    }
  }
  return {
    id: entry,
    names: [...fields.names].join(" "),
    asked: [...fields.asked].join(" "),
    told: [...fields.told].join(" "),
  };
}

/** Spelling → the entries that may stand for it; only for spellings that have more than LONGEST_LIST of them. */
type Champions = ReadonlyMap<number, ReadonlySet<number>>;

/**
 * Manning, Raghavan and Schütze, "Introduction to Information Retrieval" (2008), 7.1.3. An entry stands for a spelling
 * the better, the more of its words are this one.
 */
function findChampions(index: DeckIndex): Champions {
  const { frequencies } = index.vocabulary;
  const shares = new Map<number, { entry: number; share: number }[]>();
  if (index.entryIds.length <= LONGEST_LIST) return new Map();
  for (let entry = 0; entry < index.entryIds.length; entry += 1) {
    const { from, to } = entrySpan(index, entry);
    const counts = new Map<number, number>();
    for (const id of index.spellings.subarray(from, to)) {
      if ((frequencies[id] ?? 0) > LONGEST_LIST) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    for (const [id, count] of counts) {
      const list = shares.get(id) ?? [];
      list.push({ entry, share: count / (to - from) });
      shares.set(id, list);
    }
  }
  const best = (list: { entry: number; share: number }[]) =>
    new Set(
      list
        .sort((a, b) => b.share - a.share)
        .slice(0, LONGEST_LIST)
        .map(({ entry }) => entry),
    );
  return new Map([...shares].map(([id, list]) => [id, best(list)]));
}
