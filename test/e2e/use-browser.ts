import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { HANG_MS } from "../support/wait.ts";
import { launchBrowser } from "./browser.ts";

/** The browser of a file's tests, from before the first to after the last. */
export interface TestBrowser {
  /** A page whose state is its own. */
  open(look?: Look): Promise<Page>;
  /** Ends what the pages are doing and forgets what they have stored: the next test may have them. */
  clear(): Promise<void>;
}

export interface Look {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: "light" | "dark";
}

export const DESK = { width: 1440, height: 900 };

/** Starts one browser for the file's tests, and closes it in every case. */
export function useBrowser(): TestBrowser {
  let launching: Promise<Browser> | undefined;
  /** Each in a context of its own. Making one takes longer than what a test does with it. */
  const free: Page[] = [];
  const taken: Page[] = [];
  beforeAll(async () => {
    launching = launchBrowser();
    await launching;
  });
  afterAll(async () => (await launching?.catch(() => undefined))?.close());

  const make = async (): Promise<Page> => {
    const context = await ((await launching) as Browser).newContext({ reducedMotion: "reduce" });
    context.setDefaultTimeout(HANG_MS);
    return context.newPage();
  };
  return {
    open: async ({ viewport = DESK, colorScheme = "light" } = {}) => {
      const page = free.pop() ?? (await make());
      taken.push(page);
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      return page;
    },
    clear: async () => {
      for (const page of taken.splice(0)) {
        const isClear = await clearPage(page).catch(() => false);
        if (isClear) free.push(page);
        else await page.context().close();
      }
    },
  };
}

async function clearPage(page: Page): Promise<boolean> {
  page.removeAllListeners();
  for (const other of page.context().pages()) if (other !== page) await other.close();
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
  await page.context().clearCookies();
  await page.goto("about:blank");
  return true;
}
