import { kindOf } from "../../study/kinds/registry.ts";
import type { Deck, DeckProblem, Question } from "../deck.ts";
import { error, list, quote, warning } from "../problem.ts";
import { choicesOf, isFalseStatement } from "./choice.ts";
import { plainText } from "./words.ts";

/** Matches the whole option, so that "All of these logs go to Amazon S3" is allowed. */
const ABOVE =
  /^(?:it is |they are )?(?:all|none|both|neither|either|any)(?: of)?(?: the| these| those| them)?(?: above| following| options| answers| others?| ones)?(?: (?:is|are) (?:right|correct|true|false|wrong))?[.!]?$/i;
const LETTERS =
  /^(?:(?:[Bb]oth|[Nn]either|[Ee]ither|[Oo]ptions?|[Aa]nswers?) )*[A-E](?:,? (?:and|or|nor|&) [A-E])+[.!]?$/;

export function aboveOptionProblems(deck: Deck): DeckProblem[] {
  return choicesOf(deck).flatMap(({ question, right, wrong }) =>
    [...right, ...wrong]
      .filter((text) => (ABOVE.test(text) && text.includes(" ")) || LETTERS.test(text))
      .map((text) =>
        error({
          rule: "above-option",
          place: question.place,
          message: `Question ${quote(question.id)}: the option ${quote(text)} refers to the others. The bot shuffles options, and who can rule one out gets it free.`,
          remedy: 'Replace it by a distractor of its own; if several are right, write "kind: multiple".',
        }),
      ),
  );
}

const NEGATION = "(?:not|never|cannot|[a-z]+n['’]t)";
/** "Which of these is not …", "Which service does not …": the negation belongs to the question itself. */
const NEGATIVE_QUESTION =
  /\b(?:which|what|who)\b((?:\s+[\w-]+){0,5}?)\s+(?:(?:is|are|was|were|do|does|did|can|could|would|will|should|has|have|must)\s+(?:not|never)\b|cannot\b|(?:is|are|was|were|do|does|did|ca|could|would|wo|should|has|have|must)n['’]t\b|never\b)/i;
const EXCEPT = /\bexcept\b(?: (?:for|which|one))?\s*[:?.…_]|\ball\b[^.?!]*\bexcept\b[^.?!]*\?$/i;
/** Words that begin a subordinate clause, so that a negation after them is not the question's own. */
const CLAUSE =
  /\b(?:that|who|whom|whose|when|if|while|where|because|since|although|so|without|but|and|or|after|before|once)\b/i;

export function negativeStemProblems(deck: Deck): DeckProblem[] {
  return [...deck.questions.values()].flatMap((question) => {
    const prompt = withoutEmphasizedNegations(question.prompt);
    if (!isNegative(question, prompt)) return [];
    const { isStatement } = kindOf(question);
    return warning({
      rule: "negative-stem",
      place: question.place,
      message: isStatement
        ? `Question ${quote(question.id)}: a false statement with a negation makes the reader negate twice.`
        : `Question ${quote(question.id)} asks for what does not hold, and a quick reader misses the small word.`,
      remedy: isStatement
        ? "Say it without the negation, or write it as **not**."
        : "Ask for what holds; if that cannot be, write the word as **NOT** or **EXCEPT**.",
    });
  });
}

function isNegative(question: Question, prompt: string): boolean {
  if (kindOf(question).isStatement) {
    const negation = new RegExp(String.raw`\b${NEGATION}\b(?! (?:just|only)\b)`, "i");
    return isFalseStatement(question) && negation.test(prompt);
  }
  if (EXCEPT.test(prompt)) return true;
  const match = NEGATIVE_QUESTION.exec(prompt);
  return match !== null && !CLAUSE.test(match[1] ?? "");
}

/** The prompt without emphasized negations: bold, italics or capitals. */
function withoutEmphasizedNegations(prompt: string): string {
  return plainText(
    prompt
      .replace(/\*+[^*]*\*+|(?<!\w)_[^_]+_(?!\w)/g, (strong) =>
        /\b(?:not|except|never|cannot|n['’]t)\b/i.test(strong) ? "…" : strong,
      )
      .replace(/\b(?:NOT|EXCEPT|NEVER|CANNOT)\b/g, "…"),
  );
}

const ABSOLUTE =
  /\b(?:always|never|only|all(?! (?:two|three|four|five|six|seven|eight|nine|ten|twelve|\d))|must|every|everything|everyone|nobody|impossible|absolutely|entirely|completely|exclusively)\b/gi;

/** Haladyna's "specific determiners": test-wise readers know that options with these words are usually wrong. */
export function absoluteWordProblems(deck: Deck): DeckProblem[] {
  return choicesOf(deck).flatMap(({ question, right, wrong }) => {
    const found = wrong.flatMap((text) => text.match(ABSOLUTE) ?? []).map((word) => word.toLowerCase());
    if (found.length === 0 || right.some((text) => text.search(ABSOLUTE) >= 0)) return [];
    return warning({
      rule: "absolute-words",
      place: question.place,
      message: `Question ${quote(question.id)}: just the wrong options are absolute (${list([...new Set(found)])}), which tells them from the key.`,
      remedy: "Take the word out, or let the key and the distractors share it.",
    });
  });
}

/** A question about what the cheatsheet taught has to say so, or people will dispute its key. */
export function cheatsheetWordProblems(deck: Deck): DeckProblem[] {
  return [...deck.questions.values()]
    .filter(({ asks, prompt }) => asks === "cheatsheet" && !/\bcheat ?-?sheets?\b/i.test(prompt))
    .map((question) =>
      warning({
        rule: "cheatsheet-unsaid",
        place: question.place,
        message: `Question ${quote(question.id)} asks what the cheatsheet taught, but its prompt does not say so.`,
        remedy: 'Begin with "According to the cheatsheet, …", or ask for what holds today and remove "asks".',
      }),
    );
}
