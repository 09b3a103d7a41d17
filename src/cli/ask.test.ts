import { dirname } from "node:path";
import { Readable } from "node:stream";
import { Command } from "commander";
import { expect, test } from "vitest";
import { TEA_FOLDER } from "../../test/support/decks.ts";
import { addAskCommand } from "./ask.ts";

async function run(args: readonly string[], input = "") {
  let out = "";
  const program = new Command("studybot").exitOverride();
  addAskCommand(program, {
    input: Readable.from([input]),
    out: (text) => {
      out += text;
    },
    decks: () => ({ decksDir: dirname(TEA_FOLDER), defaultDeck: "tea" }),
  });
  await program.parseAsync(["ask", ...args], { from: "user" });
  return out;
}

const lines = (out: string) =>
  out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

test("--json: one object, best result first, with its facts", async () => {
  const [line, ...others] = lines(await run(["--json", "what", "is", "withering"]));
  expect(others).toEqual([]);
  expect(line).toEqual({
    query: "what is withering",
    answered: true,
    results: [{ entry: "leaves-oxidation", facts: ["tea-2"], score: expect.any(Number) }],
  });
});

test("--json without a query: an object for every line, empty ones too", async () => {
  const asked = ["withering", "", "who won the cup", "camellia sinensis"];
  const answers = lines(await run(["--json"], `${asked.join("\n")}\n`));
  expect(answers.map(({ query }) => query)).toEqual(asked);
  expect(answers.map(({ answered }) => answered)).toEqual([true, false, false, true]);
  expect(answers[2].results).toEqual([]);
});

test("without --json: title, body, the note in plain sight, source", async () => {
  const out = await run(["withering"]);
  expect(out).toMatch(/^Oxidation\n\nBlack tea is fully oxidised/);
  expect(out).toContain("The cheatsheet is incomplete here: The sheet calls it fermentation");
  expect(out).toContain("Source: A book on tea\n");
});

test("without --json: says plainly when nothing fits", async () => {
  expect(await run(["who", "won", "the", "cup"])).toBe("The cheatsheet says nothing about “who won the cup”.\n\n");
});

test("another deck, and one that is not there", async () => {
  expect(await run(["--deck", "tea", "withering"])).toContain("Oxidation");
  await expect(run(["--deck", "coffee", "withering"])).rejects.toThrow('There is no sound deck "coffee"');
});
