import type { Deck } from "../deck.ts";
import { createCandidates } from "./candidates.ts";
import { buildDeckIndex } from "./deck-index.ts";
import { createFitMeter } from "./fit.ts";
import { rank } from "./ranking.ts";
import { createQueryReader } from "./read-query.ts";
import { createSuggester } from "./suggest.ts";
import { TRUSTED, trust } from "./trust.ts";
import { createForeignNames } from "./words/foreign-names.ts";
import { createWordReader } from "./words/text.ts";
import { ownThesaurus } from "./words/thesaurus.ts";
import { createTypoMender } from "./words/typo.ts";

export interface AskHit {
  readonly entry: string;
  /** How well it fits, 0 to 1; only good for comparing the hits of one query. */
  readonly score: number;
}

export interface AskResult {
  readonly query: string;
  /** False: nothing in the deck answers it, and the hits are only what comes nearest. */
  readonly answered: boolean;
  /** Best first, up to 5. Also when not answered: the nearest. */
  readonly hits: readonly AskHit[];
  /** The titles of the nearest topics when not answered, nearest first; may be empty. */
  readonly topics: readonly string[];
}

export interface DeckSearch {
  /** Never throws, whatever the query; its time is bounded. */
  ask(query: string): AskResult;
  /** Titles and terms that go on from what was typed, best first; an empty text gives the first titles. */
  suggest(partial: string, limit: number): readonly string[];
}

const MOST_HITS = 5;
const MOST_TOPICS = 3;
/** An entry must have this much of the query for its topic to be worth naming, 0 to 1. */
const NEAR = 0.3;

/** Reads all of the deck's texts: some 100 ms for 200 entries. Keep it as long as the deck. */
export function createSearch(deck: Deck): DeckSearch {
  const thesaurus = ownThesaurus();
  const words = createWordReader();
  const index = buildDeckIndex(deck, words, thesaurus);
  const reader = createQueryReader(index.vocabulary, thesaurus, createTypoMender(index.vocabulary));
  const candidates = createCandidates(index);
  const meter = createFitMeter(index);
  const foreign = createForeignNames(deck, words);
  const suggester = createSuggester(deck);
  const entryId = (place: number) => index.entryIds[place] ?? "";

  const ask = (query: string): AskResult => {
    const read = reader.read(query);
    const ranked = rank(read, candidates, meter).slice(0, MOST_HITS);
    const [best] = ranked;
    const answered = best !== undefined && trust(read, best, foreign.share(query)) >= TRUSTED;
    const hits = ranked.map(({ entry, score }) => ({ entry: entryId(entry), score: Number(score.toFixed(4)) }));
    const near = ranked.filter(({ fit }) => fit.cover >= NEAR).map(({ entry }) => entryId(entry));
    return { query, answered, hits, topics: answered ? [] : topicTitles(deck, near) };
  };

  return {
    ask,
    suggest: (partial, limit) => {
      const offered = suggester.suggest(partial, limit);
      if (offered.length >= limit) return offered;
      const { answered, hits } = ask(partial);
      const titles = answered ? hits.map(({ entry }) => deck.entries.get(entry)?.title ?? "") : [];
      return [...new Set([...offered, ...titles])].slice(0, Math.max(0, limit));
    },
  };
}

function topicTitles(deck: Deck, entries: readonly string[]): string[] {
  const topics = new Set(entries.map((entry) => deck.entries.get(entry)?.topic));
  const titles = [...topics].map((id) => deck.topics.find((topic) => topic.id === id)?.title);
  return titles.filter((title) => title !== undefined).slice(0, MOST_TOPICS);
}
