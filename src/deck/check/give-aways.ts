import { kindOf } from "../../study/kinds/registry.ts";
import type { Deck, DeckProblem, Question } from "../deck.ts";
import { error, quote, warning } from "../problem.ts";
import { isFalseStatement, keyText } from "./choice.ts";
import { contentWords, singular, wordsOf } from "./words.ts";

/**
 * A prompt gives another question away if it contains that question's key, word for word, and at least this share of that
 * question's content words, since it then states what the other question asks.
 */
const SHARED_WORDS = 0.6;

/** The question `from` gives away the answer to `to`. */
interface GiveAway {
  readonly from: Question;
  readonly to: Question;
}

export function giveAwayProblems(deck: Deck): DeckProblem[] {
  return findGiveAways([...deck.questions.values()]).map(({ from, to }) =>
    warning({
      rule: "gives-away",
      place: from.place,
      message: `Question ${quote(from.id)} tells the answer to ${quote(to.id)} (${to.place.file}:${to.place.line}): its prompt states ${quote(keyText(to))}.`,
      remedy: `Reword it; or add "excludes: [${to.id}]" here and "excludes: [${from.id}]" there, and they are never posted within a week.`,
    }),
  );
}

/** Both questions of a pair must name each other, so that a reader of either one sees the exclusion. */
export function mutualExclusionProblems(deck: Deck): DeckProblem[] {
  return [...deck.questions.values()].flatMap((question) =>
    question.excludes.flatMap((id) => {
      const other = deck.questions.get(id);
      if (!other || other.excludes.includes(question.id)) return [];
      return error({
        rule: "excludes-one-way",
        place: other.place,
        message: `Question ${quote(question.id)} excludes ${quote(id)}, but not the other way round.`,
        remedy: `Add "excludes: [${question.id}]" to ${quote(id)}.`,
      });
    }),
  );
}

function findGiveAways(questions: readonly Question[]): GiveAway[] {
  const prompts = questions.map((question) => ({ question, text: ` ${foldedWords(question.prompt).join(" ")} ` }));
  const withWord = new Map<string, typeof prompts>();
  for (const prompt of prompts) {
    for (const word of new Set(prompt.text.trim().split(" "))) {
      const known = withWord.get(word);
      if (known) known.push(prompt);
      else withWord.set(word, [prompt]);
    }
  }
  return questions.flatMap((to) => {
    if (!kindOf(to).hasOneKey) return [];
    const key = foldedWords(keyText(to));
    const rarest = key.toSorted((a, b) => (withWord.get(a)?.length ?? 0) - (withWord.get(b)?.length ?? 0))[0];
    const subject = new Set(contentWords(to.prompt).filter((word) => !key.includes(word)));
    if (!rarest || subject.size < 2 || !isDistinctive(key)) return [];
    return (withWord.get(rarest) ?? [])
      .filter(({ question, text }) => canGiveAway(question, to) && states(text, key, subject))
      .map(({ question }) => ({ from: question, to }));
  });
}

/** A false statement gives nothing away. */
function canGiveAway(from: Question, to: Question): boolean {
  return from.id !== to.id && !from.excludes.includes(to.id) && !isFalseStatement(from);
}

/** Whether the text contains the key and most of the words that the question is about. */
function states(text: string, key: readonly string[], subject: ReadonlySet<string>): boolean {
  if (!text.includes(` ${key.join(" ")} `)) return false;
  const shared = [...subject].filter((word) => text.includes(` ${word} `)).length;
  return shared / subject.size >= SHARED_WORDS;
}

/** A key like "no" or "a role" appears in many prompts by chance, but a number or a rarer word does not. */
function isDistinctive(key: readonly string[]): boolean {
  return key.some((word) => /\d/.test(word)) || contentWords(key.join(" ")).length > 0;
}

function foldedWords(text: string): string[] {
  return wordsOf(text).map(singular);
}
