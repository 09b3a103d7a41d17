import { chmod, mkdir, mkdtemp, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { DeckProblem } from "./deck.ts";
import { loadDeck } from "./load.ts";
import { CHANGE_FOLDER } from "./read-file.ts";

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

/** Hidden, so that no bot takes it for a deck or a part of one. */
const STAGING = ".new-";

/**
 * Writes a new deck: the folder appears whole or not at all. It is written beside its place, brought to the disk, and
 * then renamed.
 *
 * @throws DeckWriteError where there is something already.
 */
export async function writeNewDeck(folder: string, files: FolderFiles): Promise<void> {
  const target = resolve(folder);
  const parent = dirname(target);
  const staging = `.${basename(target)}${STAGING}`;
  if (!(await isFree(target))) throw new DeckWriteError(alreadyExistsMessage(folder));
  await mkdir(parent, { recursive: true });
  await removeLeftovers(parent, staging);
  const home = await mkdtemp(join(parent, staging));
  try {
    const beside = join(home, basename(target));
    await mkdir(beside);
    await writeFiles(beside, files);
    // Fails where somebody else put something there meanwhile.
    await rename(beside, target).catch((cause: unknown) => {
      throw new DeckWriteError(`${folder} appeared while the deck was written. Nothing was changed.`, [], { cause });
    });
    await sync(parent);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

export function alreadyExistsMessage(folder: string): string {
  return `${folder} is there already. Add --update to bring it up to date, or choose another folder.`;
}

/**
 * Replaces some files of a deck's folder, all of them or none; whatever else is in the folder stays. The changed files
 * are first written whole into a hidden folder within the deck's. One rename makes that folder count: from then on a
 * loader reads what is in it in place of the old files (see read-file.ts). Then they are moved to their places one by
 * one. So a crash at any instant leaves the old deck or the new one, never none and never a mix.
 *
 * @throws DeckWriteError where the changed deck would not load, or somebody else changes it right now.
 */
export async function replaceDeckFiles(folder: string, files: FolderFiles): Promise<void> {
  const target = resolve(folder);
  await recover(target);
  await removeLeftovers(target, STAGING);
  const staging = await mkdtemp(join(target, STAGING));
  try {
    // Whoever may read the deck may read its change.
    await chmod(staging, 0o755);
    await writeFiles(staging, files);
    await checkSound(target, staging);
    await rename(staging, join(target, CHANGE_FOLDER)).catch((cause: unknown) => {
      throw new DeckWriteError(`${folder} is being changed by somebody else. Try again.`, [], { cause });
    });
    await sync(target);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  await recover(target);
}

/**
 * Moves the files of a change that counts already to their places: the end of every change, and of one that was
 * interrupted.
 */
export async function recover(folder: string): Promise<void> {
  const change = join(folder, CHANGE_FOLDER);
  const names = await readdir(change).catch(() => undefined);
  if (names === undefined) return;
  for (const name of names) await rename(join(change, name), join(folder, name)).catch(unlessGone);
  await sync(folder);
  await rmdir(change).catch(unlessGone);
}

/** Somebody else was faster at the same work. */
function unlessGone(cause: NodeJS.ErrnoException): void {
  if (cause.code !== "ENOENT") throw cause;
}

/** What a run that died left behind before it counted. */
async function removeLeftovers(folder: string, prefix: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(prefix));
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
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

async function checkSound(folder: string, change: string): Promise<void> {
  const { deck, problems } = await loadDeck(folder, change);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (deck === undefined || errors.length > 0)
    throw new DeckWriteError("The deck would not load, so nothing was written.", errors);
}

/** A folder that exists and is empty may be filled. */
export async function isFree(path: string): Promise<boolean> {
  const names = await readdir(path).catch((cause: NodeJS.ErrnoException) =>
    cause.code === "ENOENT" ? [] : [cause.code],
  );
  return names.length === 0;
}

/** Brings a folder's names to the disk; not every system can. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
