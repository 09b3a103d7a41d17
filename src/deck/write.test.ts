import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { TEA_FOLDER, teaCopy } from "../../test/support/decks.ts";
import { tempFolder } from "../../test/support/temp-folder.ts";
import { loadDeck } from "./load.ts";
import { DeckWriteError, recover, replaceDeckFiles, writeNewDeck } from "./write.ts";

const DYING = fileURLToPath(new URL("../../test/support/write-and-die.ts", import.meta.url));

async function teaFiles(): Promise<Map<string, string>> {
  const names = await readdir(TEA_FOLDER);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(TEA_FOLDER, name), "utf8")] as const)),
  );
}

/** The tea deck as its nth version: all three files say which it is. */
async function version(n: number): Promise<Map<string, string>> {
  const stamped = [...(await teaFiles())].map(([name, text]) => [name, stamp(name, text, n)] as const);
  return new Map(stamped);
}

function stamp(name: string, text: string, n: number): string {
  return name === "deck.yaml"
    ? text.replace(/^version: .*$/m, `version: "${n}.0.0"`)
    : text.replace(/^title: .*$/m, `title: Version ${n}`);
}

/** Which version a loader sees; fails where it sees none, or parts of several. It may say that it has to wait. */
async function versionAt(folder: string): Promise<number> {
  const { deck, problems } = await loadDeck(folder);
  if (problems[0]?.rule === "unsettled") return versionAt(folder);
  if (deck === undefined) throw new Error(JSON.stringify(problems));
  const n = Number(deck.version.split(".")[0]);
  expect(deck.topics.map(({ title }) => title)).toEqual([`Version ${n}`, `Version ${n}`]);
  return n;
}

/** true where the process was killed, false where it came to its end. */
async function killedAt(step: number, how: "new" | "replace", folder: string, files: ReadonlyMap<string, string>) {
  const args = [DYING, "--how", how, "--folder", folder, "--files", JSON.stringify([...files]), "--step", `${step}`];
  const child = spawn(process.execPath, args, { stdio: "ignore" });
  const [code, signal] = await once(child, "exit");
  if (signal !== "SIGKILL") expect(code).toBe(0);
  return signal === "SIGKILL";
}

/** Runs until a process outlives its steps; several at once, since each has a folder of its own. */
async function eachStep(run: (step: number) => Promise<boolean>): Promise<number> {
  for (let first = 1; ; first += 4) {
    const killed = await Promise.all([0, 1, 2, 3].map((more) => run(first + more)));
    const ended = killed.indexOf(false);
    if (ended !== -1) return first + ended - 1;
  }
}

test("killed at any step of an update, the folder holds the old deck or the new one, whole, and takes the next update", async () => {
  const seen = new Set<number>();
  const steps = await eachStep(async (step) => {
    await using copy = await teaCopy();
    await replaceDeckFiles(copy.folder, await version(1));
    const killed = await killedAt(step, "replace", copy.folder, await version(2));
    const after = await versionAt(copy.folder);
    seen.add(after);
    if (!killed) expect(after).toBe(2);
    await replaceDeckFiles(copy.folder, await version(3));
    expect(await versionAt(copy.folder)).toBe(3);
    expect((await readdir(copy.folder)).toSorted()).toEqual((await readdir(TEA_FOLDER)).toSorted());
    return killed;
  });
  expect(steps).toBeGreaterThan(20);
  expect([...seen].toSorted()).toEqual([1, 2]);
}, 120_000);

test("killed at any step of a first import, the folder is whole or absent, and the import can be run again", async () => {
  const steps = await eachStep(async (step) => {
    await using root = await tempFolder();
    const folder = join(root.path, "tea");
    const killed = await killedAt(step, "new", folder, await version(1));
    const there = await access(folder).then(
      () => true,
      () => false,
    );
    if (!killed) expect(there).toBe(true);
    if (there) expect(await versionAt(folder)).toBe(1);
    else await writeNewDeck(folder, await version(1));
    expect(await versionAt(folder)).toBe(1);
    return killed;
  });
  expect(steps).toBeGreaterThan(10);
}, 120_000);

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
