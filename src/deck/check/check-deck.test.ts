import { describe, expect, test } from "vitest";
import { deckOfEntries, deckOfQuestions, TEA_FOLDER } from "../../../test/support/decks.ts";
import { loadDeck } from "../load.ts";
import { checkDeck } from "./check-deck.ts";

function rulesOf(...questions: string[]): string[] {
  return checkDeck(deckOfQuestions(questions)).map(({ severity, rule }) => `${severity} ${rule}`);
}

/** The problems that one rule finds; other rules may also object to such short questions. */
function messagesOf(rule: string, ...questions: string[]): string[] {
  return checkDeck(deckOfQuestions(questions))
    .filter((problem) => problem.rule === rule)
    .map(({ message, remedy }) => `${message} ${remedy}`);
}

const single = (prompt: string, right: string, ...wrong: string[]) =>
  `kind: single\nprompt: ${JSON.stringify(prompt)}\nright: ${JSON.stringify(right)}\nwrong: ${JSON.stringify(wrong)}`;
const multiple = (prompt: string, right: string[], wrong: string[]) =>
  `kind: multiple\nprompt: ${JSON.stringify(prompt)}\nright: ${JSON.stringify(right)}\nwrong: ${JSON.stringify(wrong)}`;
const trueFalse = (prompt: string, answer: boolean) =>
  `kind: true-false\nprompt: ${JSON.stringify(prompt)}\nanswer: ${answer}`;
const fillIn = (prompt: string, answer: string, ...accept: string[]) =>
  `kind: fill-in\nprompt: ${JSON.stringify(prompt)}\nanswer: ${JSON.stringify(answer)}\naccept: ${JSON.stringify(accept)}`;

const order = (prompt: string, ...steps: string[]) =>
  `kind: order\nprompt: ${JSON.stringify(prompt)}\nsteps: ${JSON.stringify(steps)}`;

test("a deck that keeps to the craft has no problems", async () => {
  const { deck } = await loadDeck(TEA_FOLDER);
  expect(deck && checkDeck(deck)).toEqual([]);
});

describe("near-duplicates", () => {
  const question = "Which leaf gives the green drink that people in Kyoto whisk in a bowl before a meeting?";

  test("a reworded question is an error that names its twin and the share of words", () => {
    const found = messagesOf(
      "near-duplicate",
      single(question, "Matcha", "Sencha", "Oolong", "Assam"),
      single(`${question.replace("drink", "drinks")} Think!`, "Matcha", "Mate", "Rooibos", "Darjeeling"),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/"q2" is nearly the same as "q1" \(topic\.yaml:\d+\): they share \d\d %/);
  });

  test("the same prompt with another key and words is none", () => {
    expect(
      messagesOf(
        "near-duplicate",
        single("Which leaf gives matcha?", "Green tea", "Mate"),
        single("Which leaf gives lapsang souchong?", "Black tea, smoked over pine", "Mate"),
      ),
    ).toEqual([]);
  });
});

describe("the key's length", () => {
  test("a key much longer, or much shorter, than all wrong options gives itself away", () => {
    const long = "a cup of tea that is brewed with care for three minutes";
    expect(messagesOf("key-length", single("What?", long, "coffee", "cocoa", "water"))[0]).toMatch(
      /the key \(55 characters\) is much longer than the longest wrong option \(6\)/,
    );
    expect(messagesOf("key-length", single("What?", "tea", long, `${long} a`, `${long} b`))[0]).toMatch(/much shorter/);
    expect(messagesOf("key-length", single("What?", long, `${long} and a half`, "tea", "cocoa"))).toEqual([]);
  });

  const ask = (index: number, keyIsLongest: boolean) =>
    single(
      `Question ${index} of the quiz about ${"abcdefghijkl"[index]}?`,
      keyIsLongest ? "longer" : "short",
      "other",
      "otter",
    );

  test("is a warning once the key is the longest option in more than 30 % of the questions", () => {
    const deck = (keys: number) => Array.from({ length: 10 }, (_, index) => ask(index, index < keys));
    expect(messagesOf("key-longest", ...deck(3))).toEqual([]);
    const found = messagesOf("key-longest", ...deck(4));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/40 % .* at most 30 %.*The worst: "q1" \(topic\.yaml:\d+\), "q2"/);
  });

  test("is measured as the reader sees it, without Markdown", () => {
    expect(messagesOf("key-length", single("What?", "[tea](https://example.org/a/very/long/address)", "mate"))).toEqual(
      [],
    );
  });
});

describe("the number of right options", () => {
  const wrong = ["Mate", "Rooibos", "Cocoa"];

  test.each([
    "Which are teas? **Select two.**",
    "Which are teas? Choose 2.",
    "Which two of these drinks are teas?",
    "Two of these are teas. Which?",
  ])("%s", (prompt) => {
    expect(messagesOf("multiple-count", multiple(prompt, ["Assam", "Sencha"], wrong))).toEqual([]);
  });

  test("is an error where the prompt does not state it, or states another", () => {
    expect(messagesOf("multiple-count", multiple("Which are teas?", ["Assam", "Sencha"], wrong))[0]).toMatch(
      /does not say how many.*\*\*Select two\.\*\*/,
    );
    expect(
      messagesOf("multiple-count", multiple("Which are teas? Select three.", ["Assam", "Sencha"], wrong))[0],
    ).toMatch(/says 3, but 2 are right/);
    expect(messagesOf("multiple-count", single("Which are teas? Select two.", "Assam", ...wrong))[0]).toMatch(
      /but 1 is right/,
    );
  });

  test("a single choice may ask which two belong together", () => {
    expect(messagesOf("multiple-count", single("Which two are teas?", "Assam and Sencha", "Mate and Cocoa"))).toEqual(
      [],
    );
  });
});

describe("options that refer to others", () => {
  test.each(["All of the above", "None of these.", "Both of them", "A and B", "Both A and C", "Any of the options"])(
    "%s is an error",
    (option) => {
      expect(rulesOf(single("What is it?", "Sencha tea", "Assam tea", option))).toContain("error above-option");
    },
  );

  test.each([
    "All of these logs go to one bucket",
    "Both Assam and Sencha",
    "None",
    "Either of the two kettles",
    "1 and 3",
  ])("%s is none", (option) => {
    expect(messagesOf("above-option", single("What is it?", "Sencha tea", "Assam tea", option))).toEqual([]);
  });
});

describe("negative stems", () => {
  test.each([
    "Which of these is not a tea?",
    "Which drink doesn't come from the tea plant?",
    "All of these are teas except:",
  ])("%s wants emphasis", (prompt) => {
    expect(messagesOf("negative-stem", single(prompt, "Rooibos", "Sencha", "Assam"))).toHaveLength(1);
  });

  test.each([
    "Which of these is **NOT** a tea?",
    "Which of these is NOT a tea?",
    "Which drink suits a team that does not like caffeine?",
    "The kettle cannot boil. Which tea do you make?",
    "All of these are teas **except** one: which?",
  ])("%s is fine", (prompt) => {
    expect(messagesOf("negative-stem", single(prompt, "Rooibos", "Sencha", "Assam"))).toEqual([]);
  });

  test("a false statement with a negation makes the reader negate twice", () => {
    expect(messagesOf("negative-stem", trueFalse("Sencha is not a green tea.", false))).toHaveLength(1);
    expect(messagesOf("negative-stem", trueFalse("Sencha is **not** a green tea.", false))).toEqual([]);
    expect(messagesOf("negative-stem", trueFalse("Sencha is not a black tea.", true))).toEqual([]);
  });
});

describe("absolute words", () => {
  test("in just the wrong options tell them from the key", () => {
    expect(
      messagesOf("absolute-words", single("How?", "With care", "Always hot", "Never cold", "In a pot"))[0],
    ).toMatch(/absolute \(always and never\)/);
    expect(messagesOf("absolute-words", single("How?", "Only with care", "Always hot", "In a pot"))).toEqual([]);
    expect(messagesOf("absolute-words", single("How?", "With care", "In all three pots", "In a mallet"))).toEqual([]);
  });
});

describe("clues in the grammar", () => {
  test.each<[string, string]>([
    ["the article before a gap", fillIn("A dried leaf is put into an ____.", "infuser")],
    ["the article at the end of the stem", single("Tea is brewed in a", "pot", "urn", "oven")],
    ["a plural stem with one key", single("Which of these are teas?", "Assam", "Mate", "Cocoa")],
    ["a singular stem with two keys", multiple("Which of these is a tea? Select two.", ["Assam", "Sencha"], ["Mate"])],
    ["a full stop after the key alone", single("What is it?", "Tea.", "Mate", "Cocoa")],
    ["an article before all but the key", single("What is it?", "Tea", "A mate", "The cocoa")],
  ])("%s", (_name, question) => {
    expect(messagesOf("grammar-clue", question)).toHaveLength(1);
  });

  test.each<[string, string]>([
    ["a(n) before a gap", fillIn("A dried leaf is put into a(n) ____.", "infuser")],
    ["options that all fit the article", single("Tea is brewed in a", "pot", "cup", "jug")],
    ["a key that begins like one of the others", single("What is it?", "A tea", "A mate", "Cocoa")],
  ])("%s is fine", (_name, question) => {
    expect(messagesOf("grammar-clue", question)).toEqual([]);
  });
});

describe("give-aways", () => {
  const asked = fillIn("How many minutes does a pot of Darjeeling tea steep? Fill in the number.", "3", "three");
  const givingAway = single(
    "A pot of Darjeeling tea steeps for 3 minutes and is then poured. What comes next?",
    "Milk",
    "Salt",
    "Pepper",
  );

  test("a prompt that states what another question asks is a warning with both names", () => {
    expect(messagesOf("gives-away", asked, givingAway)[0]).toMatch(
      /"q2" tells the answer to "q1".*states "3".*excludes: \[q1\]/,
    );
  });

  test("no warning where the two exclude each other, or the statement is false", () => {
    expect(messagesOf("gives-away", `${asked}\nexcludes: [q2]`, `${givingAway}\nexcludes: [q1]`)).toEqual([]);
    const wrong = "True or false: a pot of Darjeeling tea steeps for 3 minutes, many more than Assam does.";
    expect(messagesOf("gives-away", asked, trueFalse(wrong, false))).toEqual([]);
    expect(messagesOf("gives-away", asked, trueFalse(wrong, true))).toHaveLength(1);
  });

  test("the key by itself in a prompt about something else is none", () => {
    expect(messagesOf("gives-away", asked, single("In how many cups do 3 friends drink?", "Six", "Two"))).toEqual([]);
  });

  test("excludes that hold one way only are an error at the other question", () => {
    const [found] = checkDeck(deckOfQuestions([`${asked}\nexcludes: [q2]`, givingAway])).filter(
      ({ severity }) => severity === "error",
    );
    expect(found).toMatchObject({ rule: "excludes-one-way", remedy: expect.stringContaining("excludes: [q1]") });
  });
});

describe("fill-in", () => {
  test("spellings that count anyway are needless", () => {
    expect(
      messagesOf("spelling-twice", fillIn("What?", "Earl Grey", "earl-grey", "EARL GREY", "bergamot tea"))[0],
    ).toMatch(/"earl-grey" and "EARL GREY" count anyway/);
    expect(messagesOf("spelling-twice", fillIn("What?", "Earl Grey", "bergamot tea"))).toEqual([]);
  });
});

describe("steps in order", () => {
  test("whose words tell their place are a warning", () => {
    const revealing = order(
      "How is tea made?",
      "First, boil the water",
      "2. Warm the pot",
      "Pour",
      "Finally wait",
      "Step 5",
    );
    expect(messagesOf("step-tells-place", revealing)[0]).toMatch(
      /"First,", "2.", "Finally" and "Step 5" at the beginning of a step tell its place.*Name what is done/,
    );
    const silent = order(
      "How is tea made?",
      "Boil the water",
      "Warm the pot",
      "Pour the first cup",
      "Lasting foam: skim it",
    );
    expect(messagesOf("step-tells-place", silent)).toEqual([]);
  });

  test("may be alike, of any length, and one of them as long as the others together", () => {
    const rules = rulesOf(
      order(
        "How is tea made?",
        "Boil",
        "Only ever warm the pot with what is left of the water in the kettle",
        "Pour it",
        "Pour",
      ),
    );
    expect(rules.filter((rule) => !/entry|phrasings/.test(rule))).toEqual([]);
  });

  test("are too long for a menu as options are", () => {
    const long = order("How is tea made?", `Boil ${"well ".repeat(16)}`.trim(), "Pour", "Wait");
    expect(messagesOf("long-option", long)[0]).toMatch(/an option of 84 characters is over the limit/);
  });
});

describe("what the platforms cannot show", () => {
  test("options over 75 characters say how the card falls back to text", () => {
    expect(messagesOf("long-option", single("What?", "tea", "x".repeat(78), "y".repeat(60)))[0]).toMatch(
      /78 characters is over .*\(Slack's 75\)\. The card falls back to text/,
    );
    expect(messagesOf("long-option", single("What?", "tea", "x".repeat(81)))[0]).toMatch(/Slack's 75 and Discord's 80/);
    expect(messagesOf("long-option", single("What?", "tea", "x".repeat(75)))).toEqual([]);
  });

  test("text over Slack's section of 3,000, counted as Slack does", () => {
    const body = (text: string) =>
      deckOfEntries(`\n  - id: e\n    title: T\n    body: "${text}"\n    terms: [t]\n    status: current\n`);
    expect(checkDeck(body("&".repeat(700))).map(({ rule }) => rule)).toContain("long-card");
    expect(checkDeck(body("x".repeat(1500))).map(({ rule }) => rule)).not.toContain("long-card");
  });
});

describe("what is missing", () => {
  const entry = (id: string, more: string) =>
    `\n  - id: ${id}\n    title: T\n    body: B\n    terms: [t]\n    status: current\n    phrasings: [a, b, c]${more}`;
  const question = (id: string, more = "") =>
    `\n      - id: ${id}\n        kind: true-false\n        difficulty: easy\n        prompt: Tea ${id}.\n        answer: true\n        explanation: So.${more}`;

  const find = (entries: string, facts: string[] = []) =>
    checkDeck(deckOfEntries(entries, { facts })).map(
      ({ rule, severity, place }) => `${severity} ${rule} ${place.line}`,
    );

  test("facts without entry are told in deck.yaml, facts without question at their entry", () => {
    const entries = `${entry("one", `\n    facts: [f1]\n    questions:${question("q")}`)}${entry("two", "\n    facts: [f2]")}`;
    expect(find(entries, ["f1", "f2", "f3"])).toEqual([
      "warning fact-not-covered 9",
      "warning entry-not-asked 18",
      "warning fact-not-asked 18",
    ]);
  });

  test("a draft asks nothing; a question asks about the entries that it names in also", () => {
    expect(find(entry("one", `\n    questions:${question("q", "\n        draft: true")}`))).toEqual([
      "warning entry-not-asked 4",
    ]);
    const both = `${entry("one", `\n    questions:${question("q", "\n        also: [two]")}`)}${entry("two", "")}`;
    expect(find(both)).toEqual([]);
  });

  test("more facts than questions in an entry", () => {
    expect(find(entry("one", `\n    facts: [f1, f2]\n    questions:${question("q")}`), ["f1", "f2"])).toEqual([
      "warning facts-share-questions 4",
    ]);
  });

  test("fewer than three phrasings", () => {
    const few = entry("one", `\n    questions:${question("q")}`).replace("[a, b, c]", "[a, b]");
    expect(find(few)).toEqual(["warning few-phrasings 4"]);
  });

  test("the word cheatsheet, where a question asks what it taught", () => {
    expect(messagesOf("cheatsheet-unsaid", `${single("How hot?", "70", "80")}\nasks: cheatsheet`)).toHaveLength(1);
    expect(
      messagesOf("cheatsheet-unsaid", `${single("How hot, says the cheatsheet?", "70", "80")}\nasks: cheatsheet`),
    ).toEqual([]);
  });
});

test("English words mean nothing in decks of other languages", () => {
  const deck = deckOfQuestions([single("Was ist es?", "Tee", "Always coffee", "All of the above")], { language: "de" });
  expect(checkDeck(deck)).toEqual([]);
});

test("with files missing, nothing is said about the deck as a whole", () => {
  const deck = deckOfEntries("\n  - id: e\n    title: T\n    body: B\n    terms: [t]\n    status: current\n", {
    facts: ["f1"],
  });
  expect(checkDeck(deck, { partial: true }).map(({ rule }) => rule)).toEqual(["few-phrasings"]);
});
