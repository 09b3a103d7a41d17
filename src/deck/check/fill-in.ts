import { normalizeText } from "../../study/text.ts";
import type { Deck, DeckProblem, Question } from "../deck.ts";
import { error, list, quote, warning } from "../problem.ts";

export function fillInProblems(deck: Deck): DeckProblem[] {
  return [...deck.questions.values()].flatMap(spellingProblems);
}

/** Grading ignores letter case, spaces and punctuation, so texts that differ only in those are the same spelling. */
function spellingProblems(question: Question): DeckProblem[] {
  const normalized = question.accept.map(normalizeText);
  const empty = question.accept.filter((_, index) => normalized[index] === "");
  const needless = question.accept.filter((_, index) => normalized.indexOf(normalized[index] ?? "") < index);
  const problems: DeckProblem[] = [];
  if (empty.length > 0) {
    problems.push(
      error({
        rule: "spelling-empty",
        place: question.place,
        message: `Question ${quote(question.id)}: nothing is left of ${list(empty.map((text) => quote(text)))} once punctuation is ignored, so nobody can answer with it.`,
        remedy: "Ask for a word or a number, or make it a single choice.",
      }),
    );
  }
  if (needless.length > 0) {
    problems.push(
      warning({
        rule: "spelling-twice",
        place: question.place,
        message: `Question ${quote(question.id)}: ${list(needless.map((text) => quote(text)))} ${needless.length === 1 ? "counts" : "count"} anyway, since case, spaces and punctuation never matter.`,
        remedy: "Remove it from the accepted spellings; keep what differs in its letters or digits.",
      }),
    );
  }
  return problems;
}
