import { KINDS, type QuestionKind } from "../study/kinds/registry.ts";
import { choicesOf } from "./check/choice.ts";
import { factCoverage } from "./check/coverage.ts";
import { keyLongestShare } from "./check/key-length.ts";
import type { Deck, Question } from "./deck.ts";
import type { Difficulty } from "./format.ts";

/** Figures about a deck. Drafts are not counted, since they are never posted. */
export interface DeckStats {
  readonly deck: string;
  readonly version: string;
  readonly entries: number;
  readonly questions: number;
  readonly kinds: Readonly<Record<QuestionKind, number>>;
  readonly difficulties: Readonly<Record<Difficulty, number>>;
  readonly topics: Readonly<Record<string, { readonly entries: number; readonly questions: number }>>;
  /** Fact ids from deck.yaml that an entry covers, and those whose entry a question asks about. */
  readonly facts: { readonly covered: readonly string[]; readonly asked: readonly string[] };
  /** The share, 0 to 1, of single- and multiple-choice questions whose longest option is right. Ties do not count. */
  readonly longestIsKey: number;
  /** Options per question, over the questions that have options. */
  readonly meanOptions: number;
}

export function deckStats(deck: Deck): DeckStats {
  const questions = [...deck.questions.values()].filter(({ draft }) => !draft);
  const entries = [...deck.entries.values()];
  const withOptions = questions.filter(({ options }) => options.length > 0);
  const optionCount = withOptions.reduce((sum, { options }) => sum + options.length, 0);
  const { covered, asked } = factCoverage(deck);
  return {
    deck: deck.id,
    version: deck.version,
    entries: entries.length,
    questions: questions.length,
    kinds: count(
      questions,
      ({ kind }) => kind,
      KINDS.map(({ name }) => name),
    ),
    difficulties: count(questions, ({ difficulty }) => difficulty, ["easy", "medium", "hard"]),
    topics: Object.fromEntries(
      deck.topics.map(({ id }) => {
        const inTopic = ({ topic }: { readonly topic: string }) => topic === id;
        return [id, { entries: entries.filter(inTopic).length, questions: questions.filter(inTopic).length }];
      }),
    ),
    facts: { covered, asked },
    longestIsKey: round(keyLongestShare(choicesOf(deck).filter(({ question }) => !question.draft))),
    meanOptions: round(withOptions.length === 0 ? 0 : optionCount / withOptions.length),
  };
}

function count<Key extends string>(
  questions: readonly Question[],
  keyOf: (question: Question) => Key,
  keys: readonly Key[],
) {
  return Object.fromEntries(
    keys.map((key) => [key, questions.filter((question) => keyOf(question) === key).length]),
  ) as Record<Key, number>;
}

/** Rounds to three decimals; more would be noise. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
