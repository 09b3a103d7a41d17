import type { Deck, DeckProblem } from "../deck.ts";
import { list, quote, warning } from "../problem.ts";
import { type Choice, choicesOf } from "./choice.ts";

/** The largest share of single- and multiple-choice questions whose longest option may be a key. */
const KEY_LONGEST_LIMIT = 0.3;
/** With fewer questions than this, the share means nothing. */
const SHARE_MINIMUM = 10;
/** A key gives itself away if it is longer than every wrong option by this factor and by this many characters. */
const OUTLIER_RATIO = 1.5;
const OUTLIER_CHARACTERS = 20;

/** Whether a right option is longer than every wrong one, in visible characters. A tie does not count. */
function isKeyLongest({ right, wrong }: Choice): boolean {
  return longest(right) > longest(wrong);
}

/** The share, from 0 to 1, of these questions whose key is the longest option. */
export function keyLongestShare(choices: readonly Choice[]): number {
  return choices.length === 0 ? 0 : choices.filter(isKeyLongest).length / choices.length;
}

/** A key must not stand out among its own options by its length. */
export function keyLengthProblems(deck: Deck): DeckProblem[] {
  return choicesOf(deck).flatMap((choice) => {
    const { question, right, wrong } = choice;
    const longer = isMuchLonger(shortest(right), longest(wrong));
    if (!longer && !isMuchLonger(shortest(wrong), longest(right))) return [];
    const [what, than, remedy] = longer
      ? [
          "longer",
          "longest",
          "Move details from the key into the explanation, or make a distractor as full as the key.",
        ]
      : ["shorter", "shortest", "Shorten the distractors to the key's length, or make the key as full as they are."];
    const lengths = longer ? [shortest(right), longest(wrong)] : [longest(right), shortest(wrong)];
    return warning({
      rule: "key-length",
      place: question.place,
      message: `Question ${quote(question.id)}: the key (${lengths[0]} characters) is much ${what} than the ${than} wrong option (${lengths[1]}), which gives it away.`,
      remedy,
    });
  });
}

/** Over the whole deck, the longest option must not be a good guess. */
export function keyLongestProblems(deck: Deck): DeckProblem[] {
  const choices = choicesOf(deck);
  const share = keyLongestShare(choices);
  if (choices.length < SHARE_MINIMUM || share <= KEY_LONGEST_LIMIT) return [];
  const worst = choices.filter(isKeyLongest).sort((a, b) => excess(b) - excess(a));
  const place = worst[0]?.question.place;
  if (!place) return [];
  const names = worst
    .slice(0, 5)
    .map(({ question }) => `${quote(question.id)} (${question.place.file}:${question.place.line})`);
  return [
    warning({
      rule: "key-longest",
      place,
      message: `In ${Math.round(share * 100)} % of the deck's choice questions the key is the longest option; at most ${KEY_LONGEST_LIMIT * 100} % should be. The worst: ${list(names)}.`,
      remedy:
        "Give these questions a distractor longer than the key, by words that mean something, or shorten the key.",
    }),
  ];
}

function isMuchLonger(long: number, short: number): boolean {
  return long >= OUTLIER_RATIO * short && long - short >= OUTLIER_CHARACTERS;
}

function excess({ right, wrong }: Choice): number {
  return longest(right) / Math.max(1, longest(wrong));
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map(({ length }) => length));
}

function shortest(texts: readonly string[]): number {
  return Math.min(...texts.map(({ length }) => length));
}
