// biome-ignore lint/style/noRestrictedImports: `mount` and `umount` end at once
import { spawnSync } from "node:child_process";
import process from "node:process";

// Mounts a disk of its own, of so many MB, and says whether it could; the line "read-only" makes it that. It goes when stdin
// ends, and so with the process that started this one, however that went (child.ts: putsAway).
const [, , folder = "", megabytes = "1"] = process.argv;
const isDone = (/** @type {string} */ command, /** @type {string[]} */ ...args) =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;
const say = (/** @type {string} */ word) => process.stdout.write(`${word}\n`);

// A terminal's Ctrl+C goes to all its processes.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);
process.stdout.on("error", () => undefined);
const putAway = () => {
  // Whoever still has a file open there keeps it.
  isDone("umount", "-l", folder);
  process.exit(0);
};

say(isDone("mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder) ? "mounted" : "refused");
process.stdin.on("data", () => say(isDone("mount", "-o", "remount,ro", folder) ? "read-only" : "refused"));
process.stdin.on("end", putAway).on("error", putAway);
