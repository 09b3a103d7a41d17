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

/** Hold for each question or entry by itself, in any language. */
const rules: readonly Rule[] = [
  nearDuplicateProblems,
  keyLengthProblems,
  platformLimitProblems,
  fillInProblems,
  phrasingProblems,
];

/** Look for English words. */
const englishRules: readonly Rule[] = [
  multipleChoiceProblems,
  aboveOptionProblems,
  negativeStemProblems,
  absoluteWordProblems,
  cheatsheetWordProblems,
  grammarProblems,
  stepProblems,
];

/** Say what is missing or too frequent in the deck as a whole. */
const wholeDeckRules: readonly Rule[] = [
  keyLongestProblems,
  giveAwayProblems,
  mutualExclusionProblems,
  entryUseProblems,
  coverageProblems,
  factShareProblems,
];

/**
 * The craft of writing questions, as far as a program can tell (after Haladyna, Downing and Rodriguez 2002,
 * "A review of multiple-choice item-writing guidelines"). The deck has loaded, so its format is right.
 * With `partial`, some of its files could not be read: rules about the deck as a whole are left out.
 */
export function checkDeck(deck: Deck, { partial = false } = {}): DeckProblem[] {
  const english = deck.language.startsWith("en");
  const chosen = [...rules, ...(english ? englishRules : []), ...(partial ? [] : wholeDeckRules)];
  return sortProblems(chosen.flatMap((rule) => rule(deck)));
}
