import { access, cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runNode } from "../../test/support/child.ts";
import { TEA_FOLDER, teaCopy } from "../../test/support/decks.ts";
import { tempFolder } from "../../test/support/temp-folder.ts";
import type { Order } from "../../test/support/write-and-die.ts";
import { loadDeck } from "./load.ts";
import { DeckWriteError, recover, replaceDeckFiles, writeNewDeck } from "./write.ts";

async function teaFiles(): Promise<Map<string, string>> {
  const names = await readdir(TEA_FOLDER);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(TEA_FOLDER, name), "utf8")] as const)),
  );
}

/** The nth version of the tea deck, in which all three files state the version. */
async function version(n: number): Promise<Map<string, string>> {
  const stamped = [...(await teaFiles())].map(([name, text]) => [name, stamp(name, text, n)] as const);
  return new Map(stamped);
}

function stamp(name: string, text: string, n: number): string {
  return name === "deck.yaml"
    ? text.replace(/^version: .*$/m, `version: "${n}.0.0"`)
    : text.replace(/^title: .*$/m, `title: Version ${n}`);
}

/** The version that a loader sees. Fails if it sees none, or parts of several; it may report that it has to wait. */
async function versionAt(folder: string): Promise<number> {
  const { deck, problems } = await loadDeck(folder);
  if (problems[0]?.rule === "unsettled") return versionAt(folder);
  if (deck === undefined) throw new Error(JSON.stringify(problems));
  const n = Number(deck.version.split(".")[0]);
  expect(deck.topics.map(({ title }) => title)).toEqual([`Version ${n}`, `Version ${n}`]);
  return n;
}

/** Runs the job in a process that is killed, and returns the number of calls of each completed write, by step. */
async function writeAndDie(order: Order): Promise<Map<number, number>> {
  const { signal, out, err } = await runNode(["test/support/write-and-die.ts"], { input: JSON.stringify(order) });
  expect([signal, err]).toEqual(["SIGKILL", ""]);
  const ended = out.split("\n").filter((line) => line !== "");
  return new Map(
    ended.map((line) => {
      const { step, calls } = JSON.parse(line) as { step: number; calls: number };
      return [step, calls];
    }),
  );
}

/** Writes the files to many folders and kills each write at a different step; the last one completes. */
async function killedAtEachStep(
  how: Order["how"],
  files: ReadonlyMap<string, string>,
  folderFor: (step: number) => Promise<string>,
): Promise<{ readonly folder: string; readonly killed: boolean }[]> {
  const whole = { step: Number.MAX_SAFE_INTEGER, folder: await folderFor(0) };
  const steps = (await writeAndDie({ how, files: [...files], writes: [whole] })).get(whole.step) ?? 0;
  const writes: { step: number; folder: string }[] = [];
  for (let step = 1; step <= steps + 1; step += 1) writes.push({ step, folder: await folderFor(step) });
  const ended = await writeAndDie({ how, files: [...files], writes });
  expect([...ended.keys()]).toEqual([steps + 1]);
  return writes.map(({ step, folder }) => ({ folder, killed: !ended.has(step) }));
}

test("killed at any step of an update, the folder holds the old deck or the new one, whole, and takes the next update", async () => {
  await using root = await tempFolder();
  const old = await version(1);
  const left = await killedAtEachStep("replace", await version(2), async (step) => {
    const folder = join(root.path, `${step}`, "tea");
    await cp(TEA_FOLDER, folder, { recursive: true });
    for (const [name, text] of old) await writeFile(join(folder, name), text);
    return folder;
  });
  expect(left.length).toBeGreaterThan(40);
  const seen: number[] = [];
  for (const { folder, killed } of left) {
    const after = await versionAt(folder);
    seen.push(after);
    if (!killed) expect(after).toBe(2);
    await replaceDeckFiles(folder, await version(3));
    expect(await versionAt(folder)).toBe(3);
    expect((await readdir(folder)).toSorted()).toEqual((await readdir(TEA_FOLDER)).toSorted());
  }
  expect([...new Set(seen)]).toEqual([1, 2]);
});

test("killed at any step of a first import, the folder is whole or absent, and the import can be run again", async () => {
  await using root = await tempFolder();
  const left = await killedAtEachStep("new", await version(1), async (step) => join(root.path, `${step}`, "tea"));
  expect(left.length).toBeGreaterThan(15);
  const seen: boolean[] = [];
  for (const { folder, killed } of left) {
    const there = await access(folder).then(
      () => true,
      () => false,
    );
    seen.push(there);
    if (!killed) expect(there).toBe(true);
    if (there) expect(await versionAt(folder)).toBe(1);
    else await writeNewDeck(folder, await version(1));
    expect(await versionAt(folder)).toBe(1);
  }
  expect([...new Set(seen)]).toEqual([false, true]);
});

test("a loader beside a busy writer sees one version after the other, never a mix", async () => {
  await using copy = await teaCopy();
  await replaceDeckFiles(copy.folder, await version(0));
  let done = false;
  const writing = (async () => {
    for (let n = 1; n <= 15; n += 1) await replaceDeckFiles(copy.folder, await version(n));
  })().finally(() => {
    done = true;
  });
  const seen: number[] = [];
  while (!done) seen.push(await versionAt(copy.folder));
  await writing;
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(await versionAt(copy.folder)).toBe(15);
});

test("what an interrupted update left is finished by the next command; what never counted is cleared away", async () => {
  await using copy = await teaCopy();
  const files = await version(4);
  await mkdir(join(copy.folder, ".change"));
  for (const [name, text] of files) await writeFile(join(copy.folder, ".change", name), text);
  expect(await versionAt(copy.folder)).toBe(4);
  await recover(copy.folder);
  expect(await readdir(copy.folder)).not.toContain(".change");
  expect(await versionAt(copy.folder)).toBe(4);
  await cp(TEA_FOLDER, join(copy.folder, ".new-abc"), { recursive: true });
  await replaceDeckFiles(copy.folder, new Map([["deck.yaml", files.get("deck.yaml") ?? ""]]));
  expect(await readdir(copy.folder)).not.toContain(".new-abc");
});

test("files that make no sound deck, or names that lead out, change nothing", async () => {
  await using copy = await teaCopy();
  const before = await readFile(join(copy.folder, "leaves.yaml"), "utf8");
  await expect(replaceDeckFiles(copy.folder, new Map([["leaves.yaml", "topic: ["]]))).rejects.toThrow(DeckWriteError);
  await expect(replaceDeckFiles(copy.folder, new Map([["../x.yaml", ""]]))).rejects.toThrow(/cannot be a file's name/);
  expect(await readFile(join(copy.folder, "leaves.yaml"), "utf8")).toBe(before);
  expect((await readdir(copy.folder)).toSorted()).toEqual((await readdir(TEA_FOLDER)).toSorted());
  expect(await readdir(copy.root)).toEqual(["tea"]);
});
