import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { afterEach, expect, test } from "vitest";
import { TEA_FOLDER, teaCopy } from "../../test/support/decks.ts";
import { tempFolder } from "../../test/support/temp-folder.ts";
import { loadDeck } from "../deck/load.ts";
import { addDeckImportCommands } from "./deck-import.ts";

const SHEET = fileURLToPath(new URL("../../test/fixtures/import/bike-workshop.txt", import.meta.url));

afterEach(() => {
  process.exitCode = undefined;
});

async function run(root: string, ...args: string[]) {
  let [out, err] = ["", ""];
  const deck = new Command("deck").exitOverride();
  const settings = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    root,
    // A stopped clock: nothing takes long enough to print progress.
    now: () => 0,
  };
  addDeckImportCommands(deck, settings);
  await deck.parseAsync(args, { from: "user" });
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  return { out, err, code };
}

async function loaded(folder: string) {
  const { deck, problems } = await loadDeck(folder);
  if (deck === undefined) throw new Error(JSON.stringify(problems));
  return deck;
}

/** All files of a folder. */
async function snapshot(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const)),
  );
}

test("a cheatsheet becomes a deck that loads; every question is a draft and knows its line", async () => {
  await using folder = await tempFolder();
  const at = join(folder.path, "bikes");
  const { out, err, code } = await run(
    folder.path,
    "import",
    SHEET,
    "--out",
    at,
    "--source-url",
    "https://example.org/bikes",
  );
  expect([err, code]).toEqual(["", 0]);
  expect(out).toMatch(
    /bike-workshop\.txt as a cheatsheet: \d+ entries in 5 topics, \d+ questions, of them \d+ drafts to review\./,
  );
  expect(out).toContain('bike-workshop.txt:1 belongs to the page, not to the cheatsheet: "7 min read"');
  const deck = await loaded(at);
  expect(deck).toMatchObject({
    id: "bikes",
    title: "The Bike Workshop Cheatsheet",
    licence: expect.stringContaining("Not stated"),
  });
  expect([...deck.questions.values()].every(({ draft }) => draft)).toBe(true);
  expect(deck.entries.get("clincher")?.source).toEqual({
    title: "bike-workshop.txt, line 5",
    url: "https://example.org/bikes",
  });
  expect(await readdir(folder.path)).toEqual(["bikes"]);
});

test("a deck that is there is never overwritten without --update", async () => {
  await using copy = await teaCopy();
  const before = await snapshot(copy.folder);
  const { err, code } = await run(copy.root, "import", SHEET, "--out", copy.folder);
  expect(err).toMatch(/is there already\. Add --update/);
  expect(code).toBe(1);
  expect(await snapshot(copy.folder)).toEqual(before);
  expect(await readdir(copy.root)).toEqual(["tea"]);
});

test("--dry-run reports and writes nothing; --json is one object", async () => {
  await using folder = await tempFolder();
  const { out } = await run(folder.path, "import", SHEET, "--dry-run", "--json");
  expect(JSON.parse(out)).toMatchObject({
    folder: join(folder.path, "bike-workshop"),
    format: "cheatsheet",
    written: false,
    topics: 5,
  });
  expect(await readdir(folder.path)).toEqual([]);
});

test("what cannot be imported leaves nothing behind", async () => {
  await using folder = await tempFolder();
  const broken = join(folder.path, "x.csv");
  await writeFile(broken, "a,b,c\n1,2,3\n");
  expect(await run(folder.path, "import", broken, "--out", join(folder.path, "x"))).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringContaining("Call them prompt"),
  });
  expect(await run(folder.path, "import", SHEET, "--out", join(folder.path, "No Good"))).toMatchObject({
    code: 1,
    err: expect.stringContaining("lower-case letters"),
  });
  expect(
    await run(folder.path, "import", SHEET, "--out", join(folder.path, "x"), "--language", "English"),
  ).toMatchObject({ code: 1, err: expect.stringContaining("would not load") });
  expect(await readdir(folder.path)).toEqual(["x.csv"]);
});

test("--update: ids, approvals and changes by hand stay; the source's news come; what an author removed stays away", async () => {
  await using folder = await tempFolder();
  const at = join(folder.path, "bikes");
  const sheet = join(folder.path, "sheet.txt");
  const text = await readFile(SHEET, "utf8");
  await writeFile(sheet, text);
  await run(folder.path, "import", sheet, "--out", at);
  const before = await loaded(at);
  await run(folder.path, "approve", at, "clincher-q1");
  const file = join(at, "wheels-and-tyres.yaml");
  const yaml = await readFile(file, "utf8");
  const byHand = yaml
    .replace("title: Clincher\n", "title: The clincher tyre # my title\n")
    .replace(/ {2}- id: latex-tubes\n[\s\S]*?(?=\n {2}- id: )/, "")
    .replace("\n\n", "\n")
    .replace("opened by hand before air goes in.", "opened by two fingers before air goes in.");
  expect(byHand).not.toContain("latex-tubes");
  await writeFile(file, byHand);

  const changed = text
    .replace("hold an inner tube in place", "hold a soft inner tube in place")
    .replace("559 mm, so the two never swap", "559 mm, so these two never swap")
    .replace("by hand before air goes in", "by hand before any air goes in")
    .replace("Drivetrain\n", "Drivetrain\n-\nA master link is a chain link that opens without a tool.\n");
  await writeFile(sheet, changed);
  const { out, code } = await run(folder.path, "import", sheet, "--out", at, "--update");
  expect(code).toBe(0);
  expect(out).toMatch(/Added \(\d\): .*master-link/);
  expect(out).toMatch(/Changed in both, yours stays \(\d\): presta[\w-]*\.body/);
  const after = await loaded(at);
  expect(after.entries.get("clincher")).toMatchObject({
    title: "The clincher tyre",
    body: expect.stringContaining("a soft inner tube"),
  });
  expect(await readFile(file, "utf8")).toContain("# my title");
  expect(after.questions.get("clincher-q1")?.draft).toBe(false);
  expect([...after.entries.values()].some(({ body }) => body.includes("these two never swap"))).toBe(true);
  expect([...after.entries.values()].some(({ body }) => body.includes("by two fingers before air"))).toBe(true);
  expect(after.entries.has("latex-tubes")).toBe(false);
  const kept = [...before.questions.keys()].filter((id) => before.questions.get(id)?.entries[0] !== "latex-tubes");
  expect([...after.questions.keys()]).toEqual(expect.arrayContaining(kept));

  const written = await snapshot(at);
  expect((await run(folder.path, "import", sheet, "--out", at, "--update")).out).not.toMatch(/Added|Changed \(/);
  expect(await snapshot(at)).toEqual(written);
});

test("--update of a deck that does not load is refused", async () => {
  await using copy = await teaCopy({ "leaves.yaml": "topic: [" });
  const before = await snapshot(copy.folder);
  expect(await run(copy.root, "import", SHEET, "--out", copy.folder, "--update")).toMatchObject({
    code: 1,
    err: expect.stringMatching(/has errors\. Mend them first.*leaves\.yaml:1/s),
  });
  expect(await snapshot(copy.folder)).toEqual(before);
});

test("approving finishes first what an interrupted change left", async () => {
  await using copy = await teaCopy();
  const brewing = await readFile(join(copy.folder, "brewing.yaml"), "utf8");
  await mkdir(join(copy.folder, ".change"));
  await writeFile(join(copy.folder, ".change", "brewing.yaml"), brewing.replace("title: Brewing", "title: Brewed"));
  expect((await run(copy.root, "approve", "tea", "--all")).out).toMatch(/^1 draft approved/);
  const deck = await loaded(copy.folder);
  expect(deck.topics.map(({ title }) => title)).toContain("Brewed");
  expect(deck.questions.get("brewing-draft")?.draft).toBe(false);
  expect(await readdir(copy.folder)).not.toContain(".change");
});

test("approve lists the drafts, approves by id or all, and changes nothing else", async () => {
  await using copy = await teaCopy();
  const brewing = await readFile(join(copy.folder, "brewing.yaml"), "utf8");
  expect((await run(copy.root, "approve", "tea")).out).toMatch(
    /brewing\.yaml:\d+ brewing-draft\n {4}"True or false: gyokuro/,
  );
  expect(await run(copy.root, "approve", "tea", "brewing-black")).toMatchObject({
    code: 1,
    err: expect.stringContaining('no draft "brewing-black"'),
  });
  expect((await run(copy.root, "approve", "tea", "brewing-draft")).out).toMatch(/^1 draft approved, 0 left\./);
  expect(await readFile(join(copy.folder, "brewing.yaml"), "utf8")).toBe(brewing.replace(/ *draft: true\n/, ""));
  expect((await run(copy.root, "approve", "tea", "--all")).out).toBe("0 drafts approved, 0 left.\n");
});

test("a draft that shares its line with other keys is approved too", async () => {
  const inline = (await readFile(join(TEA_FOLDER, "brewing.yaml"), "utf8")).replace(
    /- id: brewing-draft[\s\S]*$/,
    '- { id: brewing-draft, kind: true-false, difficulty: easy, draft: true, prompt: "True or false: gyokuro is green.", answer: true, explanation: It is. }\n',
  );
  await using copy = await teaCopy({ "brewing.yaml": inline });
  await run(copy.root, "approve", "tea", "--all");
  expect((await loaded(copy.folder)).questions.get("brewing-draft")).toMatchObject({
    draft: false,
    prompt: "True or false: gyokuro is green.",
  });
});

test("export writes to standard output or a new file, never over one", async () => {
  await using copy = await teaCopy();
  expect((await run(copy.root, "export", "tea", "--format", "gift")).out).toContain(
    "::leaves-plant::[markdown]From which plant",
  );
  const file = join(copy.root, "tea.csv");
  expect((await run(copy.root, "export", "tea", "--format", "csv", "--out", file)).out).toContain(
    "7 questions written",
  );
  expect(await run(copy.root, "export", "tea", "--format", "csv", "--out", file)).toMatchObject({
    code: 1,
    err: expect.stringContaining("is there already"),
  });
  await run(copy.root, "import", file, "--out", join(copy.root, "tea2"));
  const [one, two] = [await loaded(copy.folder), await loaded(join(copy.root, "tea2"))];
  expect([...two.questions.keys()]).toEqual([...one.questions.keys()]);
});
