import { kindOf } from "../../study/kinds/registry.ts";
import type { Deck, DeckProblem } from "../deck.ts";
import { error, list, quote } from "../problem.ts";
import { choicesOf } from "./choice.ts";
import { plainText } from "./words.ts";

const numbers: Record<string, number> = { one: 1, two: 2, three: 3, four: 4, five: 5 };
const NUMBER = "(one|two|three|four|five|[1-5])";
const REQUEST = new RegExp(
  `\\b(?:select|choose|pick|mark|tick|name|check)\\s+(?:exactly\\s+|the\\s+|any\\s+)?${NUMBER}\\b`,
  "gi",
);
const QUESTION = new RegExp(
  `\\b(?:which|what)\\s+${NUMBER}\\b|\\b${NUMBER}\\s+of\\s+(?:these|the following|them)\\b`,
  "gi",
);

/** A multiple-choice prompt must say how many options are right, and a single-choice prompt must ask for one. */
export function multipleChoiceProblems(deck: Deck): DeckProblem[] {
  return choicesOf(deck).flatMap(({ question, right }) => {
    const isMultiple = kindOf(question).asksForSeveral === true;
    const stated = statedNumbers(plainText(question.prompt), isMultiple);
    if (isMultiple ? stated.includes(right.length) : stated.every((number) => number === 1)) return [];
    const words = Object.entries(numbers).find(([, number]) => number === right.length)?.[0] ?? String(right.length);
    const said =
      stated.length > 0 ? `says ${list(stated.map(String), "or")}` : "does not say how many options are right";
    return error({
      rule: "multiple-count",
      place: question.place,
      message: `Question ${quote(question.id)}: the prompt ${said}, but ${right.length} ${right.length === 1 ? "is" : "are"} right.`,
      remedy: isMultiple
        ? `End the prompt with "**Select ${words}.**"`
        : 'Write "kind: multiple" with a list of right options, or ask for one.',
    });
  });
}

/**
 * The numbers stated in a request ("Select two") or, if there is none and the question is a multiple choice, in the
 * question itself ("Which two …?"). A single choice may legitimately ask which two belong together.
 */
function statedNumbers(prompt: string, isMultiple: boolean): number[] {
  const read = (pattern: RegExp) =>
    [...prompt.matchAll(pattern)].map((match) => {
      const word = (match[1] ?? match[2] ?? "").toLowerCase();
      return numbers[word] ?? Number(word);
    });
  const requested = read(REQUEST);
  return requested.length > 0 || !isMultiple ? requested.slice(-1) : read(QUESTION);
}
