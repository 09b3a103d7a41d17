import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom, syntheticDeck } from "../../../bench/synthetic-deck.ts";
import { deckOfEntries, TEA_FOLDER } from "../../../test/support/decks.ts";
import { loadDeck } from "../load.ts";
import { createSearch } from "./search.ts";

const { deck: tea } = await loadDeck(TEA_FOLDER);
if (tea === undefined) throw new Error("The tea deck is broken.");
const search = createSearch(tea);
const found = (query: string) => {
  const { answered, hits } = search.ask(query);
  return answered ? hits[0]?.entry : undefined;
};

describe("finds an entry", () => {
  test.each([
    ["by name", "Camellia sinensis", "leaves-one-plant"],
    ["by abbreviation", "C. sinensis", "leaves-one-plant"],
    ["by synonym", "tea bush", "leaves-one-plant"],
    ["by a typo", "oxydation", "leaves-oxidation"],
    ["by another form of its words", "oxidised", "leaves-oxidation"],
    ["by a question about it", "does green tea come from another plant?", "leaves-one-plant"],
    ["by words that only a question of it has", "how hot should the water be", "brewing-heat"],
    ["in spite of mentions and markup", "<@U1> **withering** <b>", "leaves-oxidation"],
  ])("%s", (_, query, entry) => {
    expect(found(query)).toBe(entry);
  });

  test("by words that it has none of, where they mean the same", () => {
    const deck = deckOfEntries(`
  - { id: masks, title: Redacting records, body: Sensitive fields are redacted., terms: [redaction], status: current }
  - { id: price, title: Price of storage, body: You pay for what you allocate., terms: [pricing], status: current }
`);
    expect(createSearch(deck).ask("hide confidential stuff").hits[0]?.entry).toBe("masks");
    expect(createSearch(deck).ask("what does it cost").hits[0]?.entry).toBe("price");
  });

  test("by a number in words or digits", () => {
    const deck = deckOfEntries(`
  - { id: length, title: Length of a pipeline, body: Up to fifteen containers., terms: [pipeline], status: current }
  - { id: port, title: Port of a container, body: Containers listen on 8080., terms: [port], status: current }
`);
    expect(createSearch(deck).ask("15 containers").hits[0]?.entry).toBe("length");
  });
});

test("says that nothing fits, and names the nearest topics without pretending", () => {
  expect(search.ask("who won the world cup")).toEqual({
    query: "who won the world cup",
    answered: false,
    hits: [],
    topics: [],
  });
  const near = search.ask("matcha");
  expect(near.answered).toBe(false);
  expect(near.topics).toEqual(["Leaves"]);
});

test("a name of the field that the deck never speaks of is refused, though its words stand there", () => {
  const deck = deckOfEntries(`
  - id: store
    title: Feature columns and the instance store
    body: The features of a training set may be kept in the instance store.
    terms: [features, instance store]
    status: current
`);
  const small = createSearch(deck);
  expect(small.ask("instance store").answered).toBe(true);
  expect(small.ask("feature store").answered).toBe(false);
});

test("hits are best first, at most five, none twice", () => {
  const random = seededRandom(7);
  const deck = syntheticDeck(300, random);
  const many = createSearch(deck);
  for (const entry of [...deck.entries.values()].slice(0, 50)) {
    const { hits } = many.ask(`${entry.title} ${entry.terms.join(" ")}`);
    expect(hits[0]?.entry).toBe(entry.id);
    expect(hits.length).toBeLessThanOrEqual(5);
    expect(new Set(hits.map((hit) => hit.entry)).size).toBe(hits.length);
    expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).sort((a, b) => b - a));
    for (const { score } of hits) expect(score).toBeLessThanOrEqual(1);
  }
});

test("a deck whose words stand in thousands of entries is still searched by them", () => {
  const random = seededRandom(3);
  const big = syntheticDeck(3000, random);
  const entry = [...big.entries.values()][1234];
  if (entry === undefined) throw new Error("no entry");
  const everywhere = new Map([...big.entries].map(([id, made]) => [id, { ...made, body: `${made.body} kettle` }]));
  everywhere.set(entry.id, { ...entry, title: "Kettle kettle" });
  expect(createSearch({ ...big, entries: everywhere }).ask("kettle").hits[0]?.entry).toBe(entry.id);
});

describe("bad input", () => {
  test.each([
    ["nothing", ""],
    ["spaces", " \n\t "],
    ["punctuation", "?!.,;:-_()[]{}*&^%$#"],
    ["mentions", "<@U123> <@!456> @everyone"],
    ["an emoji", "🫖 :tea:"],
    ["another script", "чай 茶 شاي"],
    ["control characters", "\u0000\u0007\ud800"],
    ["only the frame of a question", "what is the"],
  ])("%s is refused", (_, query) => {
    expect(search.ask(query)).toEqual({ query, answered: false, hits: [], topics: [] });
  });

  test.each([
    "'; DROP TABLE entry; --",
    'entry MATCH "*" OR 1=1',
    "(a+)+$",
    "[a-z]{1,1000}*",
    "__proto__ constructor toString hasOwnProperty",
  ])("%s does no harm", (query) => {
    search.ask(query);
    expect(found("withering")).toBe("leaves-oxidation");
  });

  test("any text whatever: no crash, the same answer twice", () => {
    const anything = fc.oneof(fc.string({ unit: "binary", maxLength: 500 }), fc.string({ unit: "grapheme" }));
    fc.assert(
      fc.property(anything, (query) => {
        expect(search.ask(query)).toEqual(search.ask(query));
        expect(search.suggest(query, 5).length).toBeLessThanOrEqual(5);
      }),
    );
  });

  test.each(["a", "tea ", "oxidatoin ", "<@", "a-", "(((", ":x"])("4,000 characters of %j take no time", (piece) => {
    const query = piece.repeat(Math.ceil(4000 / piece.length));
    const from = performance.now();
    search.ask(query);
    // A few ms, or more on a busy machine, but never as long as a quadratic search would take.
    expect(performance.now() - from).toBeLessThan(1000);
  });
});

test("an empty deck answers nothing", () => {
  const empty = createSearch({ ...tea, entries: new Map(), questions: new Map() });
  expect(empty.ask("oolong")).toEqual({ query: "oolong", answered: false, hits: [], topics: [] });
  expect(empty.suggest("o", 5)).toEqual([]);
});

describe("suggests", () => {
  test("what begins with what was typed, then what has a word that does", () => {
    expect(search.suggest("TEA", 2)).toEqual(["tea bush", "tea plant"]);
    expect(search.suggest("plant", 5)).toEqual(expect.arrayContaining(["tea plant", "One plant"]));
  });

  test("the titles of what /ask would find, where nothing begins so", () => {
    expect(search.suggest("oxydation", 5)).toEqual(["Oxidation"]);
  });

  test("some titles before anything is typed, and no more than wanted", () => {
    expect(search.suggest("", 2)).toEqual(["One plant", "Oxidation"]);
    expect(search.suggest("o", 0)).toEqual([]);
  });
});
