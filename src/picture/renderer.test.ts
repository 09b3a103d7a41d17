import { expect, test } from "vitest";
import { createRenderer } from "./renderer.ts";

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="red"/></svg>';

test("SVG becomes a PNG of its size; what is no SVG fails by itself, and the next picture is drawn", async () => {
  const renderer = createRenderer();
  const [png] = await Promise.all([renderer.render(SVG), renderer.render(SVG)]);
  expect(Buffer.from(png.slice(1, 4)).toString()).toBe("PNG");
  expect(new DataView(png.buffer, png.byteOffset).getUint32(16)).toBe(40);
  await expect(renderer.render("<svg")).rejects.toThrow("could not be drawn");
  expect((await renderer.render(SVG)).length).toBe(png.length);
  await renderer.stop();
});

test("a picture that takes too long fails, and the worker starts again afterwards", async () => {
  const renderer = createRenderer({ timeoutMs: 1 });
  await expect(renderer.render(SVG)).rejects.toThrow("too long");
  await renderer.stop();
  const patient = createRenderer({ idleMs: 1 });
  await patient.render(SVG);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await patient.render(SVG)).length).toBeGreaterThan(50);
  await patient.stop();
});

test("stopping lets a waiting picture fail instead of hang", async () => {
  const renderer = createRenderer();
  const waiting = expect(renderer.render(SVG)).rejects.toThrow("stopping");
  await renderer.stop();
  await waiting;
});
