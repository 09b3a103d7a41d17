/** Words that say nothing about the subject. */
const FUNCTION_WORDS = new Set(
  `a about according after again all also am an and another any are as at be because been before being between both but by can cannot
  could did do does doing done each either else ever every few for from further get gets had has have having he her here him his how if
  in into is it its itself just least less let many may me might more most much must my need needs neither no nor not of off on once one
  only or other our out over own per same select she should since so some such than that the their them then there these they this those
  through to too true false two three four under until up upon us use used uses using very want wants was we were what when where which
  while who whom whose why will with within without would yes you your following statement option answer fill number word cheatsheet team
  company`.split(/\s+/),
);

/** The text that a reader sees, without Markdown syntax. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/\[([^[\]]*)\]\([^()]*\)/g, "$1")
    .replace(/\*+/g, "")
    .replace(/`/g, "")
    .replace(/(?<![\p{L}\p{N}_])_+(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}])_+(?![\p{L}\p{N}_])/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** The words of a text in lowercase; "C++", "0.5", "S3" and "e-mail" are one word each. */
export function wordsOf(text: string): string[] {
  return (
    plainText(text)
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+(?:[.'’+#-]*[\p{L}\p{N}]+)*[+#%]*/gu) ?? []
  );
}

export function isFunctionWord(word: string): boolean {
  return FUNCTION_WORDS.has(word);
}

/** The words that say what the text is about, in the singular. */
export function contentWords(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !FUNCTION_WORDS.has(word))
    .map(singular);
}

/** Enough English to match "containers" with "container". Wrong results do no harm, since both sides get them. */
export function singular(word: string): string {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(?:ss|x|ch|sh|z)es$/.test(word)) return word.slice(0, -2);
  return word.length > 3 && /[^su]s$/.test(word) ? word.slice(0, -1) : word;
}
