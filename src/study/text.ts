const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** Hyphens, dashes and the minus sign (U+2212). */
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;
/** Control and format characters, lone surrogates, variation selectors, and the combining keycap. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}]|[\ufe00-\ufe0f]|\u20e3/gu;
/** Digits grouped in threes: 10,000 or 10 000, but not a decimal (0,125) or a list (100, 200). */
const GROUPED = /(?<![\d.,])[1-9]\d{0,2}([ ,'])\d{3}(?:\1\d{3})*(?!\d)/g;

/** Removes invisible characters and collapses whitespace. */
export function cleanText(text: string): string {
  return text.replace(/\s+/g, " ").replace(INVISIBLE, "").trim();
}

/**
 * Maps spellings of the same answer to one text, for comparison only. Compatibility forms (NFKC), case, spaces, hyphens
 * and other punctuation do not matter, so that "70-ms", "70 ms" and "70ms" are equal. Whatever distinguishes two answers
 * stays: 1.5 and 15, 2-15 and 215, -5 and 5, 1e-5 and 1e5, C, C++ and C#, 75 % and 75. Digits grouped in threes are one
 * number (10,000 = 10 000 = 10000); any other comma between digits is a decimal comma (1,5 = 1.5).
 */
export function normalizeText(text: string): string {
  const plain = cleanText(text.replace(/[⁰¹²³⁴-⁹]+/g, spellExponent).normalize("NFKC")).replace(DASHES, "-");
  const folded = withoutMarks(plain)
    // Uppercasing first unifies letters that lowercasing alone does not (ß and ss, ς and σ).
    .toUpperCase()
    .toLowerCase()
    .replace(/&/g, " and ");
  return dropPunctuation(foldNumbers(folded)) || folded.replaceAll(" ", "");
}

/** `*_text_*` without its surrounding marks. A regular expression with a back-reference is slow on a thousand asterisks. */
function withoutMarks(text: string): string {
  const marks = /^[*_`~"']+/.exec(text)?.[0] ?? "";
  for (let count = Math.min(marks.length, Math.floor((text.length - 1) / 2)); count > 0; count--) {
    if (text.endsWith(marks.slice(0, count))) return text.slice(count, -count);
  }
  return text;
}

function spellExponent(digits: string): string {
  return `^${[...digits].map((digit) => SUPERSCRIPTS.indexOf(digit)).join("")}`;
}

function foldNumbers(text: string): string {
  return text
    .replace(/\u2044/g, "/")
    .replace(GROUPED, (number) => number.replace(/\D/g, ""))
    .replace(/(?<=\d),(?=\d)/g, ".")
    .replace(/(?<![\p{L}\p{N}])\.(?=\d)/gu, "0.")
    .replace(/(?<=\d) ?([-/:]) ?(?=\d)/g, "$1")
    .replace(/(?<=\d)[ ,;]+(?=\d)/g, " ");
}

function dropPunctuation(text: string): string {
  return text.replace(/[\p{P}\p{Sk}\s]/gu, (mark, start: number) =>
    hasMeaning(mark, text.slice(Math.max(0, start - 2), start), text[start + 1] ?? "") ? mark : "",
  );
}

/** Whether a mark distinguishes answers, judged by up to two characters before it and the one after it. */
function hasMeaning(mark: string, before: string, after: string): boolean {
  if (/[#%@*^]/.test(mark)) return true;
  if (mark === "!") return after === "=";
  if (!/\d/.test(after)) return false;
  if (/\d$/.test(before)) return /[-./: ]/.test(mark);
  // A minus sign can only start a number or its exponent.
  return mark === "-" && /(?:^|[ ([<>=~≈≤≥]|\de)$/.test(before);
}
