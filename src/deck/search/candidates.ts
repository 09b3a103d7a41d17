import MiniSearch from "minisearch";
import { type DeckIndex, entrySpan } from "./deck-index.ts";
import type { TextKind } from "./entry-texts.ts";
import type { QueryWord } from "./read-query.ts";

export interface Candidates {
  /** Entries worth scoring (indexes into `index.entryIds`), best first. */
  find(query: readonly QueryWord[]): number[];
}

const MAX_CANDIDATES = 32;
/** A spelling is indexed for at most this many entries, those that it is most characteristic of (a "champion list"). */
const MAX_LIST_LENGTH = 400;
/** Spellings are looked up, rarest first, until their lists have this many entries in total. */
const MAX_POSTINGS = 2000;

const FIELDS = ["names", "questions", "answers"] as const;
const FIELD_OF = {
  title: "names",
  name: "names",
  question: "questions",
  body: "answers",
  answer: "answers",
} as const satisfies Record<TextKind, (typeof FIELDS)[number]>;
const BOOST = { names: 3, questions: 2, answers: 1 };

type Document = { readonly id: number } & Record<(typeof FIELDS)[number], string>;

/** MiniSearch indexes the spellings' ids as tokens, so it neither tokenizes nor stems text itself. */
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
  const similarities = new Map<string, number>();
  const wanted = query.flatMap(({ matches }) => [...matches]);
  const length = (id: number) => Math.min(frequencies[id] ?? 0, MAX_LIST_LENGTH);
  let postings = 0;
  for (const [id, similarity] of wanted.sort(([a], [b]) => length(a) - length(b))) {
    if (postings > 0 && postings + length(id) > MAX_POSTINGS) break;
    postings += length(id);
    similarities.set(String(id), Math.max(similarities.get(String(id)) ?? 0, similarity));
  }
  if (similarities.size === 0) return [];
  return mini
    .search([...similarities.keys()].join(" "), { boost: BOOST, boostTerm: (term) => similarities.get(term) ?? 0 })
    .slice(0, MAX_CANDIDATES)
    .map(({ id }) => Number(id));
}

function toDocument(index: DeckIndex, entry: number, champions: Champions): Document {
  const fields = { names: new Set<number>(), questions: new Set<number>(), answers: new Set<number>() };
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
    questions: [...fields.questions].join(" "),
    answers: [...fields.answers].join(" "),
  };
}

/** Spelling → the entries it is indexed for; only for spellings in more than MAX_LIST_LENGTH entries. */
type Champions = ReadonlyMap<number, ReadonlySet<number>>;

/**
 * Champion lists: Manning, Raghavan and Schütze, "Introduction to Information Retrieval" (2008), 7.1.3. The larger the
 * share of an entry's words that are this spelling, the higher the entry ranks.
 */
function findChampions(index: DeckIndex): Champions {
  const { frequencies } = index.vocabulary;
  const shares = new Map<number, { entry: number; share: number }[]>();
  if (index.entryIds.length <= MAX_LIST_LENGTH) return new Map();
  for (let entry = 0; entry < index.entryIds.length; entry += 1) {
    const { from, to } = entrySpan(index, entry);
    const counts = new Map<number, number>();
    for (const id of index.spellings.subarray(from, to)) {
      if ((frequencies[id] ?? 0) > MAX_LIST_LENGTH) counts.set(id, (counts.get(id) ?? 0) + 1);
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
        .slice(0, MAX_LIST_LENGTH)
        .map(({ entry }) => entry),
    );
  return new Map([...shares].map(([id, list]) => [id, best(list)]));
}
