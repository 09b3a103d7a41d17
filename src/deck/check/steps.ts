import { kindOf } from "../../study/kinds/registry.ts";
import type { Deck, DeckProblem } from "../deck.ts";
import { list, quote, warning } from "../problem.ts";
import { plainText } from "./words.ts";

const PLACE =
  /^(?:(?:step |no\. ?)?\d+[.):]\s|step \d+\b|(?:first|firstly|second|secondly|third|thirdly|fourth|fifth|next|then|afterwards|finally|lastly|last)\b(?:,|:|\s)|after (?:that|this)\b|to (?:begin|start) with\b|in the end\b)/i;

/** "First, boil the water": the step's own wording reveals its place. */
export function stepProblems(deck: Deck): DeckProblem[] {
  return [...deck.questions.values()]
    .filter((question) => kindOf(question).asksForOrder)
    .flatMap((question) => {
      const found = question.options.flatMap(({ text }) => PLACE.exec(plainText(text))?.[0].trim() ?? []);
      if (found.length === 0) return [];
      return warning({
        rule: "step-tells-place",
        place: question.place,
        message: `Question ${quote(question.id)}: ${list(found.map((words) => quote(words)))} at the beginning of a step ${found.length === 1 ? "tells" : "tell"} its place.`,
        remedy: "Name what is done, and nothing about when.",
      });
    });
}
