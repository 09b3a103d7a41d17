import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { HANG_MS } from "../support/wait.ts";

const USUAL_PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** $CHROMIUM, or where distributions put it; undefined where there is none. */
export function findChromium(): string | undefined {
  // biome-ignore lint/style/noProcessEnv: where the machine keeps its browser is no part of the bot's configuration
  const wanted = process.env.CHROMIUM;
  return [...(wanted === undefined || wanted === "" ? [] : [wanted]), ...USUAL_PLACES].find((path) => existsSync(path));
}

/** The one line for tests that are skipped. */
export const NO_CHROMIUM =
  "No Chromium found: install it (Debian: apt-get install chromium), or set CHROMIUM to its path.";

/** Dies with this process, whatever ends it: they are bound by a pipe. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(NO_CHROMIUM);
  return chromium.launch({
    executablePath,
    timeout: HANG_MS,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
