import type { Deck, DeckProblem, Entry, Place } from "../deck.ts";
import { quote, warning } from "../problem.ts";

const PHRASINGS_MINIMUM = 3;

/** Fact ids in deck.yaml's order. */
export interface FactCoverage {
  /** Facts that an entry covers. */
  readonly covered: readonly string[];
  /** Facts covered by an entry that a question, other than a draft, asks about. */
  readonly asked: readonly string[];
}

export function factCoverage(deck: Deck): FactCoverage {
  const asked = askedEntries(deck);
  const entries = [...deck.entries.values()];
  const covered = new Set(entries.flatMap(({ facts }) => facts));
  const askedFacts = new Set(entries.filter(({ id }) => asked.has(id)).flatMap(({ facts }) => facts));
  return {
    covered: deck.facts.filter((fact) => covered.has(fact)),
    asked: deck.facts.filter((fact) => askedFacts.has(fact)),
  };
}

/** Every fact in deck.yaml must be covered by an entry and asked by a question. Passes if the deck lists no facts. */
export function coverageProblems(deck: Deck): DeckProblem[] {
  const use = factCoverage(deck);
  return deck.facts
    .filter((fact) => !use.asked.includes(fact))
    .map((fact) => {
      const entry = [...deck.entries.values()].find(({ facts }) => facts.includes(fact));
      const place = entry?.place ?? factPlace(deck, fact);
      return entry
        ? warning({
            rule: "fact-not-asked",
            place,
            message: `No question asks about the fact ${quote(fact)}, which the entry ${quote(entry.id)} covers.`,
            remedy: "Write a question under the entry.",
          })
        : warning({
            rule: "fact-not-covered",
            place,
            message: `No entry covers the fact ${quote(fact)}.`,
            remedy: `Write an entry with "facts: [${fact}]" and a question under it.`,
          });
    });
}

/** An entry that no question asks about can be found by /ask, but is never learned. */
export function entryUseProblems(deck: Deck): DeckProblem[] {
  const asked = askedEntries(deck);
  return [...deck.entries.values()]
    .filter(({ id }) => !asked.has(id))
    .map((entry) =>
      warning({
        rule: "entry-not-asked",
        place: entry.place,
        message: `No question asks about the entry ${quote(entry.id)}${entry.questions.length > 0 ? ": it has drafts only" : ""}.`,
        remedy:
          entry.questions.length > 0
            ? 'Approve a draft by removing its line "draft: true".'
            : 'Write a question under it, or name it in another question\'s "also".',
      }),
    );
}

/** An entry that covers two facts needs two questions; otherwise one of the facts only counts as asked. */
export function factShareProblems(deck: Deck): DeckProblem[] {
  const questions = [...deck.questions.values()].filter(({ draft }) => !draft);
  return [...deck.entries.values()].flatMap((entry) => {
    const asking = questions.filter(({ entries }) => entries.includes(entry.id)).length;
    if (asking === 0 || asking >= entry.facts.length) return [];
    return warning({
      rule: "facts-share-questions",
      place: entry.place,
      message: `Entry ${quote(entry.id)} covers ${entry.facts.length} facts, but only ${asking} ${asking === 1 ? "question asks" : "questions ask"} about it.`,
      remedy: "Write a question for each fact, or leave out the facts that are not asked.",
    });
  });
}

/** The search depends on phrasings in other people's words. */
export function phrasingProblems(deck: Deck): DeckProblem[] {
  return [...deck.entries.values()]
    .filter(({ phrasings }) => phrasings.length < PHRASINGS_MINIMUM)
    .map((entry: Entry) =>
      warning({
        rule: "few-phrasings",
        place: entry.place,
        message: `Entry ${quote(entry.id)} has ${entry.phrasings.length} phrasings; ${PHRASINGS_MINIMUM} to 6 let /ask find it by other words.`,
        remedy: "Add how a learner would ask, without the words of the title: the problem rather than its name.",
      }),
    );
}

function askedEntries(deck: Deck): Set<string> {
  return new Set([...deck.questions.values()].flatMap(({ draft, entries }) => (draft ? [] : entries)));
}

function factPlace(deck: Deck, fact: string): Place {
  return deck.factPlaces?.get(fact) ?? { file: "deck.yaml", line: 1 };
}
