import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Candidate, chooseQuestion, type PastRound } from "./choice.ts";
import { seededRandom } from "./random.ts";

const DAY = 86_400_000;
const NOW = 1000 * DAY;

function candidate(id: string, options: Partial<Candidate> = {}): Candidate {
  return { id, topic: "t", entries: [`e-${id}`], excludes: [], ...options };
}

function past(question: Candidate, daysAgo: number, options: Partial<PastRound> = {}): PastRound {
  return {
    question: question.id,
    entries: question.entries,
    at: NOW - daysAgo * DAY,
    missed: false,
    reason: "fresh",
    ...options,
  };
}

/** Every question that is chosen with any of many seeds. */
function choices(questions: readonly Candidate[], history: readonly PastRound[], now = NOW): string[] {
  const seen = new Set<string>();
  for (let seed = 0; seed < 60; seed++) {
    const chosen = chooseQuestion({ questions, history, now, random: seededRandom(seed) });
    if (chosen) seen.add(chosen.reason === "return" ? `${chosen.question} returns` : chosen.question);
  }
  return [...seen].sort();
}

describe("questions do not repeat until the deck is used up", () => {
  const [a, b, c] = [candidate("a"), candidate("b"), candidate("c")];

  test("an empty deck has no question, a deck of one has always the same", () => {
    expect(choices([], [])).toEqual([]);
    expect(choices([a], [past(a, 1)])).toEqual(["a"]);
  });

  test("only what was not asked comes", () => {
    expect(choices([a, b, c], [])).toEqual(["a", "b", "c"]);
    expect(choices([a, b, c], [past(a, 30)])).toEqual(["b", "c"]);
    expect(choices([a, b, c], [past(a, 30), past(c, 29)])).toEqual(["b"]);
  });

  test("the next cycle does not begin with the question just asked", () => {
    expect(choices([a, b, c], [past(a, 30), past(c, 29), past(b, 28)])).toEqual(["a", "c"]);
  });

  test("a question that joins late comes next, once, and not as often as the others came before it", () => {
    const twice = [past(a, 60), past(b, 59), past(a, 58), past(b, 57)];
    expect(choices([a, b, c], twice)).toEqual(["c"]);
    expect(choices([a, b, c], [...twice, past(c, 56)])).toEqual(["a", "b"]);
    expect(choices([a, b, c], [...twice, past(c, 56), past(a, 55)])).toEqual(["b", "c"]);
  });

  test("questions that left the deck do not matter", () => {
    expect(choices([a, b], [past(a, 60), past(c, 40)])).toEqual(["b"]);
  });
});

describe("topics take turns", () => {
  const [a1, a2] = [candidate("a1", { topic: "a" }), candidate("a2", { topic: "a" })];
  const [b1, b2] = [candidate("b1", { topic: "b" }), candidate("b2", { topic: "b" })];
  const c1 = candidate("c1", { topic: "c" });

  test("a topic that never came is first, by lot where there are several", () => {
    expect(choices([a1, a2, b1, c1], [past(a1, 1)])).toEqual(["b1", "c1"]);
  });

  test("then the one that waited longest", () => {
    expect(choices([a1, a2, b1, b2, c1], [past(b1, 3), past(a1, 2), past(c1, 1)])).toEqual(["b2"]);
  });

  test("a topic that is used up is passed over", () => {
    expect(choices([a1, a2, b1, b2, c1], [past(c1, 3), past(b1, 2), past(a1, 1)])).toEqual(["b2"]);
  });
});

describe("an entry that the channel missed", () => {
  const missed = candidate("missed", { entries: ["hard"] });
  const other = candidate("other", { entries: ["hard"] });
  const rest = [1, 2, 3, 4, 5, 6].map((number) => candidate(`rest-${number}`));
  const deck = [missed, other, ...rest];

  test.each([
    [7, ["other returns"]],
    [14, ["other returns"]],
    [21, ["other returns"]],
  ])("returns after %i days as a different question", (days, expected) => {
    expect(choices(deck, [past(missed, days, { missed: true })])).toEqual(expected);
  });

  test.each([6.9, 21.1])("does not return after %d days", (days) => {
    expect(choices(deck, [past(missed, days, { missed: true })])).not.toContain("other returns");
  });

  test("does not return where the channel knew it, or was asked about it since", () => {
    expect(choices(deck, [past(missed, 10)])).not.toContain("other returns");
    const since = [past(missed, 10, { missed: true }), past(candidate("gone", { entries: ["hard"] }), 8)];
    expect(choices(deck, since)).not.toContain("other returns");
  });

  test("does not return as a question that was asked already", () => {
    const history = [past(other, 12), past(missed, 10, { missed: true })];
    expect(choices(deck, history).filter((choice) => choice.endsWith("returns"))).toEqual([]);
  });

  test("waits while one of the last three posts was a return", () => {
    const returned = past(candidate("gone"), 6, { reason: "return" });
    const history = [
      past(missed, 10, { missed: true }),
      returned,
      past(rest[0] as Candidate, 5),
      past(rest[1] as Candidate, 4),
    ];
    expect(choices(deck, history)).not.toContain("other returns");
    expect(choices(deck, [...history, past(rest[2] as Candidate, 3)])).toEqual(["other returns"]);
  });

  test("that waited longest is first", () => {
    const later = candidate("later", { entries: ["later"] });
    const laterToo = candidate("later-too", { entries: ["later"] });
    const history = [past(missed, 15, { missed: true }), past(later, 10, { missed: true })];
    expect(choices([...deck, later, laterToo], history)).toEqual(["other returns"]);
    const knownBefore = past(candidate("gone", { entries: ["later"] }), 40);
    expect(choices([...deck, later, laterToo], [knownBefore, ...history])).toEqual(["other returns"]);
  });
});

describe("within a week", () => {
  const [a, b, c] = [candidate("a", { excludes: ["b"] }), candidate("b"), candidate("c")];

  test("a question that gives another one away does not follow it, in either order", () => {
    expect(choices([a, b, c], [past(a, 6)])).toEqual(["c"]);
    expect(choices([a, b, c], [past(b, 6)])).toEqual(["c"]);
    expect(choices([a, b, c], [past(a, 7)])).toEqual(["b", "c"]);
  });

  test("unless nothing else is left", () => {
    expect(choices([a, b], [past(a, 1)])).toEqual(["b"]);
  });

  test("nor does a missed entry return by a question that was given away", () => {
    const missed = candidate("missed", { entries: ["hard"] });
    const other = candidate("other", { entries: ["hard"], excludes: ["c"] });
    const history = [past(missed, 10, { missed: true }), past(c, 2)];
    expect(choices([missed, other, c, a], history)).toEqual(["a"]);
  });

  test("an entry is not asked about twice, unless nothing else is left", () => {
    const [one, two] = [candidate("one", { entries: ["same"] }), candidate("two", { entries: ["same", "more"] })];
    expect(choices([one, two, c], [past(one, 6)])).toEqual(["c"]);
    expect(choices([one, two, c], [past(one, 7)])).toEqual(["c", "two"]);
    expect(choices([one, two], [past(one, 1)])).toEqual(["two"]);
  });
});

/** Simulates many posts in a channel, and passes on each choice with the history before it. */
function live(
  deck: readonly Candidate[],
  posts: number,
  options: { seed: number; hoursApart: number; missEvery: number },
): PastRound[] {
  const random = seededRandom(options.seed);
  const history: PastRound[] = [];
  for (let post = 0; post < posts; post++) {
    const now = NOW + post * options.hoursApart * 3_600_000;
    const chosen = chooseQuestion({ questions: deck, history, now, random });
    if (!chosen) break;
    const entries = deck.find((question) => question.id === chosen.question)?.entries ?? [];
    history.push({ ...chosen, entries, at: now, missed: post % options.missEvery === 0 });
  }
  return history;
}

const anyDeck = fc
  .array(
    fc.record({
      topic: fc.nat(3),
      entries: fc.uniqueArray(fc.nat(12), { minLength: 1, maxLength: 2 }),
      exclude: fc.option(fc.nat(30)),
    }),
    { minLength: 2, maxLength: 30 },
  )
  .map((some) =>
    some.map(({ topic, entries, exclude }, number) =>
      candidate(`q${number}`, {
        topic: `t${topic}`,
        entries: entries.map((entry) => `e${entry}`),
        excludes: exclude === null || exclude === number ? [] : [`q${exclude}`],
      }),
    ),
  );
const anyLife = fc.record({
  seed: fc.nat(),
  hoursApart: fc.constantFrom(6, 24, 72),
  missEvery: fc.integer({ min: 1, max: 4 }),
});

describe("whatever the deck and the channel", () => {
  test("every cycle asks every question once, and none begins with the last one of the cycle before", () => {
    fc.assert(
      fc.property(anyDeck, anyLife, (deck, life) => {
        const asked = live(deck, deck.length * 3, life).map((round) => round.question);
        expect(asked).toHaveLength(deck.length * 3);
        for (let start = 0; start < asked.length; start += deck.length) {
          expect(new Set(asked.slice(start, start + deck.length)).size).toBe(deck.length);
          expect(asked[start]).not.toBe(asked[start - 1]);
        }
      }),
    );
  });

  test("at most one post in four is a return; it comes 7 to 21 days after the miss, by another question", () => {
    let returns = 0;
    fc.assert(
      fc.property(anyDeck, anyLife, (deck, life) => {
        const history = live(deck, deck.length * 2, life);
        for (const [place, round] of history.entries()) {
          if (round.reason !== "return") continue;
          returns++;
          const before = history.slice(0, place);
          expect(before.slice(-3).some((one) => one.reason === "return")).toBe(false);
          const reasons = round.entries.map((entry) => before.findLast((one) => one.entries.includes(entry)));
          const days = (one: PastRound) => (round.at - one.at) / DAY;
          expect(
            reasons.some((one) => one?.missed && one.question !== round.question && days(one) >= 7 && days(one) <= 21),
          ).toBe(true);
        }
      }),
    );
    expect(returns).toBeGreaterThan(50);
  });

  test("questions that exclude each other come within a week only where nothing else was left", () => {
    fc.assert(
      fc.property(anyDeck, anyLife, (deck, life) => {
        const byId = new Map(deck.map((question) => [question.id, question]));
        const exclude = (one: string, other: string) =>
          byId.get(one)?.excludes.includes(other) || byId.get(other)?.excludes.includes(one);
        const history = live(deck, deck.length, life);
        for (const [place, round] of history.entries()) {
          const recent = history.slice(0, place).filter((one) => round.at - one.at < 7 * DAY);
          const givenAway = (id: string) => recent.some((one) => exclude(one.question, id));
          if (!givenAway(round.question)) continue;
          expect(round.reason).toBe("fresh");
          const asked = new Set(history.slice(0, place).map((one) => one.question));
          for (const { id } of deck) expect(asked.has(id) || givenAway(id)).toBe(true);
        }
      }),
    );
  });
});
