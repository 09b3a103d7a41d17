import process from "node:process";
import type { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { HANG_MS, until } from "../../test/support/wait.ts";
import { createRenderer } from "./renderer.ts";

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="red"/></svg>';

test("SVG becomes a PNG of its size; what is no SVG fails by itself, and the next picture is drawn", async () => {
  const renderer = createRenderer({ timeoutMs: HANG_MS });
  const [png] = await Promise.all([renderer.render(SVG), renderer.render(SVG)]);
  expect(Buffer.from(png.slice(1, 4)).toString()).toBe("PNG");
  expect(new DataView(png.buffer, png.byteOffset).getUint32(16)).toBe(40);
  await expect(renderer.render("<svg")).rejects.toThrow("could not be drawn");
  expect((await renderer.render(SVG)).length).toBe(png.length);
  await renderer.stop();
});

test("a picture that takes too long fails", async () => {
  const renderer = createRenderer({ timeoutMs: 1 });
  await expect(renderer.render(SVG)).rejects.toThrow("too long");
  await renderer.stop();
});

test("a worker that has nothing to do is given back, and the next picture has another one", async () => {
  const workers = { started: 0, ended: 0 };
  const follow = (worker: Worker): void => {
    workers.started += 1;
    worker.once("exit", () => {
      workers.ended += 1;
    });
  };
  process.on("worker", follow);
  onTestFinished(() => void process.off("worker", follow));
  const renderer = createRenderer({ timeoutMs: HANG_MS, idleMs: 1 });
  await renderer.render(SVG);
  await until(() => workers.ended === 1, "the worker's end");
  expect((await renderer.render(SVG)).length).toBeGreaterThan(50);
  expect(workers.started).toBe(2);
  await renderer.stop();
});

test("stopping lets a waiting picture fail instead of hang", async () => {
  const renderer = createRenderer();
  const waiting = expect(renderer.render(SVG)).rejects.toThrow("stopping");
  await renderer.stop();
  await waiting;
});
