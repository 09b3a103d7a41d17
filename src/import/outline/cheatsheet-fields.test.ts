import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Imported } from "../imported.ts";
import { importCheatsheet } from "./cheatsheet.ts";

/** Cheatsheets from other fields, written for this project, with the damage that copying from a page causes. */
const sheet = (name: string) =>
  importCheatsheet(readFileSync(new URL(`../../../test/fixtures/import/${name}`, import.meta.url), "utf8"));

const topics = ({ entries }: Imported) => Map.groupBy(entries, ({ topic }) => topic.title);
const bodies = ({ entries }: Imported) => entries.map(({ content }) => content.body);

/** Each draft as "prompt → answer | accepted | accepted", with the gap as "…". */
function drafts({ entries }: Imported): string[] {
  return entries.flatMap(({ questions }) =>
    questions.map(({ content }) => {
      if (content.kind !== "fill-in" || content.draft !== true) throw new Error(JSON.stringify(content));
      const keys = [content.answer, ...(content.accept ?? [])].join(" | ");
      return `${content.prompt.replace("\\_\\_\\_\\_", "…").replace(/^Fill in [^.]*\. /, "")} → ${keys}`;
    }),
  );
}

const draftsOf = (text: string) => drafts(importCheatsheet(text));

test.each([
  ["bike-workshop.txt", 30, 20],
  ["git-commands.txt", 30, 19],
  ["wine-primer.txt", 29, 22],
  ["first-aid.md", 20, 18],
])("%s yields at least %i entries and %i drafts, in topics of a sensible size", (name, entries, questions) => {
  const read = sheet(name);
  expect(read.entries.length).toBeGreaterThanOrEqual(entries);
  expect(drafts(read).length).toBeGreaterThanOrEqual(questions);
  const largest = Math.max(...[...topics(read).values()].map((members) => members.length));
  expect(largest).toBeLessThanOrEqual(Math.max(14, read.entries.length / 2.5));
  expect(read.entries.every(({ content }) => content.title.length <= 100 && content.body.length <= 1500)).toBe(true);
});

test("a heading is one though the line under it begins with a small letter, or its sheet's title stands right above it", () => {
  const read = sheet("git-commands.txt");
  expect(read.title).toBe("Git on One Page");
  expect([...topics(read).keys()].slice(-3)).toEqual(["Undoing Things", "Reset Modes", "Merge Strategies vs Options"]);
});

test("a topic with most of the entries is parted where the subject changes, and the report says so", () => {
  const read = sheet("wine-primer.txt");
  expect(read.remarks).toEqual([expect.stringContaining('"Growing and Making" had too many entries')]);
  const about = (what: string, count: number) =>
    Array.from(
      { length: count },
      (_, at) => `-\nOn hill ${"abcdefghij"[at]}${at} somebody wrote about the ${what} and what it did there.\n`,
    ).join("");
  const long = importCheatsheet(
    `Sheet\nAll of It\n${about("Falcon", 9)}${about("Granite", 9)}${about("Cello", 9)}End\n-\nA bow bends.\n`,
  );
  expect([...topics(long)].map(([title, members]) => [title, members.length])).toEqual([
    ["Falcon", 9],
    ["Granite", 9],
    ["Cello", 9],
    ["End", 1],
  ]);
});

test("a topic with most of the entries is parted by the headings within it, where it has some", () => {
  const part = (name: string) =>
    `### ${name}\n${Array.from({ length: 8 }, (_, at) => `- ${name} fact ${at} has a long sentence that makes it an entry, number ${at} of all.\n`).join("")}`;
  const read = importCheatsheet(
    `# Sheet\n## Birds\n${part("Owls")}${part("Gulls")}${part("Rooks")}## Fish\nA pike is a fish that hunts alone.\n`,
  );
  expect([...topics(read).keys()]).toEqual(["Birds: Owls", "Birds: Gulls", "Birds: Rooks", "Fish"]);
  expect(read.remarks).toEqual([]);
});

test("words that the page ran together are parted where the second is a name of the sheet, and other words never", () => {
  expect(bodies(sheet("git-commands.txt"))).toContainEqual(expect.stringContaining("alone, whereas git pull fetches"));
  const read = importCheatsheet(
    "-\nThe name of the bucket has to contain\nsourdough\nin it. -\nIt need not containsourdough at all. Within and withstand stay, and usebread too.\n",
  );
  expect(bodies(read).join("\n")).toContain(
    "need not contain sourdough at all. Within and withstand stay, and usebread too.",
  );
});

test("one label in a list nests what follows it in the same form; the others stay beside it", () => {
  expect(bodies(sheet("git-commands.txt"))).toContain(
    "- A reset should have:\n  - a target commit\n  - a mode, mixed by default\n- Soft keeps index and working tree\n- Hard destroys both",
  );
});

test("a line with two facts makes two entries; sentences about the same thing stay together", () => {
  const all = bodies(sheet("git-commands.txt"));
  expect(all).toContain("A blob stores the content of a file.");
  expect(all).toContain("Line endings can be normalised by core.autocrlf.");
  expect(all).toContain(
    "Large File Storage (LFS) replaces big files by pointers. GitHub warns of files above 50 MB and blocks files above 100 MB.",
  );
  expect(bodies(sheet("first-aid.md"))).toContainEqual(expect.stringMatching(/^Cardiopulmonary.*Push 5 to 6 cm deep/));
});

test("a table's row tells its cells by the names of their columns", () => {
  expect(bodies(sheet("first-aid.md"))).toContain(
    "Heat exhaustion – First signs: pale, clammy skin; What helps: shade, water, salt",
  );
});

test("fragments between dashes are one list, though one of them has a verb", () => {
  expect(bodies(sheet("wine-primer.txt"))).toContain(
    "Sherry:\n\n- comes from around Jerez\n- ages under a veil of yeast\n- is blended in a solera",
  );
});

test("drafts from definitions and pairs, with the short form and the bare name accepted", () => {
  expect(drafts(sheet("wine-primer.txt"))).toEqual(
    expect.arrayContaining([
      "… is the set of soil, slope and climate that marks the grapes of a place. → Terroir",
      "… are bitter substances from skins, seeds and wood that make the mouth feel dry. → Tannins | Tannin",
      "… is a trellis that splits the canopy in two. → Geneva Double Curtain | GDC",
      "Prosecco gets its bubbles in a steel tank instead; this is called the …. → Charmat method | Charmat",
    ]),
  );
  expect(drafts(sheet("git-commands.txt"))).toContain(
    "About Undoing Things: …: takes a file out of the index → git restore --staged file",
  );
});

test("drafts from numbers: with units, ranges in both ways of writing, numbers in lists; never from a list that gives the number away", () => {
  expect(drafts(sheet("first-aid.md"))).toEqual(
    expect.arrayContaining([
      "Bleeding: press on the wound for … without looking → 10 minutes | 10",
      "About Resuscitation: Push … deep, 100 to 120 times a minute. → 5 to 6 cm | 5 to 6 | 5-6 cm | 5-6",
    ]),
  );
  expect(draftsOf("A train of beads holds two to fifteen of them on its string.\n")).toEqual([
    "A train of beads holds … of them on its string. → two to fifteen | 2 to 15 | 2-15",
  ]);
  expect(drafts(sheet("wine-primer.txt"))).toContain(
    "There are three ways to stop a fermentation: chilling, …, and added spirit. → sulphur",
  );
});

test("drafts from defaults, comparisons, short forms and names", () => {
  expect(drafts(sheet("git-commands.txt"))).toEqual(
    expect.arrayContaining([
      "The default branch of a new repository is called … unless init.defaultBranch says otherwise. → master",
      "The file … lists patterns of files that Git leaves untracked. → .gitignore",
    ]),
  );
  expect(draftsOf("In most ovens a stone keeps its heat better than a tray.\n")).toEqual([
    "In most ovens a stone keeps its heat better than a …. → tray",
  ]);
  expect(draftsOf("Nobody eats there without the Local Area Network (LAN) being up and running.\n")).toContain(
    "What does LAN stand for? Fill in the words. → Local Area Network",
  );
  expect(draftsOf("To take the sharpness out you can stir everything slowly with Marsala before it sets.\n")).toEqual([
    "To take the sharpness out you can stir everything slowly with … before it sets. → Marsala",
  ]);
});

test("no draft asks for where something is, how it compares, or a bare word that points back", () => {
  for (const text of [
    "Harbours are within reach of every town on this coast.\n",
    "Oak from France is finer in grain.\n",
    "The agent handles files and retries them upon every failure.\n",
    "A wheel is true when nothing wobbles to either side.\n",
  ])
    expect(draftsOf(text).filter((draft) => draft.startsWith("…"))).toEqual([]);
});

test("a text that does not look English is told so in a remark", () => {
  const german =
    "Ein Binärbaum ist ein Baum, in dem jeder Knoten höchstens zwei Kinder hat.\n\nDie Höhe eines Baumes ist die Länge des längsten Weges von der Wurzel zu einem Blatt, also ohne Umwege.\n";
  expect(importCheatsheet(german).remarks).toEqual([expect.stringMatching(/does not look English|look like English/)]);
  expect(sheet("bike-workshop.txt").remarks).toEqual([]);
});
