import { mkdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { TEA_FOLDER, teaCopy } from "../../test/support/decks.ts";
import type { DeckProblem } from "./deck.ts";
import { topicFileSchema } from "./format.ts";
import { loadDeck, loadDecks, parseDeckFile } from "./load.ts";

const leaves = await readFile(join(TEA_FOLDER, "leaves.yaml"), "utf8");
const deckYaml = await readFile(join(TEA_FOLDER, "deck.yaml"), "utf8");

/** The first line that contains this text, from 1. */
function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split("\n").length;
}

async function problemsOf(files: Record<string, string | Uint8Array>): Promise<DeckProblem[]> {
  await using copy = await teaCopy(files);
  const { deck, problems } = await loadDeck(copy.folder);
  if (problems.length > 0) expect(deck).toBeUndefined();
  return problems.map((problem) => ({
    ...problem,
    place: { ...problem.place, file: problem.place.file.replace(`${copy.folder}/`, "") },
  }));
}

describe("a deck whose files are right", () => {
  test("loads in deck.yaml's order, with what the files leave out filled in", async () => {
    const { deck, problems } = await loadDeck(TEA_FOLDER);
    expect(problems).toEqual([]);
    expect(deck?.topics.map(({ id }) => id)).toEqual(["leaves", "brewing"]);
    expect([...(deck?.questions.keys() ?? [])]).toEqual([
      "leaves-plant",
      "leaves-real-teas",
      "leaves-partly",
      "leaves-rooibos",
      "brewing-bitter-sencha",
      "brewing-black",
      "brewing-draft",
    ]);
    expect(deck?.description).toBe("");
    const entry = deck?.entries.get("leaves-one-plant");
    expect(entry).toMatchObject({ topic: "leaves", note: undefined, source: { title: "The tea sheet" } });
    expect(entry?.questions).toEqual(["leaves-plant", "leaves-real-teas"]);
    expect(entry?.place).toEqual({
      file: join(TEA_FOLDER, "leaves.yaml"),
      line: lineOf(leaves, "- id: leaves-one-plant"),
    });
    expect(deck?.entries.get("leaves-oxidation")?.source).toEqual({ title: "A book on tea" });
  });

  test("gives every kind of question its options, key and accepted spellings", async () => {
    const { deck } = await loadDeck(TEA_FOLDER);
    const question = (id: string) => deck?.questions.get(id);
    expect(question("leaves-real-teas")?.options.filter(({ right }) => right)).toEqual([
      { text: "Oolong", right: true },
      { text: "Matcha", right: true },
    ]);
    expect(question("leaves-rooibos")?.options).toEqual([
      { text: "True", right: false },
      { text: "False", right: true },
    ]);
    expect(question("leaves-rooibos")?.entries).toEqual(["leaves-oxidation", "leaves-one-plant"]);
    expect(question("leaves-partly")).toMatchObject({ options: [], accept: ["oolong", "wulong"], asks: "today" });
    expect(question("brewing-draft")?.draft).toBe(true);
    expect(question("brewing-bitter-sencha")).toMatchObject({ scenario: true, draft: false, excludes: [] });
  });

  test("gives steps their places", async () => {
    const { from, to } = asSteps("[Wither, Roll, Fire]");
    await using copy = await teaCopy({ "leaves.yaml": leaves.replace(from, to) });
    const { deck, problems } = await loadDeck(copy.folder);
    expect(problems).toEqual([]);
    expect(deck?.questions.get("leaves-partly")).toMatchObject({
      kind: "order",
      options: [
        { text: "Wither", right: true, place: 1 },
        { text: "Roll", right: true, place: 2 },
        { text: "Fire", right: true, place: 3 },
      ],
      accept: [],
    });
  });

  test("may repeat a small value by an alias", async () => {
    const text = leaves
      .replace("terms: [Camellia sinensis, tea plant]", "terms: &plant [Camellia sinensis, tea plant]")
      .replace("synonyms: [tea bush]", "synonyms: *plant");
    expect(await problemsOf({ "leaves.yaml": text })).toEqual([]);
  });
});

interface Mistake {
  readonly name: string;
  readonly file?: string;
  /** A text in the valid file, and what the author wrote instead. */
  readonly from: string;
  readonly to: string;
  /** Text on the line that the problem should name. */
  readonly at: string;
  readonly rule: string;
  readonly says: RegExp;
  readonly remedy: RegExp;
}

/** The fill-in, as a question that asks for an order. */
function asSteps(steps: string): { from: string; to: string } {
  const rest = (kind: string) =>
    `kind: ${kind}\n        difficulty: medium\n        prompt: Which tea is partly oxidised, between green and black? Fill in its name.\n`;
  const from = `${rest("fill-in")}        answer: oolong\n        accept: [wulong]`;
  return { from, to: `${rest("order")}        steps: ${steps}` };
}

const mistakes: readonly Mistake[] = [
  {
    name: "a number where text is wanted",
    from: "right: Camellia sinensis",
    to: "right: 15",
    at: "right: 15",
    rule: "wrong-type",
    says: /Question "leaves-plant": "right" should be text, but "15" is a number/,
    remedy: /"15"/,
  },
  {
    name: "a bare yes-or-no word among the options",
    from: "[Rooibos, Mate tea, Chamomile tea]",
    to: "[Rooibos, true, Chamomile tea]",
    at: "Rooibos, true",
    rule: "wrong-type",
    says: /"wrong, item 2" should be text/,
    remedy: /Put it in quotes: "true"/,
  },
  {
    name: "a colon that splits an option",
    from: "[Rooibos, Mate tea, Chamomile tea]",
    to: "\n          - Rooibos\n          - Note: a shrub\n          - Chamomile",
    at: "Note: a shrub",
    rule: "wrong-type",
    says: /it is a group of keys/,
    remedy: /double quotes/,
  },
  {
    name: "text where true or false is wanted",
    from: "answer: false",
    to: 'answer: "no"',
    at: 'answer: "no"',
    rule: "wrong-type",
    says: /should be true or false, but "no" is text/,
    remedy: /without quotes/,
  },
  {
    name: "an empty value",
    from: "    body: Black tea is fully oxidised, oolong partly, green tea hardly at all.",
    to: "    body:",
    at: "    body:\n    terms: [oxidation",
    rule: "wrong-type",
    says: /Entry "leaves-oxidation": "body" .* nothing stands there/,
    remedy: /after the colon/,
  },
  {
    name: "a misspelt key",
    from: "explanation: Matcha",
    to: "explantion: Matcha",
    at: "explantion",
    rule: "unknown-key",
    says: /no key "explantion"/,
    remedy: /Did you mean "explanation"/,
  },
  {
    name: "a key of another kind of question",
    from: "        right: Camellia sinensis",
    to: "        right: Camellia sinensis\n        accept: [tea]",
    at: "accept: [tea]",
    rule: "unknown-key",
    says: /no key "accept"/,
    remedy: /belongs to a fill-in question/,
  },
  {
    name: "a missing key",
    from: "        difficulty: easy\n        prompt: From which",
    to: "        prompt: From which",
    at: "- id: leaves-plant",
    rule: "missing-key",
    says: /Question "leaves-plant": "difficulty" is missing/,
    remedy: /easy, medium or hard/,
  },
  {
    name: "a word that is no choice",
    from: "status: incomplete",
    to: "status: outdated",
    at: "status: outdated",
    rule: "not-a-choice",
    says: /current, dated, wrong or incomplete/,
    remedy: /Write "status/,
  },
  {
    name: "a misspelt kind",
    from: "kind: fill-in",
    to: "kind: fillin",
    at: "kind: fillin",
    rule: "not-a-choice",
    says: /"kind" is "fillin"; it can be single, multiple, true-false, fill-in or order/,
    remedy: /kind: fill-in/,
  },
  {
    name: "an id with odd characters",
    from: "- id: leaves-plant",
    to: "- id: Leaves Plänt!",
    at: "Leaves Plänt!",
    rule: "bad-id",
    says: /lower-case letters, digits and single hyphens/,
    remedy: /"leaves-plant"/,
  },
  {
    name: "text that is too long",
    from: "title: Oxidation",
    to: `title: ${"x".repeat(120)}`,
    at: "title: xxx",
    rule: "too-long",
    says: /120 characters long; at most 100/,
    remedy: /Shorten/,
  },
  {
    name: "a folded text with its line break",
    from: "explanation: Matcha is ground green tea. Rooibos is the tempting one; it comes from a South African shrub.",
    to: "explanation: >\n          Matcha is ground green tea.",
    at: "explanation: >\n          Matcha",
    rule: "bad-text",
    says: /line breaks around it/,
    remedy: />-/,
  },
  {
    name: "a multiple choice with one key",
    from: "right: [Oolong, Matcha]",
    to: "right: [Oolong]",
    at: "right: [Oolong]",
    rule: "too-short",
    says: /has 1 item; it needs at least 2/,
    remedy: /kind: single/,
  },
  {
    name: "six options",
    from: "right: [Oolong, Matcha]",
    to: "right: [Oolong, Matcha, Sencha]",
    at: "wrong: [Rooibos",
    rule: "too-many-options",
    says: /6 options; a card has room for 5/,
    remedy: /Drop/,
  },
  {
    name: "a key among the wrong options",
    from: "[Rooibos, Mate tea, Chamomile tea]",
    to: "[Rooibos, '**oolong**.', Chamomile tea]",
    at: "'**oolong**.'",
    rule: "key-among-wrong",
    says: /is both right and wrong/,
    remedy: /another distractor/,
  },
  {
    name: "the same option twice",
    from: "[Camellia japonica, Aspalathus linearis, Ilex paraguariensis]",
    to: "[Camellia japonica, camellia  Japonica, Ilex paraguariensis]",
    at: "camellia  Japonica",
    rule: "duplicate-option",
    says: /stands twice/,
    remedy: /another option/,
  },
  {
    name: "the same step twice",
    ...asSteps("[Wither, '**roll**', Roll., Fire]"),
    at: "Roll.",
    rule: "duplicate-option",
    says: /"Roll\." stands twice among the steps/,
    remedy: /another step/,
  },
  {
    name: "an order of two steps",
    ...asSteps("[Wither, Roll]"),
    at: "steps:",
    rule: "too-short",
    says: /"steps" has 2 items; it needs at least 3/,
    remedy: /missing/,
  },
  {
    name: "an order without steps",
    from: "kind: fill-in",
    to: "kind: order",
    at: "- id: leaves-partly",
    rule: "missing-key",
    says: /Question "leaves-partly": "steps" is missing/,
    remedy: /"steps: \[first step, second step, third step\]"/,
  },
  {
    name: "a note that is missing",
    from: "    note: The sheet calls it fermentation; no microbes are at work.\n",
    to: "",
    at: "status: incomplete",
    rule: "missing-note",
    says: /marked as incomplete/,
    remedy: /what holds today/,
  },
  {
    name: "a question id that is taken",
    from: "- id: leaves-partly",
    to: "- id: leaves-plant",
    at: "- id: leaves-plant\n        kind: fill-in",
    rule: "duplicate-id",
    says: /taken: .*leaves\.yaml:\d+ has it/,
    remedy: /another id/,
  },
  {
    name: "an excluded question that does not exist",
    from: "excludes: [leaves-rooibos]",
    to: "excludes: [leaves-roibos]",
    at: "leaves-roibos",
    rule: "dead-reference",
    says: /no such question/,
    remedy: /Did you mean "leaves-rooibos"/,
  },
  {
    name: "a further entry that does not exist",
    from: "also: [leaves-one-plant]",
    to: "also: [roots]",
    at: "also: [roots]",
    rule: "dead-reference",
    says: /no such entry/,
    remedy: /Correct/,
  },
  {
    name: "a fact that deck.yaml does not list",
    from: "facts: [tea-2]",
    to: "facts: [tea-2, tea-9]",
    at: "tea-9",
    rule: "dead-reference",
    says: /no such fact/,
    remedy: /deck\.yaml/,
  },
  {
    name: "an entry related to itself",
    from: "related: [leaves-oxidation]",
    to: "related: [leaves-one-plant]",
    at: "related: [leaves-one-plant]",
    rule: "needless-reference",
    says: /which is itself/,
    remedy: /Remove it/,
  },
  {
    name: "a topic that is not the file's name",
    from: "topic: leaves",
    to: "topic: leafs",
    at: "topic: leafs",
    rule: "topic-name",
    says: /called "leaves.yaml", but its topic is "leafs"/,
    remedy: /topic: leaves/,
  },
  {
    name: "a tab",
    from: "    status: incomplete",
    to: "\t status: incomplete",
    at: "\t status",
    rule: "yaml-tab",
    says: /A tab/,
    remedy: /by spaces/,
  },
  {
    name: "a colon in bare text",
    from: 'prompt: "True or false: rooibos comes from the same plant as oolong."',
    to: "prompt: True or false: rooibos comes from the same plant.",
    at: "True or false: rooibos",
    rule: "yaml",
    says: /A colon and a space/,
    remedy: /double quotes/,
  },
  {
    name: "a key that stands twice",
    from: "    status: incomplete",
    to: "    status: incomplete\n    status: wrong",
    at: "status: wrong",
    rule: "duplicate-key",
    says: /second time/,
    remedy: /Remove one/,
  },
  {
    name: "an alias without an anchor",
    from: "right: [Oolong, Matcha]",
    to: "right: [Oolong, *Matcha]",
    at: "*Matcha",
    rule: "yaml-alias",
    says: /names nothing/,
    remedy: /needs quotes/,
  },
  {
    name: "a YAML tag",
    from: "title: Oxidation",
    to: "title: !!binary aGVsbG8=",
    at: "!!binary",
    rule: "yaml",
    says: /tag/,
    remedy: /quotes/,
  },
  {
    name: "a topic without a file",
    file: "deck.yaml",
    from: "  - brewing",
    to: "  - brewing\n  - roots",
    at: "- roots",
    rule: "topic-missing",
    says: /"roots" has no file roots.yaml/,
    remedy: /Write the file/,
  },
  {
    name: "a version that is a number",
    file: "deck.yaml",
    from: 'version: "1.2.0"',
    to: "version: 1.2",
    at: "version: 1.2",
    rule: "wrong-type",
    says: /"1.2" is a number/,
    remedy: /quotes/,
  },
  {
    name: "a source that is no web address",
    file: "deck.yaml",
    from: "https://example.org/tea",
    to: "javascript:alert(1)",
    at: "javascript:",
    rule: "bad-url",
    says: /no web address/,
    remedy: /https/,
  },
];

describe("a mistake in a file keeps the deck from loading and is told with its line and a remedy", () => {
  test.each(mistakes)("$name", async ({ file = "leaves.yaml", from, to, ...wanted }) => {
    const sound = file === "deck.yaml" ? deckYaml : leaves;
    expect(sound).toContain(from);
    const text = sound.replace(from, () => to);
    const found = (await problemsOf({ [file]: text })).find(({ rule }) => rule === wanted.rule);
    expect(found?.message).toMatch(wanted.says);
    expect(found?.remedy).toMatch(wanted.remedy);
    expect(found?.severity).toBe("error");
    expect(found?.place).toEqual({ file, line: lineOf(text, wanted.at) });
  });

  test("all the mistakes of a file are told at once, and one value makes one problem", async () => {
    const text = leaves
      .replace("right: Camellia sinensis", "right: 15")
      .replace("status: incomplete", "status: outdated");
    expect((await problemsOf({ "leaves.yaml": text })).map(({ rule }) => rule)).toEqual(["wrong-type", "not-a-choice"]);
  });

  test("an entry id that another file has", async () => {
    const text = leaves.replaceAll("leaves-oxidation", "brewing-heat");
    const problems = await problemsOf({ "leaves.yaml": text });
    expect(problems).toMatchObject([{ rule: "duplicate-id", place: { file: "brewing.yaml" } }]);
    expect(problems[0]?.message).toMatch(/leaves\.yaml:\d+ has it/);
  });

  test("a quote that is not closed", async () => {
    const problems = await problemsOf({ "leaves.yaml": leaves.replace("title: Leaves", 'title: "Leaves') });
    expect(problems).toMatchObject([{ rule: "yaml", remedy: expect.stringMatching(/missing quote/) }]);
  });

  test("an empty file, a file of comments, a list", async () => {
    for (const text of ["", "# nothing yet\n", "- a\n"]) {
      const problems = await problemsOf({ "leaves.yaml": text });
      expect(problems).toMatchObject([{ rule: "wrong-type", place: { file: "leaves.yaml", line: 1 } }]);
    }
  });
});

describe("a file that is no deck file", () => {
  test.each<[string, string | Uint8Array, string, RegExp]>([
    ["Latin-1", Buffer.from("topic: leaves\ntitle: Th\xe9\n", "latin1"), "not-utf-8", /UTF-8/],
    ["UTF-16", Buffer.from("\ufefftopic: leaves\n", "utf16le"), "not-utf-8", /UTF-16/],
    ["a byte order mark", `\ufeff${leaves}`, "byte-order-mark", /byte order mark/],
    ["two documents", `${leaves}---\ntopic: x\n`, "yaml", /second document/],
    ["another YAML version", `%YAML 1.1\n---\n${leaves}`, "yaml", /YAML 1\.1/],
    ["a hundred thousand brackets", "[".repeat(100_000), "yaml", /nested/],
    ["two thousand keys on one line", "a: ".repeat(2_000), "yaml", /nested/],
    ["two thousand keys in brackets", `[${"a: ".repeat(2_000)}]`, "yaml", /nested/],
    ["two thousand dashes on one line", "- ".repeat(2_000), "yaml", /nested/],
    ["a merge of prototypes", `${leaves}__proto__: { topic: leaves }\n`, "unknown-key", /__proto__/],
  ])("%s is refused", async (_name, content, rule, says) => {
    const problems = await problemsOf({ "leaves.yaml": content });
    expect(problems[0]).toMatchObject({ rule, place: { file: "leaves.yaml" }, message: expect.stringMatching(says) });
  });

  test("bytes that are no UTF-8 are told with their line", async () => {
    const bytes = Buffer.concat([Buffer.from("topic: leaves\ntitle: Th"), Buffer.from([0xe9, 0x0a])]);
    expect((await problemsOf({ "leaves.yaml": bytes }))[0]?.place.line).toBe(2);
  });

  test("aliases that would explode are refused, not resolved", async () => {
    const levels = Array.from(
      { length: 20 },
      (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(10)}]`,
    );
    const problems = await problemsOf({ "leaves.yaml": `a0: &a0 [tea]\n${levels.join("\n")}\n` });
    expect(problems).toMatchObject([{ rule: "yaml-alias", place: { line: 3 } }]);
  });

  test("50 MB are refused unread", async () => {
    await using copy = await teaCopy();
    await truncate(join(copy.folder, "leaves.yaml"), 50 * 1024 * 1024);
    const { deck, problems } = await loadDeck(copy.folder);
    expect(deck).toBeUndefined();
    expect(problems).toMatchObject([{ rule: "file-too-large", message: expect.stringContaining("50.0 MB") }]);
  });

  test("a link out of the folder is not followed", async () => {
    await using copy = await teaCopy();
    // A neighbor whose name starts like the deck's.
    await mkdir(join(copy.root, "tea-secrets"));
    await writeFile(join(copy.root, "tea-secrets", "roots.yaml"), leaves);
    await symlink("../tea-secrets/roots.yaml", join(copy.folder, "roots.yaml"));
    await writeFile(join(copy.folder, "deck.yaml"), deckYaml.replace("- brewing", "- brewing\n  - roots"));
    expect((await loadDeck(copy.folder)).problems).toMatchObject([{ rule: "link-outside" }]);
  });

  test("a folder with a file's name", async () => {
    await using copy = await teaCopy();
    await mkdir(join(copy.folder, "roots.yaml"));
    await writeFile(join(copy.folder, "deck.yaml"), deckYaml.replace("- brewing", "- brewing\n  - roots"));
    expect((await loadDeck(copy.folder)).problems).toMatchObject([{ rule: "not-a-file" }]);
  });

  test("a YAML file that deck.yaml does not list", async () => {
    const problems = await problemsOf({ "roots.yaml": leaves, "notes.yml": "x" });
    expect(problems).toMatchObject([
      { rule: "topic-not-listed", place: { file: "notes.yml" } },
      { rule: "topic-not-listed", place: { file: "roots.yaml" } },
    ]);
  });

  test("a folder without deck.yaml, and no folder at all", async () => {
    await using copy = await teaCopy();
    expect((await loadDeck(copy.root)).problems).toMatchObject([{ rule: "unreadable" }]);
    expect((await loadDeck(join(copy.root, "nowhere"))).problems).toMatchObject([{ rule: "unreadable" }]);
  });
});

describe("a folder of decks", () => {
  test("gives the decks by id, without those that have errors or another deck's name", async () => {
    await using copy = await teaCopy();
    await using broken = await teaCopy({ "leaves.yaml": "topic: [" });
    await symlink(copy.folder, join(copy.root, "coffee"));
    await symlink(broken.folder, join(copy.root, "broken"));
    const { decks, problems } = await loadDecks(copy.root);
    expect([...decks.keys()]).toEqual(["tea"]);
    expect(problems.map(({ rule }) => rule)).toEqual(["yaml", "deck-name"]);
  });

  test("that does not exist is told", async () => {
    const { decks, problems } = await loadDecks("/nowhere/at/all");
    expect(decks.size).toBe(0);
    expect(problems).toMatchObject([{ rule: "unreadable" }]);
  });
});

/** Every problem must help an author: it has a line, a message and a remedy, and shows no internals. */
function expectHelpful(problems: readonly DeckProblem[], text: string): void {
  const lines = text.split("\n").length;
  for (const { place, message, remedy } of problems) {
    expect(place.line).toBeGreaterThanOrEqual(1);
    expect(place.line).toBeLessThanOrEqual(lines);
    expect(message).toMatch(/\S.*[.!?]$/s);
    expect(remedy).toMatch(/\S/);
    expect(message + remedy).not.toMatch(/undefined|\[object|RangeError|TypeError|Invalid input/);
  }
}

describe("whatever stands in a file, reading it never throws", () => {
  const scrap = fc.oneof(
    fc.constantFrom(
      "\t",
      "*a",
      "&a ",
      "!!str ",
      "[",
      "{",
      "]",
      ": ",
      "- ",
      "%YAML 1.1\n---\n",
      "\n",
      '"',
      "'",
      "|",
      ">",
      "? ",
      "#",
      "~",
      "0x1",
      "\ufeff",
      "\u0000",
      "\ud800",
      "<<: ",
      "---\n",
      "null",
      "__proto__: 1\n",
    ),
    fc.string({ maxLength: 5 }),
  );
  const edit = fc.record({ at: fc.nat(leaves.length), remove: fc.nat(30), scrap });

  test("a sound file with random edits", () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const text = edits.reduce(
          (was, { at, remove, scrap }) => was.slice(0, at) + scrap + was.slice(at + remove),
          leaves,
        );
        const read = parseDeckFile(new TextEncoder().encode(text), "leaves.yaml", topicFileSchema);
        if ("problems" in read) {
          expect(read.problems).not.toEqual([]);
          expectHelpful(read.problems, text);
        }
      }),
      { numRuns: 400 },
    );
  });

  test("random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(parseDeckFile(bytes, "x.yaml", topicFileSchema)).toHaveProperty("problems");
      }),
    );
  });

  test("well-formed YAML of any shape", () => {
    const keys = fc.constantFrom(
      "topic",
      "title",
      "entries",
      "questions",
      "kind",
      "right",
      "wrong",
      "answer",
      "source",
      "id",
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "medium" },
        fc.constantFrom<unknown>(
          "single",
          "multiple",
          "true-false",
          "fill-in",
          "",
          " x",
          null,
          true,
          15,
          Number.POSITIVE_INFINITY,
          "a-b",
        ),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(fc.oneof(keys, fc.string()), tie("value"), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(value, (data) => {
        const text = stringify(data);
        const read = parseDeckFile(new TextEncoder().encode(text), "x.yaml", topicFileSchema);
        if ("problems" in read) expectHelpful(read.problems, text);
      }),
      { numRuns: 300 },
    );
  });
});
