import type { Vocabulary } from "../deck-index.ts";

export interface TypoMender {
  /** What a word that the deck does not have may have meant: ids of stems, and how alike (0 to 1). */
  mend(word: string): readonly { readonly id: number; readonly alike: number }[];
}

/** Shorter words have too many neighbours. In UTF-16 code units, like all lengths here. */
const SHORTEST = 4;
/** Bounds the time in decks with a huge vocabulary. */
const MOST_COMPARED = 4000;
const MOST_MENDED = 3;

type Known = { readonly word: string; readonly id: number };

export function createTypoMender(vocabulary: Vocabulary): TypoMender {
  const shelves = new Map<string, Known[]>();
  for (const [word, id] of vocabulary.surfaces) {
    if (word.length < SHORTEST) continue;
    const known = { word, id };
    for (const key of shelfKeys(word, word.length)) {
      const shelf = shelves.get(key);
      if (shelf) shelf.push(known);
      else shelves.set(key, [known]);
    }
  }
  return { mend: (word) => (word.length < SHORTEST || /^\d/.test(word) ? [] : nearest(word, shelves)) };
}

/** A typo in the first letter leaves the second, and the other way round; or the two have changed places. */
function shelfKeys(word: string, length: number): string[] {
  return [`${word[0]}.${length}`, `.${word[1]}${length}`];
}

function nearest(word: string, shelves: ReadonlyMap<string, readonly Known[]>): { id: number; alike: number }[] {
  const most = mostTypos(word);
  const found = new Map<string, { id: number; far: number; length: number }>();
  let compared = 0;
  const sound = soundOf(word);
  for (let length = word.length - most; length <= word.length + most; length += 1) {
    const keys = [...shelfKeys(word, length), `${word[1]}.${length}`];
    for (const known of keys.flatMap((key) => shelves.get(key) ?? [])) {
      compared += 1;
      if (compared > MOST_COMPARED) break;
      const far = sound.length >= SHORTEST && sound === soundOf(known.word) ? 1 : typosBetween(word, known.word, most);
      if (far <= most) found.set(known.word, { id: known.id, far, length: Math.max(length, word.length) });
    }
  }
  const least = Math.min(...[...found.values()].map(({ far }) => far));
  return [...found.values()]
    .filter(({ far }) => far === least)
    .slice(0, MOST_MENDED)
    .map(({ id, far, length }) => ({ id, alike: 1 - far / length }));
}

function mostTypos(word: string): number {
  if (word.length < 8) return 1;
  return word.length < 12 ? 2 : 3;
}

/** What English spelling hides: "quicksite" sounds like "quicksight". */
function soundOf(word: string): string {
  return word
    .replace(/ght/g, "t")
    .replace(/ph/g, "f")
    .replace(/ck|c|q/g, "k")
    .replace(/z/g, "s")
    .replace(/y/g, "i")
    .replace(/(.)\1/g, "$1")
    .replace(/e$/, "");
}

/**
 * Damerau-Levenshtein distance, optimal string alignment: letters added, missing, other, or swapped with a neighbour.
 * Above `most` it may stop early and say any number above `most`.
 */
function typosBetween(a: string, b: string, most: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const other = a[i - 1] === b[j - 1] ? 0 : 1;
      let far = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + other);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        far = Math.min(far, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(far);
    }
    if (Math.min(...row) > most) return most + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
