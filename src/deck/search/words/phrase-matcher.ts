/** Finds phrases of one or more words in a text by their stems. */
export interface PhraseMatcher<Value> {
  /** Every phrase in the text, with the position of its first word. */
  find(stems: readonly string[]): FoundPhrase<Value>[];
}

interface FoundPhrase<Value> {
  readonly value: Value;
  readonly from: number;
  /** In words. */
  readonly length: number;
}

/** Indexed by first word, since most words of a text begin no phrase and then need only one lookup. */
export function createPhraseMatcher<Value>(
  phrases: Iterable<{ readonly stems: readonly string[]; readonly value: Value }>,
): PhraseMatcher<Value> {
  const byFirst = new Map<string, { rest: readonly string[]; value: Value }[]>();
  for (const { stems, value } of phrases) {
    const [first, ...rest] = stems;
    if (first === undefined) continue;
    const shelf = byFirst.get(first);
    if (shelf) shelf.push({ rest, value });
    else byFirst.set(first, [{ rest, value }]);
  }
  return {
    find: (stems) => {
      const found: FoundPhrase<Value>[] = [];
      for (const [from, first] of stems.entries()) {
        for (const { rest, value } of byFirst.get(first) ?? []) {
          if (rest.every((stem, index) => stems[from + 1 + index] === stem)) {
            found.push({ value, from, length: rest.length + 1 });
          }
        }
      }
      return found;
    },
  };
}
