import { Socket } from "node:net";
import process from "node:process";
import { isMainThread } from "node:worker_threads";

// Loaded first in every child of a test (child.ts): its parent holds the other end of this pipe and writes nothing, so that it
// closes when the parent is gone, however that went.
if (isMainThread) {
  const parent = new Socket({ fd: 3, readable: true, writable: false });
  parent.on("error", () => undefined);
  parent.on("close", () => process.kill(process.pid, "SIGKILL"));
  parent.resume().unref();
}
