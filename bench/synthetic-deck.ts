import type { Deck, Entry } from "../src/deck/deck.ts";

const TOPICS = 200;
const VOCABULARY = 30_000;
const SYLLABLES = "ba ce di fo gu ka le mi no pu ra se ti vo xu za bri cla dre flo gra pli sto tre vel wen yor".split(
  " ",
);

/** Numbers from 0 to 1, the same sequence for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A deck of made-up words with the frequencies of a natural language (Zipf): a few are everywhere, most are rare. */
export function syntheticDeck(size: number, random: () => number): Deck {
  const source = { title: "made up" };
  const word = () => madeUpWord(Math.floor(VOCABULARY ** random()));
  const text = (words: number) => Array.from({ length: words }, word).join(" ");
  const entry = (_: unknown, index: number): Entry => ({
    id: `entry-${index}`,
    topic: `topic-${index % TOPICS}`,
    title: text(4),
    facts: [],
    body: `${text(14)}. ${text(12)}.`,
    terms: [text(1), text(2)],
    abbreviations: [],
    synonyms: [text(2)],
    phrasings: [text(6), text(5), text(6)],
    status: "current",
    note: undefined,
    source,
    related: [],
    questions: [],
    place: { file: "made-up.yaml", line: 1 },
  });
  return {
    id: "made-up",
    title: "Made up",
    version: "1.0.0",
    language: "en",
    licence: "none",
    source,
    description: "",
    topics: Array.from({ length: TOPICS }, (_, index) => ({ id: `topic-${index}`, title: `Topic ${index}` })),
    entries: new Map(Array.from({ length: size }, entry).map((made) => [made.id, made])),
    questions: new Map(),
    facts: [],
  };
}

/** Two to seven words of one entry, every third time with a typo. */
export function syntheticQueries(deck: Deck, count: number, random: () => number): string[] {
  const entries = [...deck.entries.values()];
  return Array.from({ length: count }, (_, index) => {
    const entry = entries[Math.floor(random() * entries.length)];
    const words = `${entry?.title} ${entry?.phrasings.join(" ")} ${entry?.body}`.replaceAll(".", "").split(" ");
    const from = Math.floor(random() * (words.length - 7));
    const query = words.slice(from, from + 2 + Math.floor(random() * 6)).join(" ");
    return index % 3 === 0 ? query.replace(/(\w)(\w)(\w)/, "$1$3$2") : query;
  });
}

/** Rank 0 is the most common word. Common words are short, as in natural languages. */
function madeUpWord(rank: number): string {
  const letters: (string | undefined)[] = [];
  for (let rest = rank + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    letters.push(SYLLABLES[rest % SYLLABLES.length]);
  }
  return letters.join("");
}
