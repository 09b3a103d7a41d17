import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkDeck } from "../src/deck/check/check-deck.ts";
import { loadDecks } from "../src/deck/load.ts";

const guide = await readFile(new URL("../docs/authoring.md", import.meta.url), "utf8");

test("the guide's example is a deck without problems", async () => {
  const root = await mkdtemp(join(tmpdir(), "studybot-guide-"));
  await mkdir(join(root, "git-undo"));
  const [deckYaml = "", topicYaml = ""] = [...guide.matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1] ?? "");
  await writeFile(join(root, "git-undo", "deck.yaml"), deckYaml);
  await writeFile(join(root, "git-undo", "commits.yaml"), topicYaml);
  const { decks, problems } = await loadDecks(root);
  await rm(root, { recursive: true });
  expect(problems).toEqual([]);
  const deck = decks.get("git-undo");
  expect(deck && checkDeck(deck)).toEqual([]);
});

test("the guide tells every rule of craft and its severity", async () => {
  const folder = new URL("../src/deck/check/", import.meta.url);
  const sources = (await readdir(folder)).filter((name) => !name.endsWith(".test.ts"));
  const rules = new Set<string>();
  for (const name of sources) {
    const source = await readFile(new URL(name, folder), "utf8");
    for (const [, severity, rule] of source.matchAll(/\b(error|warning)\(\{\s*rule: "([a-z-]+)"/g))
      rules.add(`\`${rule}\` | ${severity}`);
  }
  const told = [...guide.matchAll(/^\| (`[a-z-]+` \| (?:error|warning)) \|/gm)].map(([, row]) => row);
  expect(told.toSorted()).toEqual([...rules].toSorted());
});
