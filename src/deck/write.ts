import { chmod, mkdir, mkdtemp, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { DeckProblem } from "./deck.ts";
import { loadDeck } from "./load.ts";
import { CHANGE_FOLDER } from "./read-file.ts";

/** Nothing was written, and everything on disk is as it was. */
export class DeckWriteError extends Error {
  override readonly name = "DeckWriteError";
  /** Why the files are not a valid deck; empty if the write failed for another reason. */
  readonly problems: readonly DeckProblem[];

  constructor(message: string, problems: readonly DeckProblem[] = [], options: ErrorOptions = {}) {
    super(message, options);
    this.problems = problems;
  }
}

/** Files in a deck's folder: name → text. */
export type FolderFiles = ReadonlyMap<string, string>;

/** The name makes the folder hidden, so that a bot never reads it as a deck or as part of one. */
const STAGING = ".new-";

/**
 * Writes a new deck so that its folder appears complete or not at all. It is written next to its final place, synced to
 * disk, and then renamed.
 *
 * @throws DeckWriteError if something already exists there
 */
export async function writeNewDeck(folder: string, files: FolderFiles): Promise<void> {
  const target = resolve(folder);
  const parent = dirname(target);
  const staging = `.${basename(target)}${STAGING}`;
  if (!(await isUnused(target))) throw new DeckWriteError(alreadyExistsMessage(folder));
  await mkdir(parent, { recursive: true });
  await removeLeftovers(parent, staging);
  const home = await mkdtemp(join(parent, staging));
  try {
    const beside = join(home, basename(target));
    await mkdir(beside);
    await writeFiles(beside, files);
    // Fails if someone else has created something there in the meantime.
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
 * Replaces some files in a deck's folder, either all of them or none; other files stay. The changed files are first
 * written to a hidden folder inside the deck's folder. One rename activates it: from then on, the loader reads its files
 * instead of the old ones (see read-file.ts). Then they are moved into place one by one. So a crash at any moment leaves
 * either the old deck or the new one, never neither and never a mix.
 *
 * @throws DeckWriteError if the changed deck would not load, or if someone else is changing it at the same time
 */
export async function replaceDeckFiles(folder: string, files: FolderFiles): Promise<void> {
  const target = resolve(folder);
  await recover(target);
  await removeLeftovers(target, STAGING);
  const staging = await mkdtemp(join(target, STAGING));
  try {
    // mkdtemp makes the folder private, but anyone who can read the deck must be able to read the change.
    await chmod(staging, 0o755);
    await writeFiles(staging, files);
    await checkLoads(target, staging);
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
 * Moves the files of an activated change into place. It finishes every change, including one that was interrupted.
 */
export async function recover(folder: string): Promise<void> {
  const change = join(folder, CHANGE_FOLDER);
  const names = await readdir(change).catch(() => undefined);
  if (names === undefined) return;
  for (const name of names) await rename(join(change, name), join(folder, name)).catch(ignoreMissing);
  await sync(folder);
  await rmdir(change).catch(ignoreMissing);
}

/** Another process may already have done the same work. */
function ignoreMissing(cause: NodeJS.ErrnoException): void {
  if (cause.code !== "ENOENT") throw cause;
}

/** Removes what a crashed run left behind before its change was activated. */
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

async function checkLoads(folder: string, change: string): Promise<void> {
  const { deck, problems } = await loadDeck(folder, change);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (deck === undefined || errors.length > 0)
    throw new DeckWriteError("The deck would not load, so nothing was written.", errors);
}

/** Whether a deck can be written here: nothing exists at the path, or only an empty folder. */
export async function isUnused(path: string): Promise<boolean> {
  const names = await readdir(path).catch((cause: NodeJS.ErrnoException) =>
    cause.code === "ENOENT" ? [] : [cause.code],
  );
  return names.length === 0;
}

/** Syncs a folder's entries to disk; not every system supports it. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
