import type { Deck, DeckProblem } from "../deck.ts";
import { sortProblems } from "../problem.ts";
import { coverageProblems, entryUseProblems, factShareProblems, phrasingProblems } from "./coverage.ts";
import { fillInProblems } from "./fill-in.ts";
import { giveAwayProblems, mutualExclusionProblems } from "./give-aways.ts";
import { grammarProblems } from "./grammar.ts";
import { keyLengthProblems, keyLongestProblems } from "./key-length.ts";
import { platformLimitProblems } from "./limits.ts";
import { multipleChoiceProblems } from "./multiple-choice.ts";
import { nearDuplicateProblems } from "./near-duplicates.ts";
import { stepProblems } from "./steps.ts";
import { aboveOptionProblems, absoluteWordProblems, cheatsheetWordProblems, negativeStemProblems } from "./wording.ts";

type Rule = (deck: Deck) => DeckProblem[];

/** Rules for single questions and entries, in any language. */
const rules: readonly Rule[] = [
  nearDuplicateProblems,
  keyLengthProblems,
  platformLimitProblems,
  fillInProblems,
  phrasingProblems,
];

/** Rules that look for English words. */
const englishRules: readonly Rule[] = [
  multipleChoiceProblems,
  aboveOptionProblems,
  negativeStemProblems,
  absoluteWordProblems,
  cheatsheetWordProblems,
  grammarProblems,
  stepProblems,
];

/** Rules about what is missing or too frequent in the deck as a whole. */
const wholeDeckRules: readonly Rule[] = [
  keyLongestProblems,
  giveAwayProblems,
  mutualExclusionProblems,
  entryUseProblems,
  coverageProblems,
  factShareProblems,
];

/**
 * Checks how well the questions are written, as far as a program can (based on Haladyna, Downing and Rodriguez 2002,
 * "A review of multiple-choice item-writing guidelines"). The deck has already loaded, so its format is valid.
 * `partial` means that some of its files could not be read; rules about the deck as a whole are then skipped.
 */
export function checkDeck(deck: Deck, { partial = false } = {}): DeckProblem[] {
  const english = deck.language.startsWith("en");
  const chosen = [...rules, ...(english ? englishRules : []), ...(partial ? [] : wholeDeckRules)];
  return sortProblems(chosen.flatMap((rule) => rule(deck)));
}
