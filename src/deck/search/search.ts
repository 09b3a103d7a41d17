import type { Deck } from "../deck.ts";
import { createCandidates } from "./candidates.ts";
import { confidence, MIN_CONFIDENCE } from "./confidence.ts";
import { buildDeckIndex } from "./deck-index.ts";
import { createFitMeter } from "./fit.ts";
import { rank } from "./ranking.ts";
import { createQueryReader } from "./read-query.ts";
import { createSuggester } from "./suggest.ts";
import { createWordReader } from "./words/text.ts";
import { ownThesaurus } from "./words/thesaurus.ts";
import { createTypoCorrector } from "./words/typo.ts";
import { createUncoveredNames } from "./words/uncovered-names.ts";

export interface AskHit {
  readonly entry: string;
  /** How well it fits, 0 to 1; only meaningful for comparing hits of the same query. */
  readonly score: number;
}

export interface AskResult {
  readonly query: string;
  /** If false, nothing in the deck answers the query, and the hits are only the closest entries. */
  readonly answered: boolean;
  /** Up to 5, best first; present even if the query is not answered. */
  readonly hits: readonly AskHit[];
  /** If not answered, the titles of the closest topics, best first; may be empty. */
  readonly topics: readonly string[];
}

export interface DeckSearch {
  /** Never throws, and takes bounded time for any query. */
  ask(query: string): AskResult;
  /** Titles and terms that complete the typed text, best first; an empty text gives the first titles. */
  suggest(partial: string, limit: number): readonly string[];
}

const MAX_HITS = 5;
const MAX_TOPICS = 3;
/** The share of the query, 0 to 1, that an entry must contain for its topic to be worth naming. */
const MIN_TOPIC_COVER = 0.3;

/** Indexes all of the deck's texts, which takes about 100 ms for 200 entries. Keep the result as long as the deck. */
export function createSearch(deck: Deck): DeckSearch {
  const thesaurus = ownThesaurus();
  const words = createWordReader();
  const index = buildDeckIndex(deck, words, thesaurus);
  const reader = createQueryReader(index.vocabulary, thesaurus, createTypoCorrector(index.vocabulary));
  const candidates = createCandidates(index);
  const meter = createFitMeter(index);
  const uncovered = createUncoveredNames(deck, words);
  const suggester = createSuggester(deck);
  const entryId = (place: number) => index.entryIds[place] ?? "";

  const ask = (query: string): AskResult => {
    const read = reader.read(query);
    const ranked = rank(read, candidates, meter).slice(0, MAX_HITS);
    const [best] = ranked;
    const answered = best !== undefined && confidence(read, best, uncovered.share(query)) >= MIN_CONFIDENCE;
    const hits = ranked.map(({ entry, score }) => ({ entry: entryId(entry), score: Number(score.toFixed(4)) }));
    const near = ranked.filter(({ fit }) => fit.cover >= MIN_TOPIC_COVER).map(({ entry }) => entryId(entry));
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
  return titles.filter((title) => title !== undefined).slice(0, MAX_TOPICS);
}
