import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, expect, test } from "vitest";
import { TEA_FOLDER, teaCopy } from "../../test/support/decks.ts";
import { addDeckCommands } from "./deck.ts";

afterEach(() => {
  process.exitCode = undefined;
});

async function run(dataFolder: string, ...args: string[]) {
  let out = "";
  let err = "";
  const program = new Command("studybot").exitOverride();
  addDeckCommands(program, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    dataFolder,
  });
  await program.parseAsync(["deck", ...args], { from: "user" });
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  return { out, err, code };
}

const leaves = await readFile(join(TEA_FOLDER, "leaves.yaml"), "utf8");

test("a sound deck: a line of counts, exit code 0", async () => {
  expect(await run("nowhere", "check", TEA_FOLDER)).toEqual({
    out: "1 deck, 7 questions, 0 errors, 0 warnings\n",
    err: "",
    code: 0,
  });
});

test("errors: file, line, rule, message and remedy; exit code 1", async () => {
  await using copy = await teaCopy({ "leaves.yaml": leaves.replace("kind: fill-in", "kind: fillin") });
  const { out, code } = await run("nowhere", "check", copy.folder);
  const line = leaves.slice(0, leaves.indexOf("kind: fill-in")).split("\n").length;
  expect(out).toContain(
    `${copy.folder}/leaves.yaml:${line} error not-a-choice: Question "leaves-partly": "kind" is "fillin"; it can be single, multiple, true-false, fill-in or order.\n    Write "kind: fill-in".\n`,
  );
  expect(out).toMatch(/\n1 deck, 3 questions, 1 error, 0 warnings\n$/);
  expect(code).toBe(1);
});

test("warnings alone: exit code 0", async () => {
  await using copy = await teaCopy({ "leaves.yaml": leaves.replace("      - is rooibos the real thing\n", "") });
  const { out, code } = await run("nowhere", "check", copy.folder);
  expect(out).toMatch(
    /leaves\.yaml:5 warning few-phrasings: .*\n {4}.*\n\n1 deck, 7 questions, 0 errors, 1 warning\n$/,
  );
  expect(code).toBe(0);
});

test("craft is checked in the files that can be read, while others are broken", async () => {
  await using copy = await teaCopy({
    "leaves.yaml": leaves.replace("      - is rooibos the real thing\n", ""),
    "brewing.yaml": "topic: [",
  });
  const { out } = await run("nowhere", "check", copy.folder);
  expect(out).toContain("few-phrasings");
  expect(out).toMatch(/1 error, 1 warning\n$/);
});

test("--json is one object", async () => {
  await using copy = await teaCopy({ "leaves.yaml": leaves.replace("topic: leaves", "topic: leafs") });
  const { out, code } = await run("nowhere", "check", "--json", copy.folder);
  expect(JSON.parse(out)).toEqual({
    errors: 1,
    warnings: 0,
    decks: [{ folder: copy.folder, deck: "tea", entries: 1, questions: 3 }],
    problems: [
      {
        file: join(copy.folder, "leaves.yaml"),
        line: 2,
        severity: "error",
        rule: "topic-name",
        message: expect.any(String),
        remedy: expect.any(String),
      },
    ],
  });
  expect(code).toBe(1);
});

test("without names, every deck of the folder; a folder that bears another name is an error", async () => {
  await using copy = await teaCopy();
  const decks = join(TEA_FOLDER, "..", "..");
  expect((await run(decks, "check")).out).toBe("1 deck, 7 questions, 0 errors, 0 warnings\n");
  expect((await run(decks, "check", "tea")).code).toBe(0);
  expect(await run(join(copy.root, ".."), "check", join(copy.root, "nothing"))).toMatchObject({
    out: expect.stringContaining("it does not exist"),
    code: 1,
  });
});

test("stats: one object, or lines to read", async () => {
  const decks = join(TEA_FOLDER, "..", "..");
  const { out, code } = await run(decks, "stats", "--json");
  expect(JSON.parse(out)).toMatchObject({ deck: "tea", questions: 6 });
  expect(code).toBe(0);
  expect((await run(decks, "stats", "tea")).out).toMatch(/Tea \(tea 1\.2\.0\)\n3 entries, 6 questions\n/);
});

test("stats of a deck that does not load are its problems, and of no deck a sentence", async () => {
  await using copy = await teaCopy({ "leaves.yaml": "topic: [" });
  expect(await run("nowhere", "stats", copy.folder, "--json")).toMatchObject({
    out: "",
    err: expect.stringMatching(/leaves\.yaml:\d+ error yaml: /),
    code: 1,
  });
  expect(await run("nowhere", "stats")).toMatchObject({ out: "", err: expect.stringContaining("no deck"), code: 1 });
});

test("schema writes both JSON Schemas", async () => {
  await using copy = await teaCopy();
  const { out } = await run(copy.root, "schema");
  expect(out.trim().split("\n")).toEqual([join(copy.root, "deck.schema.json"), join(copy.root, "topic.schema.json")]);
  expect(JSON.parse(await readFile(join(copy.root, "topic.schema.json"), "utf8"))).toMatchObject({
    required: ["topic", "title", "entries"],
  });
});
