import { type Blank, blankOut, type Statement } from "./blank.ts";

const UNITS =
  "%|percent|x|times|ms|milliseconds?|s|seconds?|minutes?|hours?|days?|weeks?|months?|years?|[KMGTP]i?B|bytes?|bits?|°C|°F|degrees|km|m|cm|mm|metres?|meters?|miles?|feet|inch(?:es)?|kg|g|mg|µg|grams?|l|dl|cl|ml|litres?|liters?|Hz|kHz|MHz|GHz|W|kW|V|A|Nm|kgf|bar|psi|mph|km/h|kcal|characters?|digits?|points?|cores?|steps?|pages?|people";
const AMOUNT = "\\d{1,3}(?:[ ,]\\d{3})+|\\d+(?:[.,]\\d+)?";
/** An amount or a range with its unit, but not part of a name, a version, a path or a command-line option. */
const NUMBER = new RegExp(
  `(?<![\\p{L}\\p{N}_.,:/–-]|--?[a-z]+ )(${AMOUNT})((?:\\s?(?:to|–|-)\\s?|(?<=\\bbetween \\S+) and )(?:${AMOUNT}))?(?:\\s?(${UNITS}))?(?![\\p{L}\\p{N}_/-]|[.,:]\\d)`,
  "gu",
);
const WORDS: Readonly<Record<string, string>> = {
  two: "2",
  three: "3",
  four: "4",
  five: "5",
  six: "6",
  seven: "7",
  eight: "8",
  nine: "9",
  ten: "10",
  eleven: "11",
  twelve: "12",
  fifteen: "15",
  twenty: "20",
};
const WORD = Object.keys(WORDS).join("|");
const NUMBER_WORD = new RegExp(`\\b(${WORD})(?: (?:to|or) (${WORD}))?\\b(?! or more)`, "gi");

/** Blanks out a number if the sentence has only one or two. */
export function numberBlank(statement: Statement): Blank | undefined {
  const numbers = [...statement.text.matchAll(NUMBER)];
  const [match] = numbers;
  if (match !== undefined) {
    if (numbers.length > 2) return undefined;
    const answer = match[0].trim();
    return blankOut(statement, {
      at: match.index,
      found: match[0],
      what: "the number",
      answer,
      accept: spellings(match),
    });
  }
  const [word] = [...statement.text.matchAll(NUMBER_WORD)];
  // At the beginning a number word says little, and before a list of that many things it gives itself away.
  const after = statement.text.slice((word?.index ?? 0) + (word?.[0].length ?? 0));
  if (word === undefined || word.index === 0 || statement.text.length > 250 || /: ?\S/.test(after)) return undefined;
  const digits = [word[1], word[2]].flatMap((one) => (one === undefined ? [] : [WORDS[one.toLowerCase()] ?? one]));
  const accept = digits.length === 2 ? [digits.join(" to "), digits.join("-")] : digits;
  return blankOut(statement, {
    at: word.index,
    found: word[0],
    what: "the number",
    answer: word[0].toLowerCase(),
    accept,
  });
}

/** Accepted spellings: with and without the unit, with the unit's symbol or word, and both forms of a range. */
function spellings([whole, amount = "", range = "", unit = ""]: RegExpMatchArray): string[] {
  const other = range.replace(/^\s*(?:to|–|-|and)\s*/, "");
  const amounts = range === "" ? [amount] : [`${amount} to ${other}`, `${amount}-${other}`];
  const name = { "%": "percent", x: "times" }[unit];
  return amounts
    .flatMap((one) => [unit === "" ? "" : `${one} ${unit}`, name === undefined ? "" : `${one} ${name}`, one])
    .filter((one) => one !== "" && one !== whole.trim());
}
