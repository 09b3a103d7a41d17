import Database from "better-sqlite3";
import MiniSearch from "minisearch";
import type { Deck, Entry } from "../src/deck/deck.ts";
import type { Ask } from "./ask-quality.ts";

const FIELDS = ["title", "terms", "phrasings", "body", "questions"] as const;

/** The baselines are standard full-text searches over all the texts that studybot's own search uses. */
type Document = Record<(typeof FIELDS)[number] | "id", string>;

/** MiniSearch as its guide shows it: `fuzzy: 0.2, prefix: true`, no weights. */
export function plainMiniSearch(deck: Deck): Ask {
  const index = new MiniSearch<Document>({ fields: [...FIELDS], searchOptions: { fuzzy: 0.2, prefix: true } });
  index.addAll(documents(deck));
  return (query) => {
    const entries = index
      .search(query)
      .slice(0, 5)
      .map(({ id }) => String(id));
    return { answered: entries.length > 0, entries };
  };
}

/** SQLite's FTS5 with its Porter stemmer, the query's words joined by OR, ordered by BM25. */
export function sqliteFts5(deck: Deck): Ask {
  const database = new Database(":memory:");
  database.exec(`CREATE VIRTUAL TABLE entry USING fts5 (id UNINDEXED, ${FIELDS.join(", ")}, tokenize = 'porter')`);
  const insert = database.prepare(`INSERT INTO entry VALUES (@id, ${FIELDS.map((field) => `@${field}`).join(", ")})`);
  for (const document of documents(deck)) insert.run(document);
  const select = database
    .prepare<[string], string>("SELECT id FROM entry WHERE entry MATCH ? ORDER BY bm25(entry) LIMIT 5")
    .pluck();
  return (query) => {
    const words = query.match(/[\p{L}\p{N}]+/gu) ?? [];
    const entries = words.length === 0 ? [] : select.all(words.map((word) => `"${word}"`).join(" OR "));
    return { answered: entries.length > 0, entries };
  };
}

function documents(deck: Deck): Document[] {
  return [...deck.entries.values()].map((entry) => ({
    id: entry.id,
    title: entry.title,
    terms: [...entry.terms, ...entry.abbreviations, ...entry.synonyms].join("\n"),
    phrasings: entry.phrasings.join("\n"),
    body: [entry.body, entry.note ?? ""].join("\n"),
    questions: questionTexts(deck, entry),
  }));
}

function questionTexts(deck: Deck, entry: Entry): string {
  const questions = entry.questions.map((id) => deck.questions.get(id)).filter((question) => question !== undefined);
  return questions
    .flatMap(({ prompt, options, accept, explanation }) => [
      prompt,
      ...options.filter(({ right }) => right).map(({ text }) => text),
      ...accept,
      explanation,
    ])
    .join("\n");
}
