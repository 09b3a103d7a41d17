/** Pathological cheatsheets of many pieces each. An import's work must grow linearly with their length, not quadratically. */
export const HOSTILE_TEXTS: Readonly<
  Record<string, { readonly pieces: number; readonly text: (pieces: number) => string }>
> = {
  asterisks: { pieces: 50_000, text: (pieces) => "**".repeat(pieces) },
  "unclosed tags": { pieces: 20_000, text: (pieces) => "<script".repeat(pieces) },
  brackets: { pieces: 30_000, text: (pieces) => "(((".repeat(pieces) },
  "single letters": { pieces: 60_000, text: (pieces) => "A ".repeat(pieces) },
  "empty items": { pieces: 50_000, text: (pieces) => "- \n".repeat(pieces) },
  "a list in one line": { pieces: 40_000, text: (pieces) => `${"a, ".repeat(pieces)}b` },
  "a list of names in one line": { pieces: 25_000, text: (pieces) => `${"Aa, ".repeat(pieces)}Bb` },
  numbers: { pieces: 50_000, text: (pieces) => "1 ".repeat(pieces) },
  "a rule that is none": { pieces: 50_000, text: (pieces) => `${"-".repeat(pieces)}x` },
  "a heading of signs": { pieces: 50_000, text: (pieces) => `# ${"# ".repeat(pieces)}x` },
  "unclosed sounds": { pieces: 20_000, text: (pieces) => "[sound:[a](".repeat(pieces) },
  "one word": { pieces: 200_000, text: (pieces) => "a".repeat(pieces) },
  "one word with hyphens": { pieces: 50_000, text: (pieces) => `${"a-".repeat(pieces)}.B c` },
  "one sentence again and again": { pieces: 30_000, text: (pieces) => "Water is wet and cold. ".repeat(pieces) },
  "a comparison without an end": { pieces: 20_000, text: (pieces) => "A stone is better than ".repeat(pieces) },
  "entries that are alike": {
    pieces: 4_000,
    text: (pieces) =>
      Array.from({ length: pieces }, (_, at) => `-\nThe stone number ${at} is a stone of its own kind.\n`).join(""),
  },
};
