import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { HOSTILE_TEXTS } from "../../../test/support/hostile-texts.ts";
import type { Imported } from "../imported.ts";
import { importCheatsheet } from "./cheatsheet.ts";

const sheet = await readFile(new URL("../../../test/fixtures/import/bike-workshop.txt", import.meta.url), "utf8");
const { title, entries, skipped } = importCheatsheet(sheet);

const entry = (titleStart: string) => {
  const found = entries.find(({ content }) => content.title.startsWith(titleStart));
  if (found === undefined)
    throw new Error(`no entry "${titleStart}" among: ${entries.map(({ content }) => content.title).join("; ")}`);
  return found;
};

test("headings without marks make the title and the topics", () => {
  expect(title).toBe("The Bike Workshop Cheatsheet");
  expect([...new Set(entries.map(({ topic }) => topic.title))]).toEqual([
    "Wheels and Tyres",
    "Drivetrain",
    "Brakes",
    "Torque Values",
    "Suspension – Setup",
  ]);
});

test("what stands between two stray dashes is an entry, with its lines", () => {
  expect(entries.length).toBeGreaterThanOrEqual(27);
  expect(entry("Clincher")).toMatchObject({
    line: 5,
    lastLine: 5,
    content: { body: expect.stringMatching(/^A clincher is a tyre/) },
  });
  const lines = sheet.split("\n");
  for (const { line, content } of entries.filter(
    ({ content }) => /^\w/.test(content.body) && !content.body.startsWith("Limit"),
  )) {
    expect(lines[line - 1]?.toLowerCase()).toContain(content.body.slice(0, 6).toLowerCase().trim());
  }
});

test("a line that was torn out of its sentence is code again, and emphasis that never closes goes", () => {
  expect(entry("To find a slow leak").content.body).toContain("read the `max_pressure` mark on the sidewall");
  expect(entry("Spoke tension").content.body).toBe(
    "Spoke tension of a rear wheel is uneven by design, because the cassette pushes the flange inwards. The drive side carries about 110 kgf.",
  );
  expect(entry("Wheel").content.body).toContain("either side. Use a stand");
});

test("lists come back: after a colon, with roman numbers, and from fragments between dashes", () => {
  expect(entry("Tubeless tyres need").content.body).toBe(
    "Tubeless tyres need:\n\n- a taped rim\n- a tubeless valve\n- sealant",
  );
  expect(entry("Three signs").content.body).toMatch(/- a concave brake track\n- a vanished wear dimple\n- cracks/);
  expect(entry("Latex tubes").content.body).toBe(
    "Latex tubes:\n\n- light and supple\n- lose air overnight\n- cannot take glue from hot rims",
  );
});

test("lost nesting: items go with the label that they follow", () => {
  expect(entry("Limit screws: High limit screw").content.body).toContain(
    "- stops the chain from falling off the smallest cog",
  );
  expect(entry("Limit screws: Low limit screw").content.body).not.toContain("smallest cog");
});

test("a lead that asks back names what it asks about", () => {
  const [, how] = importCheatsheet(
    "-\nTruing a wheel:\n- find the wobble\n- turn the nipple\nHow long does it take?\n- ten minutes\n- an hour at first\n",
  ).entries;
  expect(how?.content.title).toBe("Truing a wheel: How long does it take?");
});

test("scripts are gone, and the page's own words are told as skipped", () => {
  expect(JSON.stringify(entries)).not.toMatch(/script|alert/);
  expect(skipped).toContainEqual({ line: 1, reason: "belongs to the page, not to the cheatsheet", text: "7 min read" });
});

test("drafts from definitions, numbers and lists; nothing else than drafts", () => {
  const drafts = entries.flatMap(({ questions }) => questions.map(({ content }) => content));
  expect(drafts.length).toBeGreaterThanOrEqual(15);
  expect(drafts.every(({ draft }) => draft === true)).toBe(true);
  const answers = drafts.map((draft) => (draft.kind === "fill-in" ? draft.answer : ""));
  expect(answers).toEqual(expect.arrayContaining(["clincher", "622 mm", "SRAM", "a tubeless valve", "Rotor"]));
  const number = drafts.find((draft) => draft.kind === "fill-in" && draft.answer === "622 mm");
  expect(number).toMatchObject({
    accept: expect.arrayContaining(["622"]),
    explanation: expect.stringContaining("622 mm"),
  });
});

test("a Markdown cheatsheet: marks, nesting, tables and code", () => {
  const markdown = `# Trees

## Search
A **binary search tree** is a tree whose left side is smaller.

- Insert: walks down, then adds a leaf.
- Delete: three cases, by the number of children.

| Tree | Height |
| --- | --- |
| AVL tree | at most 1.44 log n levels |

## Tools

\`\`\`sh
tree -L 2
\`\`\`

<!-- nothing to see -->
Visible text with a <b>bold</b> word in it.
`;
  const read = importCheatsheet(markdown);
  expect(read.title).toBe("Trees");
  expect([...new Set(read.entries.map(({ topic }) => topic.title))]).toEqual(["Search", "Tools"]);
  const bodies = read.entries.map(({ content }) => content.body).join("\n");
  expect(bodies).toContain("**binary search tree**");
  expect(bodies).toContain("AVL tree: at most 1.44 log n levels");
  expect(bodies).toContain("`tree -L 2`");
  expect(bodies).toContain("a **bold** word");
  expect(bodies).not.toMatch(/nothing to see|<b>/);
});

test("odd input: no heading, one line, long lines", () => {
  expect(importCheatsheet("Just one sentence that says a thing.").entries).toHaveLength(1);
  expect(importCheatsheet("-\n-\n-\n").entries).toEqual([]);
  const long = importCheatsheet(Array.from({ length: 400 }, (_, at) => `Sentence number ${at} goes on.`).join(" "));
  expect(long.entries.length).toBeGreaterThan(5);
  expect(longestBody(long)).toBeLessThanOrEqual(1500);
});

// At full length bench/hostile.ts measures them.
test.each(Object.entries(HOSTILE_TEXTS))("hostile input: %s", (_, { pieces, text }) => {
  expect(longestBody(importCheatsheet(text(pieces / 10)))).toBeLessThanOrEqual(1500);
});

function longestBody(read: Imported): number {
  return Math.max(0, ...read.entries.map(({ content }) => content.body.length));
}
