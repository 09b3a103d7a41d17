import type { Deck, Entry, Question } from "../../src/deck/deck.ts";

const PLACE = { file: "small.yaml", line: 1 };
const SOURCE = { title: "The small cheatsheet", url: "https://example.com/sheet" };

/** By default four questions, one of each kind, each in its own topic. Right options start with "right", except "True". */
export function smallDeck(questions: readonly Partial<Question>[] = KINDS): Deck {
  const made = questions.map((given, index) => question(given, index));
  const entries = [...new Set(made.map((one) => one.entries[0] ?? ""))].map((id) =>
    entry(
      id,
      made.filter((one) => one.entries[0] === id),
    ),
  );
  return {
    id: "small",
    title: "Small",
    version: "1.0.0",
    language: "en",
    licence: "none",
    source: SOURCE,
    description: "",
    topics: [...new Set(made.map((one) => one.topic))].map((id) => ({ id, title: `Topic ${id}` })),
    entries: new Map(entries.map((one) => [one.id, one])),
    questions: new Map(made.map((one) => [one.id, one])),
    facts: [],
  };
}

export const RIGHT = "right answer";

const KINDS: readonly Partial<Question>[] = [
  { id: "single", kind: "single", topic: "a" },
  {
    id: "multiple",
    kind: "multiple",
    topic: "b",
    prompt: "Select two.",
    options: [
      { text: "right one", right: true },
      { text: "right two", right: true },
      { text: "wrong one", right: false },
      { text: "wrong two", right: false },
    ],
  },
  {
    id: "truth",
    kind: "true-false",
    topic: "c",
    options: [
      { text: "True", right: true },
      { text: "False", right: false },
    ],
  },
  { id: "blank", kind: "fill-in", topic: "d", options: [], accept: ["15", "fifteen"] },
];

/** `count` single-choice questions. */
export function singles(count: number): readonly Partial<Question>[] {
  return Array.from({ length: count }, (_, index) => ({ id: `q${index + 1}`, topic: `t${index % 3}` }));
}

function question(given: Partial<Question>, index: number): Question {
  const id = given.id ?? `q${index}`;
  return {
    id,
    topic: "a",
    kind: "single",
    difficulty: "easy",
    prompt: `Question ${id}?`,
    explanation: `Because of ${id}.`,
    scenario: false,
    asks: "today",
    excludes: [],
    entries: [`entry-${id}`],
    draft: false,
    options: [
      { text: RIGHT, right: true },
      { text: "wrong one", right: false },
      { text: "wrong two", right: false },
      { text: "wrong three", right: false },
    ],
    accept: [],
    place: PLACE,
    ...given,
  };
}

function entry(id: string, questions: readonly Question[]): Entry {
  const first = questions[0];
  return {
    id,
    topic: first?.topic ?? "a",
    title: `Entry of ${first?.id}`,
    facts: [],
    body: `What the sheet says of ${first?.id}.`,
    terms: [first?.id ?? id],
    abbreviations: [],
    synonyms: [],
    phrasings: [],
    status: first?.id === "single" ? "dated" : "current",
    note: first?.id === "single" ? "This changed last year." : undefined,
    source: SOURCE,
    related: [],
    questions: questions.map((one) => one.id),
    place: PLACE,
  };
}
