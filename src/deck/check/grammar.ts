import { kindOf } from "../../study/kinds/registry.ts";
import type { Deck, DeckProblem, Question } from "../deck.ts";
import { quote, warning } from "../problem.ts";
import { type Choice, choicesOf } from "./choice.ts";
import { plainText } from "./words.ts";

/** Grammatical clues that can be recognized without understanding the sentence. */
export function grammarProblems(deck: Deck): DeckProblem[] {
  return [
    ...[...deck.questions.values()].flatMap(articleProblems),
    ...choicesOf(deck).flatMap((choice) => [...numberProblems(choice), ...shapeProblems(choice)]),
  ];
}

/** "An ____ is …": the article hints at the answer's first letter. */
function articleProblems(question: Question): DeckProblem[] {
  const kind = kindOf(question);
  if (kind.isStatement) return [];
  const article = /(^An?|\ban?)(?:\s+(?:_{2,}|…|\.{3})|\s*:?$)/.exec(plainText(question.prompt))?.[1];
  if (!article) return [];
  const wrong = question.options.filter(({ right }) => !right);
  const isClue = kind.isTyped || wrong.some(({ text }) => takesAn(text) !== (article.length === 2));
  if (!isClue) return [];
  return [
    warning({
      rule: "grammar-clue",
      place: question.place,
      message: `Question ${quote(question.id)}: ${quote(article)} before the gap tells how the answer begins.`,
      remedy: 'Write "a(n)", or move the article into the options.',
    }),
  ];
}

function takesAn(text: string): boolean {
  return /^[aeiou]/i.test(plainText(text));
}

/** "Which services …" with one key, or "Which service …" with two: the grammatical number is misleading. */
function numberProblems({ question }: Choice): DeckProblem[] {
  const prompt = plainText(question.prompt);
  const isSingle = !kindOf(question).asksForSeveral;
  const pattern = isSingle
    ? /\bwhich (?:of (?:these|the following)(?: \w+)? (?:are|were|have)\b|(?:statements|services|options|answers|tools) (?:are|were|have)\b)/i
    : /\bwhich (?:of (?:these|the following)(?: \w+)? (?:is|was|has)\b|(?:statement|service|option|answer|tool) (?:is|was|has)\b)/i;
  const found = pattern.exec(prompt)?.[0];
  if (!found) return [];
  return [
    warning({
      rule: "grammar-clue",
      place: question.place,
      message: `Question ${quote(question.id)}: ${quote(found)} speaks of ${isSingle ? "several, but one option is" : "one, but several options are"} right.`,
      remedy: isSingle ? "Ask in the singular." : "Ask in the plural.",
    }),
  ];
}

const shapes: readonly { readonly name: string; readonly has: (text: string) => boolean }[] = [
  { name: "ends with a full stop", has: (text) => /[^.]\.$/.test(text) },
  { name: "begins with an article", has: (text) => /^(?:an?|the) /i.test(text) },
];

const PHRASE_WORDS = 8;

/** Only the key has, or only the key lacks, a form that the other options share. */
function shapeProblems({ question, right, wrong }: Choice): DeckProblem[] {
  // In whole sentences an article or a period is no clue.
  if (wrong.length < 2 || [...right, ...wrong].some((text) => text.split(" ").length > PHRASE_WORDS)) return [];
  return shapes.flatMap(({ name, has }) => {
    const keyHas = right.every(has) && !wrong.some(has);
    const keyLacks = wrong.every(has) && !right.some(has);
    if (!keyHas && !keyLacks) return [];
    return warning({
      rule: "grammar-clue",
      place: question.place,
      message: `Question ${quote(question.id)}: ${keyHas ? "only the key" : "every option but the key"} ${name}.`,
      remedy: "Give all options the same form.",
    });
  });
}
