/** Advance widths of U+0020 to U+007E in Inter Bold, in hundredths of the font size (measured). */
const WIDTHS = [
  24, 34, 55, 65, 66, 102, 67, 34, 38, 38, 67, 68, 33, 47, 33, 39, 68, 43, 63, 65, 68, 62, 65, 60, 65, 65, 33, 34, 68,
  68, 68, 56, 102, 76, 66, 74, 72, 61, 59, 75, 75, 28, 59, 72, 57, 93, 76, 77, 65, 78, 66, 66, 67, 73, 76, 106, 74, 73,
  66, 38, 35, 38, 49, 48, 37, 58, 63, 59, 63, 60, 36, 63, 62, 27, 27, 58, 27, 91, 62, 61, 63, 63, 42, 56, 36, 62, 60,
  85, 58, 60, 57, 47, 37, 47, 68,
];
/** For every other character: the average width of Greek and Cyrillic. */
const OTHER_WIDTH = 67;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Estimates a line's width, in the unit of `size`, since SVG drawing has no layout engine to measure it. */
export function widthOf(text: string, size: number): number {
  let hundredths = 0;
  for (const { segment } of graphemes.segment(text)) {
    const code = segment.codePointAt(0) ?? 0;
    const known = WIDTHS[code - 32] ?? OTHER_WIDTH;
    const base = segment.normalize("NFD").codePointAt(0) ?? 0;
    hundredths += code < 127 ? known : (WIDTHS[base - 32] ?? OTHER_WIDTH);
  }
  return (hundredths * size) / 100;
}

/** The text, or as much of it as fits, followed by "…". */
export function cutToWidth(text: string, size: number, width: number): string {
  if (widthOf(text, size) <= width) return text;
  let kept = "";
  for (const { segment } of graphemes.segment(text)) {
    if (widthOf(`${kept}${segment}…`, size) > width) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** At most `limit` lines, broken at spaces. Words too long for a line and text beyond the last line are cut with "…". */
export function wrap(text: string, size: number, width: number, limit: number): readonly string[] {
  const lines: string[] = [];
  const words = text.split(" ").filter((word) => word !== "");
  let line = "";
  for (const [place, word] of words.entries()) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer, size) <= width) {
      line = longer;
      continue;
    }
    if (lines.length === limit - 1)
      return [...lines, cutToWidth([line, ...words.slice(place)].join(" ").trim(), size, width)];
    if (line !== "") lines.push(line);
    line = cutToWidth(word, size, width);
  }
  return line === "" ? lines : [...lines, line];
}

/** Plain spellings of signs that the font lacks. */
const SPELLED_OUT: Readonly<Record<string, string>> = {
  "≥": ">=",
  "≤": "<=",
  "≠": "!=",
  "≈": "~",
  "→": "->",
  "←": "<-",
  "⇒": "=>",
};
/** Latin, Greek, and Cyrillic letters: those that the worker's font subsets cover. */
const LETTER = /^[A-Za-z\u00c0-\u02b8\u0370-\u0527\u1e00-\u1fff\u2c60-\u2c7f\ua720-\ua7ff]$/u;
/** Everything else that is in the font. */
const PLAIN =
  /^[\u0020-\u007e\u00a1-\u00bf\u00d7\u00f7\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2116\u2122\u2191\u2193\u2212\u2215]$/u;
const MARK = /^[\u0300\u0301\u0303\u0304\u0308\u0309\u0323]$/u;

/**
 * The text in characters the picture's font has: signs without a glyph are spelled out, and emoji and ornaments are left
 * out. undefined if letters or mathematical signs would be missing (scripts such as Han or Arabic): better not drawn than
 * drawn wrong.
 */
export function drawable(text: string): string | undefined {
  let drawn = "";
  for (const char of text.replace(/\s+/g, " ").normalize("NFC")) {
    const usual = isInFont(char) ? char : (SPELLED_OUT[char] ?? char.normalize("NFKC"));
    if ([...usual].every(isInFont)) drawn += usual;
    else if (/[\p{L}\p{N}\p{Sm}]/u.test(usual)) return undefined;
  }
  return drawn.replace(/ +/g, " ").trim();
}

function isInFont(char: string): boolean {
  return (LETTER.test(char) && /\p{L}/u.test(char)) || PLAIN.test(char) || MARK.test(char);
}
