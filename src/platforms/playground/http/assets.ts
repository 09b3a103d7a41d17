import { readdir, readFile } from "node:fs/promises";
import { FAVICON } from "../page/icons.ts";

export interface Asset {
  readonly type: string;
  readonly body: string;
}

const FOLDER = new URL("../browser/", import.meta.url);
const TYPES = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8" } as const;

/** The files that the page loads, by name: all of browser/, and idiomorph from its package. They are read once. */
export async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>([["favicon.svg", { type: "image/svg+xml", body: FAVICON }]]);
  for (const name of await readdir(FOLDER)) {
    const type = name.endsWith(".css") ? TYPES.css : TYPES.js;
    if (!/^[a-z-]+\.(js|css)$/.test(name)) continue;
    assets.set(name, { type, body: await readFile(new URL(name, FOLDER), "utf8") });
  }
  const idiomorph = new URL(import.meta.resolve("idiomorph"));
  assets.set("idiomorph.js", { type: TYPES.js, body: await readFile(idiomorph, "utf8") });
  return assets;
}
