// biome-ignore lint/style/noRestrictedImports: `mount` and `umount` end at once
import { spawnSync } from "node:child_process";
import process from "node:process";

// Mounts a disk of the given size in MB and says whether it could. The line "read-only" on stdin remounts it read-only. The
// disk is unmounted when stdin ends, and so when the parent is gone, for whatever reason (child.ts: putsAway).
const [, , folder = "", megabytes = "1"] = process.argv;
const isDone = (/** @type {string} */ command, /** @type {string[]} */ ...args) =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;
const say = (/** @type {string} */ word) => process.stdout.write(`${word}\n`);

// Ctrl+C in a terminal signals all its processes; this one must stay to unmount the disk.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);
process.stdout.on("error", () => undefined);
const putAway = () => {
  // A lazy unmount: processes with open files there keep them.
  isDone("umount", "-l", folder);
  process.exit(0);
};

say(isDone("mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder) ? "mounted" : "refused");
process.stdin.on("data", () => say(isDone("mount", "-o", "remount,ro", folder) ? "read-only" : "refused"));
process.stdin.on("end", putAway).on("error", putAway);
