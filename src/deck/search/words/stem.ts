/**
 * A light English stemmer. Porter's rules were too aggressive here: they reduce "container" to "contain" and "customer" to
 * "custom". This one removes inflections and the most common derivational endings, but never "-er" or "-or".
 */
const ENDINGS: readonly (readonly [ending: string, replacement: string])[] = [
  ["ification", "ify"],
  ["ifier", "ify"],
  ["ifying", "ify"],
  ["ified", "ify"],
  ["ization", "ize"],
  ["isation", "ize"],
  ["izing", "ize"],
  ["ising", "ize"],
  ["ized", "ize"],
  ["ised", "ize"],
  ["ise", "ize"],
  ["izer", "ize"],
  ["iser", "ize"],
  ["ation", ""],
  ["ating", ""],
  ["ated", ""],
  ["ate", ""],
  ["ition", ""],
  ["ion", ""],
  ["ment", ""],
  ["ness", ""],
  ["able", ""],
  ["ible", ""],
  ["ability", ""],
  ["ility", ""],
  ["ively", ""],
  ["ally", "al"],
  ["ive", ""],
  ["ly", ""],
  ["ing", ""],
  ["ed", ""],
  ["al", ""],
  ["ence", ""],
  ["ance", ""],
  ["ent", ""],
  ["ant", ""],
  ["ous", ""],
  ["e", ""],
  ["y", "i"],
];

const MIN_STEM_LENGTH = 4;
const MIN_INFLECTED_LENGTH = 3;
const INFLECTIONS = new Set(["ing", "ed", "e", "y", "ly"]);

export function stem(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return singular(word);
  let stemmed = singular(word);
  for (let pass = 0; pass < 2; pass += 1) {
    const shorter = withoutEnding(stemmed);
    if (shorter === stemmed) break;
    stemmed = shorter;
  }
  return stemmed;
}

function singular(word: string): string {
  if (word.length < 4 || !word.endsWith("s") || /(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies")) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  if (/(?:ss|sh|ch|x|zz)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

function withoutEnding(word: string): string {
  for (const [ending, replacement] of ENDINGS) {
    if (!word.endsWith(ending)) continue;
    const rest = word.slice(0, word.length - ending.length);
    const shortest = INFLECTIONS.has(ending) ? MIN_INFLECTED_LENGTH : MIN_STEM_LENGTH;
    if (rest.length < shortest || !/[aeiouy]/.test(rest)) continue;
    return replacement === "" ? undouble(rest) : rest + replacement;
  }
  return word;
}

function undouble(word: string): string {
  return /([bdfgmnprt])\1$/.test(word) ? word.slice(0, -1) : word;
}
