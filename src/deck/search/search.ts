import MiniSearch from "minisearch";
import type { Deck, Entry } from "../deck.ts";

export interface AskHit {
  readonly entry: string;
  readonly score: number;
}

export interface AskResult {
  readonly query: string;
  readonly answered: boolean;
  /** Best first, up to 5. Also when not answered: the nearest. */
  readonly hits: readonly AskHit[];
  /** The titles of the nearest topics when not answered; may be empty. */
  readonly topics: readonly string[];
}

export interface DeckSearch {
  ask(query: string): AskResult;
  /** Titles and terms that go on from what was typed, best first. */
  suggest(partial: string, limit: number): readonly string[];
}

const WEIGHTS = { title: 3, terms: 3, phrasings: 2, body: 1, questions: 1 };

export function createSearch(deck: Deck): DeckSearch {
  const index = new MiniSearch({ fields: Object.keys(WEIGHTS) });
  index.addAll([...deck.entries.values()].map((entry) => document(deck, entry)));
  const offers = [...new Set([...deck.entries.values()].flatMap((entry) => [entry.title, ...entry.terms]))];
  return {
    ask: (query) => {
      const found = index.search(query.slice(0, 300), {
        boost: WEIGHTS,
        fuzzy: 0.2,
        prefix: (term) => term.length > 3,
      });
      const hits = found.slice(0, 5).map(({ id, score }) => ({ entry: String(id), score }));
      const answered = (hits[0]?.score ?? 0) > 5;
      return { query, answered, hits, topics: answered ? [] : nearestTopics(deck, hits) };
    },
    suggest: (partial, limit) => {
      const typed = partial.trim().toLowerCase();
      return offers.filter((offer) => offer.toLowerCase().includes(typed)).slice(0, limit);
    },
  };
}

function nearestTopics(deck: Deck, hits: readonly AskHit[]): string[] {
  const ids = new Set(hits.map((hit) => deck.entries.get(hit.entry)?.topic));
  return deck.topics.filter((topic) => ids.has(topic.id)).map((topic) => topic.title);
}

function document(deck: Deck, entry: Entry) {
  const questions = entry.questions.map((id) => deck.questions.get(id)).filter((question) => question !== undefined);
  return {
    id: entry.id,
    title: entry.title,
    terms: [...entry.terms, ...entry.abbreviations, ...entry.synonyms].join("\n"),
    phrasings: entry.phrasings.join("\n"),
    body: [entry.body, entry.note ?? ""].join("\n"),
    questions: questions.map((question) => [question.prompt, question.explanation].join("\n")).join("\n"),
  };
}
