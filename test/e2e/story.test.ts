import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { REAL_DECK, type RunningProcess, run, startProcess, tempFolder } from "../support/process.ts";
import { findChromium, NO_CHROMIUM } from "./browser.ts";
import { useBrowser } from "./use-browser.ts";

const chromium = findChromium();

/** The whole product, as a newcomer meets it: the real process, the real deck, a real browser. */
describe.skipIf(chromium === undefined)(chromium === undefined ? NO_CHROMIUM : "a round in the playground", () => {
  const database = join(tempFolder(), "story.db");
  const browser = useBrowser();
  let bot: RunningProcess;

  beforeAll(async () => {
    bot = await startProcess(database, REAL_DECK);
  });
  afterEach(() => browser.clear());
  afterAll(() => bot?.kill("SIGTERM"));

  async function open(persona: string): Promise<Page> {
    const page = await browser.open();
    await page.goto(`${bot.url}/?as=${persona}`);
    await page.getByText("Connected", { exact: true }).waitFor();
    return page;
  }

  const questionOf = (page: Page): Locator => page.getByRole("article").filter({ hasText: "Question:" }).last();
  async function say(page: Page, text: string): Promise<void> {
    const box = page.getByRole("combobox", { name: "Message #study" });
    await box.fill(text);
    await page.keyboard.press("Escape");
    await box.press("Enter");
  }

  /** Posts and closes until a question with reactions (single choice or true/false) is open. */
  async function untilChoice(page: Page): Promise<void> {
    for (let tries = 0; tries < 20; tries++) {
      await questionOf(page).waitFor();
      if (
        (await questionOf(page)
          .getByRole("button", { name: /^React with 1/ })
          .count()) > 0
      )
        return;
      await page.getByRole("button", { name: "Close the round now" }).click();
      await expect.poll(() => questionOf(page).count()).toBe(0);
      await page.getByRole("button", { name: "Post the next question" }).click();
    }
    throw new Error("no choice question came");
  }

  it("post → answers by button, reaction and command → close → reveal → board", async () => {
    const [ada, ben, chioma] = await Promise.all([open("ada"), open("ben"), open("chioma")]);
    await untilChoice(ada);

    await questionOf(ada)
      .getByRole("button", { name: /^Answer 1/ })
      .click();
    await ada.getByText("Only you can see this").last().waitFor();
    await ada.getByText("Got it: you answered 1").waitFor();

    await questionOf(ben)
      .getByRole("button", { name: /^React with 2/ })
      .click();
    await questionOf(ben)
      .getByRole("button", { name: /^React with 2/, pressed: true })
      .waitFor();
    await say(chioma, "/answer 1");
    await chioma.getByText("Got it: you answered 1").waitFor();
    expect(await ben.getByText("Got it: you answered 1").count()).toBe(0);

    await say(ben, "/study close");
    await ben.getByText("Only admins may do that").waitFor();
    await ada.getByRole("button", { name: "Close the round now" }).click();

    for (const page of [ada, ben, chioma]) {
      const reveal = page.getByRole("article").filter({ hasText: "Answer:" }).last();
      await expect.poll(() => reveal.textContent()).toMatch(/of 3 answers right/);
      expect(await reveal.textContent()).toContain("Why:");
      expect(await reveal.textContent()).toMatch(/Right/);
      expect(await reveal.textContent()).toMatch(/Entry:.*Source:/s);
    }
    await say(chioma, "/leaderboard");
    await chioma.getByText("You are on rank").waitFor();
    const board = chioma.getByRole("article").filter({ hasText: "Leaderboard of #study, this week" }).last();
    for (const name of ["Ada", "Ben", "Chioma"]) expect(await board.textContent()).toContain(name);
    expect(await run(["db", "verify"], { DATABASE_URL: database })).toMatchObject({ code: 0 });
  });

  it("/ask answers from the deck, and says so when the cheatsheet is silent", async () => {
    const page = await open("dev");
    await say(page, "/ask how do I make sourdough bread");
    await page.getByText("The cheatsheet says nothing about").waitFor();
    await say(page, "/help");
    await page.getByRole("heading", { name: "What I can do" }).waitFor();
  });
});
