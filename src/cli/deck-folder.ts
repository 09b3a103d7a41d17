import { stat } from "node:fs/promises";
import { join } from "node:path";

/** Takes a folder's path or the id of a deck in `root`; undefined if there is neither. */
export async function findDeckFolder(name: string, root: string): Promise<string | undefined> {
  for (const path of [name, join(root, name)])
    if ((await stat(path).catch(() => undefined))?.isDirectory()) return path;
  return undefined;
}
