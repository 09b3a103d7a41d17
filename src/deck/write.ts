import { cp, mkdir, mkdtemp, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { DeckProblem } from "./deck.ts";
import { loadDeck } from "./load.ts";

/** The deck was not written; nothing of it is there, and what was there is as it was. */
export class DeckWriteError extends Error {
  override readonly name = "DeckWriteError";
  /** Why the files are no deck; empty where something else is in the way. */
  readonly problems: readonly DeckProblem[];

  constructor(message: string, problems: readonly DeckProblem[] = [], options: ErrorOptions = {}) {
    super(message, options);
    this.problems = problems;
  }
}

/** Files of a deck's folder: name → text. */
export type FolderFiles = ReadonlyMap<string, string>;

/**
 * Writes a new deck: the folder appears whole or not at all. It is written beside its place, brought to the disk, loaded once, and then renamed.
 *
 * @throws DeckWriteError where there is something already, or where the files are no sound deck.
 */
export async function writeNewDeck(folder: string, files: FolderFiles): Promise<void> {
  const target = resolve(folder);
  await recover(target);
  if (!(await isFree(target)))
    throw new DeckWriteError(
      `${folder} is there already. Add --update to bring it up to date, or choose another folder.`,
    );
  await viaFolderBeside(target, async (beside) => {
    await writeFiles(beside, files);
    await checkSound(beside);
    // Fails where somebody else put something there meanwhile.
    await rename(beside, target).catch((cause: unknown) => {
      throw new DeckWriteError(`${folder} appeared while the deck was written. Nothing was changed.`, [], { cause });
    });
  });
}

/**
 * Replaces some files of a deck's folder, all of them or none; whatever else is in the folder stays.
 *
 * @throws DeckWriteError where the changed deck would not load.
 */
export async function replaceDeckFiles(folder: string, files: FolderFiles): Promise<void> {
  const target = resolve(folder);
  await recover(target);
  await viaFolderBeside(target, async (beside) => {
    await cp(target, beside, { recursive: true, verbatimSymlinks: true });
    await writeFiles(beside, files);
    await checkSound(beside);
    const old = `${besideName(target)}old`;
    await rm(old, { recursive: true, force: true });
    await rename(target, old);
    try {
      await rename(beside, target);
    } catch (cause) {
      await rename(old, target);
      throw cause;
    }
    await rm(old, { recursive: true, force: true });
  });
}

/** A run that died between the two renames left the deck under its other name. */
export async function recover(folder: string): Promise<void> {
  const target = resolve(folder);
  const old = `${besideName(target)}old`;
  if ((await exists(old)) && !(await exists(target))) await rename(old, target);
}

/** Hidden, so that no bot takes it for a deck. */
function besideName(target: string): string {
  return join(dirname(target), `.${basename(target)}.`);
}

async function viaFolderBeside(target: string, write: (beside: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const home = await mkdtemp(`${besideName(target)}new-`);
  const beside = join(home, basename(target));
  try {
    await mkdir(beside);
    await write(beside);
    await sync(dirname(target));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function writeFiles(folder: string, files: FolderFiles): Promise<void> {
  for (const [name, text] of files) {
    if (name !== basename(name) || name.startsWith(".")) throw new DeckWriteError(`"${name}" cannot be a file's name.`);
    const file = await open(join(folder, name), "w", 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  }
  await sync(folder);
}

async function checkSound(folder: string): Promise<void> {
  const { deck, problems } = await loadDeck(folder);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (deck === undefined || errors.length > 0)
    throw new DeckWriteError("The deck would not load, so nothing was written.", errors);
}

async function isFree(path: string): Promise<boolean> {
  const names = await readdir(path).catch((cause: NodeJS.ErrnoException) =>
    cause.code === "ENOENT" ? [] : [cause.code],
  );
  return names.length === 0;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Brings a folder's names to the disk; not every system can. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
