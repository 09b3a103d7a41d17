import { Socket } from "node:net";
import process from "node:process";
import { isMainThread } from "node:worker_threads";

// Loaded first in every child process of a test (child.ts). The parent holds the other end of this pipe and never writes, so
// the pipe closes when the parent is gone, for whatever reason.
if (isMainThread) {
  const parent = new Socket({ fd: 3, readable: true, writable: false });
  parent.on("error", () => undefined);
  parent.on("close", () => process.kill(process.pid, "SIGKILL"));
  parent.resume().unref();
}
