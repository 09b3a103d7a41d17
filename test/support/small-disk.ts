import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { startNode } from "./child.ts";
import { tempFolder } from "./process.ts";
import { waitFor } from "./wait.ts";

const SMALL_DISK = join(import.meta.dirname, "small-disk.mjs");

export interface SmallDisk {
  readonly folder: string;
  readonly makeReadOnly: () => Promise<void>;
}

/** Mounts a disk of this size, which is gone after the test; undefined if this machine does not allow it. */
export async function smallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const folder = join(tempFolder(), "disk");
  mkdirSync(folder);
  const keeper = startNode([SMALL_DISK, folder, String(megabytes)], { putsAway: true });
  const said = (place: number): Promise<string> =>
    waitFor(() => {
      if (!keeper.isRunning()) throw new Error(`the disk's keeper ended: ${keeper.output()}`);
      return keeper.stdout().split("\n").slice(0, -1)[place];
    }, "the disk's keeper");
  if ((await said(0)) !== "mounted") return undefined;
  return {
    folder,
    makeReadOnly: async () => {
      keeper.stdin.write("read-only\n");
      if ((await said(1)) !== "read-only") throw new Error("the disk could not be made read-only");
    },
  };
}

/** Fills the disk. @returns the file that fills it */
export function fill(folder: string): string {
  const filler = join(folder, "filler");
  const file = openSync(filler, "w");
  const block = Buffer.alloc(4_096);
  try {
    for (;;) writeSync(file, block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    closeSync(file);
  }
  return filler;
}
