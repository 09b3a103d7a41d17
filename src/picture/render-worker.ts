import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parentPort } from "node:worker_threads";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

/** One file a subset and weight; resvg looks for a glyph in all of them. */
const SUBSETS = ["latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese"];
const WEIGHTS = [500, 700];

export interface RenderRequest {
  readonly id: number;
  readonly svg: string;
}

export type RenderResult =
  | { readonly id: number; readonly png: Uint8Array }
  | { readonly id: number; readonly problem: string };

const load = (name: string) => readFile(fileURLToPath(import.meta.resolve(name)));

async function prepare(): Promise<Uint8Array[]> {
  await initWasm(await load("@resvg/resvg-wasm/index_bg.wasm"));
  return Promise.all(
    WEIGHTS.flatMap((weight) =>
      SUBSETS.map((subset) => load(`@fontsource/inter/files/inter-${subset}-${weight}-normal.woff2`)),
    ),
  );
}

const prepared = prepare();
// Told with the first request; until then it is nobody's unhandled rejection.
prepared.catch(() => undefined);

parentPort?.on("message", async ({ id, svg }: RenderRequest) => {
  try {
    const fontBuffers = await prepared;
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
