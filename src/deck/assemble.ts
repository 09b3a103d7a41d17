import { kindOf } from "../study/kinds/registry.ts";
import type { Deck, Entry, Place, Question } from "./deck.ts";
import type { DeckFile, EntryFile, QuestionFile, TopicFile } from "./format.ts";
import type { YamlFile } from "./yaml-file.ts";

/** A topic file that matches the schema. */
export interface ReadTopic {
  readonly yaml: YamlFile;
  readonly data: TopicFile;
}

/** Combines the files into one deck and fills in defaults. If an id occurs twice, the first one wins. */
export function assembleDeck(file: DeckFile, yaml: YamlFile, topics: readonly ReadTopic[]): Deck {
  const entries = new Map<string, Entry>();
  const questions = new Map<string, Question>();
  for (const { yaml, data } of topics) {
    for (const [index, entry] of data.entries.entries()) {
      if (entries.has(entry.id)) continue;
      const path = ["entries", index];
      const under = (entry.questions ?? []).map((question, position) =>
        toQuestion(question, entry.id, data.topic, {
          file: yaml.file,
          line: yaml.lineOf([...path, "questions", position]),
        }),
      );
      const place = { file: yaml.file, line: yaml.lineOf(path) };
      entries.set(entry.id, { ...toEntry(entry, data.topic, file), questions: under.map(({ id }) => id), place });
      for (const question of under) if (!questions.has(question.id)) questions.set(question.id, question);
    }
  }
  return {
    id: file.id,
    title: file.title,
    version: file.version,
    language: file.language,
    licence: file.licence,
    source: file.source,
    description: file.description ?? "",
    topics: topics.map(({ data }) => ({ id: data.topic, title: data.title })),
    entries,
    questions,
    facts: file.facts ?? [],
    factPlaces: factPlaces(file, yaml),
  };
}

function factPlaces(file: DeckFile, yaml: YamlFile): Map<string, Place> {
  return new Map((file.facts ?? []).map((fact, at) => [fact, { file: yaml.file, line: yaml.lineOf(["facts", at]) }]));
}

function toEntry(entry: EntryFile, topic: string, deck: DeckFile): Omit<Entry, "questions" | "place"> {
  return {
    id: entry.id,
    topic,
    title: entry.title,
    facts: entry.facts ?? [],
    body: entry.body,
    terms: entry.terms,
    abbreviations: entry.abbreviations ?? [],
    synonyms: entry.synonyms ?? [],
    phrasings: entry.phrasings ?? [],
    status: entry.status,
    note: entry.note,
    source: entry.source ?? deck.source,
    related: entry.related ?? [],
  };
}

function toQuestion(question: QuestionFile, entry: string, topic: string, place: Place): Question {
  return {
    id: question.id,
    topic,
    kind: question.kind,
    difficulty: question.difficulty,
    prompt: question.prompt,
    explanation: question.explanation,
    scenario: question.scenario ?? false,
    asks: question.asks ?? "today",
    excludes: question.excludes ?? [],
    entries: [entry, ...(question.also ?? [])],
    draft: question.draft ?? false,
    ...kindOf(question).file.read(question),
    place,
  };
}
