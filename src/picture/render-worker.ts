import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parentPort } from "node:worker_threads";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

/**
 * The font has one file per subset and weight, and resvg searches every file it is given for a glyph. Reading a file costs
 * more than drawing with it, so each picture gets only the subsets whose letters it uses.
 */
const SUBSETS: Readonly<Record<string, RegExp>> = {
  latin: /./,
  "latin-ext": /[\u0100-\u02ff\u1e00-\u1e9f\u20a0-\u20c0\u2c60-\u2c7f\ua720-\ua7ff]/,
  vietnamese: /[\u0300-\u0323\u0102-\u0111\u0128-\u0129\u0168-\u0169\u01a0-\u01b0\u1ea0-\u1ef9\u20ab]/,
  cyrillic: /[\u0400-\u045f\u0490-\u0491\u04b0-\u04b1\u2116]/,
  "cyrillic-ext": /[\u0460-\u052f]/,
  greek: /[\u0370-\u03ff]/,
  "greek-ext": /[\u1f00-\u1fff]/,
};
const WEIGHTS = [500, 700];

export interface RenderRequest {
  readonly id: number;
  readonly svg: string;
}

export type RenderResult =
  | { readonly id: number; readonly png: Uint8Array }
  | { readonly id: number; readonly problem: string };

const load = (name: string) => readFile(fileURLToPath(import.meta.resolve(name)));

const started = load("@resvg/resvg-wasm/index_bg.wasm").then(initWasm);
// The first request reports a failure; until then it must not count as an unhandled rejection.
started.catch(() => undefined);

const files = new Map<string, Promise<Uint8Array>>();

function fontsFor(svg: string): Promise<Uint8Array[]> {
  const subsets = Object.keys(SUBSETS).filter((subset) => SUBSETS[subset]?.test(svg));
  const names = subsets.flatMap((subset) => WEIGHTS.map((weight) => `inter-${subset}-${weight}-normal.woff2`));
  return Promise.all(
    names.map((name) => {
      const file = files.get(name) ?? load(`@fontsource/inter/files/${name}`);
      files.set(name, file);
      return file;
    }),
  );
}

parentPort?.on("message", async ({ id, svg }: RenderRequest) => {
  try {
    await started;
    const fontBuffers = await fontsFor(svg);
    const image = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: "Inter" } });
    const rendered = image.render();
    const png = Uint8Array.from(rendered.asPng());
    rendered.free();
    image.free();
    parentPort?.postMessage({ id, png } satisfies RenderResult, [png.buffer]);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ id, problem } satisfies RenderResult);
  }
});
