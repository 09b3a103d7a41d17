import type { Vocabulary } from "../deck-index.ts";

export interface TypoCorrector {
  /** Likely corrections of a word that is not in the deck: ids of stems, with their similarity (0 to 1). */
  correct(word: string): readonly { readonly id: number; readonly similarity: number }[];
}

/** Shorter words have too many neighbors. In UTF-16 code units, like all lengths here. */
const MIN_WORD_LENGTH = 4;
/** Bounds the time in decks with a huge vocabulary. */
const MAX_COMPARISONS = 4000;
const MAX_CORRECTIONS = 3;

type Known = { readonly word: string; readonly id: number };

export function createTypoCorrector(vocabulary: Vocabulary): TypoCorrector {
  const shelves = new Map<string, Known[]>();
  for (const [word, id] of vocabulary.surfaces) {
    if (word.length < MIN_WORD_LENGTH) continue;
    const known = { word, id };
    for (const key of shelfKeys(word, word.length)) {
      const shelf = shelves.get(key);
      if (shelf) shelf.push(known);
      else shelves.set(key, [known]);
    }
  }
  return { correct: (word) => (word.length < MIN_WORD_LENGTH || /^\d/.test(word) ? [] : nearest(word, shelves)) };
}

/** A typo in the first letter leaves the second intact, and vice versa. `nearest` also tries the two letters swapped. */
function shelfKeys(word: string, length: number): string[] {
  return [`${word[0]}.${length}`, `.${word[1]}${length}`];
}

function nearest(word: string, shelves: ReadonlyMap<string, readonly Known[]>): { id: number; similarity: number }[] {
  const most = maxTypos(word);
  const found = new Map<string, { id: number; distance: number; length: number }>();
  let compared = 0;
  const sound = soundOf(word);
  for (let length = word.length - most; length <= word.length + most; length += 1) {
    const keys = [...shelfKeys(word, length), `${word[1]}.${length}`];
    for (const known of keys.flatMap((key) => shelves.get(key) ?? [])) {
      compared += 1;
      if (compared > MAX_COMPARISONS) break;
      const distance =
        sound.length >= MIN_WORD_LENGTH && sound === soundOf(known.word) ? 1 : typosBetween(word, known.word, most);
      if (distance <= most) found.set(known.word, { id: known.id, distance, length: Math.max(length, word.length) });
    }
  }
  const least = Math.min(...[...found.values()].map(({ distance }) => distance));
  return [...found.values()]
    .filter(({ distance }) => distance === least)
    .slice(0, MAX_CORRECTIONS)
    .map(({ id, distance, length }) => ({ id, similarity: 1 - distance / length }));
}

function maxTypos(word: string): number {
  if (word.length < 8) return 1;
  return word.length < 12 ? 2 : 3;
}

/** A rough phonetic form, in which "quicksite" equals "quicksight". */
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
 * Damerau-Levenshtein distance (optimal string alignment): letters inserted, deleted, replaced, or swapped with a
 * neighbor. If the distance exceeds `most`, it may stop early and return any number above `most`.
 */
function typosBetween(a: string, b: string, most: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const other = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + other);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        distance = Math.min(distance, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(distance);
    }
    if (Math.min(...row) > most) return most + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
