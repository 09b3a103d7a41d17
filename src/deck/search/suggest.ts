import type { Deck } from "../deck.ts";

export interface Suggester {
  /** Titles and names that complete the typed text: those that start with it, then those with a later word that does. */
  suggest(partial: string, limit: number): string[];
}

interface Offer {
  readonly text: string;
  readonly key: string;
}

export function createSuggester(deck: Deck): Suggester {
  const offers = new Map<string, Offer>();
  const entries = [...deck.entries.values()];
  const texts = [
    ...entries.map(({ title }) => title),
    ...entries.flatMap(({ terms, abbreviations, synonyms }) => [...terms, ...abbreviations, ...synonyms]),
  ];
  for (const text of texts) {
    const key = toKey(text);
    if (key !== "" && !offers.has(key)) offers.set(key, { text, key });
  }
  const all = [...offers.values()];
  return { suggest: (partial, limit) => pick(all, toKey(partial), limit) };
}

function pick(offers: readonly Offer[], typed: string, limit: number): string[] {
  if (limit <= 0) return [];
  const [first, second]: [Offer[], Offer[]] = [[], []];
  for (const offer of offers) {
    if (offer.key.startsWith(typed)) first.push(offer);
    else if (offer.key.includes(` ${typed}`)) second.push(offer);
  }
  const short = (found: Offer[]) => (typed === "" ? found : found.sort((a, b) => a.key.length - b.key.length));
  return [...short(first), ...short(second)].slice(0, limit).map(({ text }) => text);
}

function toKey(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
