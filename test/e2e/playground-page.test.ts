import { pino } from "pino";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PLATFORM_MESSAGES } from "../../src/bot/messages/platforms.ts";
import { type Card, escapeMarkdown } from "../../src/chat/card.ts";
import { createPlayground, type Playground } from "../../src/platforms/playground/connect.ts";
import { type Db, openDatabase } from "../../src/storage/database.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { findChromium, NO_CHROMIUM } from "./browser.ts";
import { faintTexts, sidewaysScroll, smallTargets } from "./look.ts";
import { createScriptedBot, type ScriptedBot } from "./scripted-bot.ts";
import { COMMANDS } from "./scripted-cards.ts";
import { DESK, type Look, useBrowser } from "./use-browser.ts";

const chromium = findChromium();
const PHONE = { width: 360, height: 740 };
const STUDY = { kind: "channel", community: "playground", channel: "study" } as const;

describe.skipIf(chromium === undefined)(chromium === undefined ? NO_CHROMIUM : "the playground's page", () => {
  const browser = useBrowser();
  let db: Db;
  let playground: Playground;
  let bot: ScriptedBot;
  /** What the browser complains of: violated policies, missing files, errors of scripts. */
  let complaints: string[];

  beforeEach(async () => {
    complaints = [];
    db = openDatabase(":memory:");
    await migrate(db, Date.now());
    bot = createScriptedBot(() => playground);
    await start(0);
  });
  afterEach(async () => {
    await browser.clear();
    await playground.stop();
    await db.destroy();
    expect(complaints).toEqual([]);
  });

  async function start(port: number): Promise<void> {
    const log = pino({ level: "silent" });
    playground = createPlayground({ db, port, commands: COMMANDS, messages: PLATFORM_MESSAGES, now: Date.now, log });
    await playground.start(bot.handler);
  }

  async function open({ as, ...look }: Look & { as?: string } = {}): Promise<Page> {
    const page = await browser.open(look);
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(playground.url + (as === undefined ? "" : `/?as=${as}`));
    await page.getByText("Connected", { exact: true }).waitFor();
    return page;
  }

  const newest = (page: Page) => page.getByRole("article").last();
  const box = (page: Page) => page.getByRole("combobox", { name: "Message #study" });
  const persona = (page: Page) => page.getByLabel("Playing as");
  const focused = (page: Page) =>
    page.evaluate(() => {
      const { activeElement: active } = document;
      return active?.getAttribute("aria-label") ?? active?.textContent?.trim() ?? "";
    });
  /** What a browser says of a server that is away. */
  function forgetOutage(): void {
    complaints = complaints.filter(
      (line) => !/ERR_(?:CONNECTION_|INCOMPLETE|EMPTY_RESPONSE)|with a status of 503/.test(line),
    );
  }
  /** What is said from now on to people who listen to the page; the words soon leave it. */
  async function listen(page: Page): Promise<() => Promise<readonly string[]>> {
    const said = await page.locator("#announcer").evaluateHandle((announcer) => {
      const heard: string[] = [];
      const note = () => void (announcer.textContent && heard.push(announcer.textContent));
      new MutationObserver(note).observe(announcer, { childList: true });
      return heard;
    });
    return () => said.jsonValue();
  }
  async function postQuestion(page: Page): Promise<void> {
    const before = await page.getByRole("article").count();
    await page.getByRole("button", { name: "Post the next question" }).click();
    await expect.poll(() => page.getByRole("article").count()).toBeGreaterThan(before);
  }
  async function say(page: Page, text: string): Promise<void> {
    await box(page).fill(text);
    await page.keyboard.press("Escape");
    await box(page).focus();
    await page.keyboard.press("Enter");
  }

  it("has landmarks, headings and a live region", async () => {
    const page = await open();
    await page.getByRole("banner").getByRole("heading", { level: 1, name: "#study" }).waitFor();
    await page.getByRole("main").getByRole("region", { name: "Messages in #study" }).waitFor();
    await page.getByRole("complementary", { name: "New here? Try this" }).waitFor();
    await page.getByRole("form", { name: "Write a message" }).waitFor();
    await page.getByRole("heading", { name: "Nothing here yet" }).waitFor();
    const said = await listen(page);
    await postQuestion(page);
    await expect.poll(said).toContain("studybot: Question: Inference pipelines");
    expect(await page.locator("#announcer").getAttribute("aria-live")).toBe("polite");
    await page.getByRole("heading", { name: "Nothing here yet" }).waitFor({ state: "detached" });
  });

  it("takes an answer by button privately, and by a reaction that everybody sees", async () => {
    const [ada, ben] = await Promise.all([open(), open({ as: "ben" })]);
    await postQuestion(ada);
    await ada.getByRole("button", { name: "Answer 2: Two to fifteen" }).click();
    const receipt = ada.getByRole("article", { name: "Only you can see this Your answer is in" });
    await receipt.getByText("you answered 2").waitFor();
    await ada.getByRole("button", { name: "React with 3, 0 people" }).click();
    await receipt.getByText("you answered 3").waitFor();
    expect(await receipt.count()).toBe(1);
    await ada.getByRole("button", { name: "React with 3, 1 person", pressed: true }).waitFor();
    await ben.getByRole("button", { name: "React with 3, 1 person", pressed: false }).click();
    await ada.getByRole("button", { name: "React with 3, 2 people" }).click();
    await ben.getByRole("button", { name: "React with 3, 1 person", pressed: true }).waitFor();
    expect(bot.events.filter((event) => event.type === "reaction")).toHaveLength(2);
  });

  it("can be used by keyboard alone", async () => {
    const page = await open();
    await page.keyboard.press("Tab");
    await expect.poll(() => focused(page)).toBe("Skip to the message box");
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("Message #study");
    await page.keyboard.type("/study post");
    await page.keyboard.press("Enter");
    await newest(page).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("m");
    await expect.poll(() => focused(page)).toContain("Question: Inference pipelines");
    const outline = await newest(page).evaluate((article) => getComputedStyle(article).outlineStyle);
    expect(outline).toBe("solid");
    await page.keyboard.press("3");
    await page.getByRole("button", { name: "React with 3, 1 person", pressed: true }).waitFor();
    await page.keyboard.press("Tab");
    await expect.poll(() => focused(page)).toBe("Answer 1: Exactly two");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("you answered 2").waitFor();
    await expect.poll(() => focused(page)).toBe("Answer 2: Two to fifteen");
    await page.keyboard.press("m");
    await expect.poll(() => focused(page)).toContain("Only you can see this");
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => focused(page)).toContain("Question: Inference pipelines");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Escape");
    expect(await page.getByText("you answered 2").count()).toBe(0);
    await expect.poll(() => focused(page)).toBe("Message #study");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    const shortcuts = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await shortcuts.waitFor();
    await page.keyboard.press("Escape");
    await shortcuts.waitFor({ state: "hidden" });
    await page.keyboard.press("p");
    await expect.poll(() => focused(page)).toContain("Ada (admin)");
  });

  it("lets single-key shortcuts be switched off", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    await page.getByRole("checkbox", { name: "Single-key shortcuts are on" }).uncheck();
    await page.getByRole("button", { name: "Done" }).click();
    await page.keyboard.press("?");
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  describe("the message box", () => {
    it("completes commands, options and what the bot suggests, told to screen readers", async () => {
      const page = await open();
      const options = page.getByRole("listbox", { name: "Suggestions" }).getByRole("option");
      const active = () => box(page).getAttribute("aria-activedescendant");
      await page.keyboard.press("/");
      await expect.poll(() => options.count()).toBe(COMMANDS.length);
      expect(await box(page).getAttribute("aria-expanded")).toBe("true");
      await page.keyboard.type("lea");
      await expect.poll(() => options.allTextContents()).toEqual(["/leaderboardWho has how many points"]);
      expect(await options.first().getAttribute("aria-selected")).toBe("true");
      expect(await active()).toBe(await options.first().getAttribute("id"));
      await page.keyboard.press("Tab");
      await expect.poll(() => box(page).inputValue()).toBe("/leaderboard ");
      await expect
        .poll(() => page.locator("#usage").textContent())
        .toContain("/leaderboard [people or teams] [week, month, season, all]");
      expect(await active()).toBeNull();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await expect.poll(() => box(page).inputValue()).toBe("/leaderboard teams ");
      await page.keyboard.press("Escape");
      await expect.poll(() => box(page).getAttribute("aria-expanded")).toBe("false");
      await page.keyboard.press("Enter");
      await page.getByText("You used /leaderboard teams").waitFor();
      await page.keyboard.type("/ask pip");
      await expect.poll(() => options.allTextContents()).toEqual(["pipeline length", "pipe mode"]);
      await page.keyboard.press("Tab");
      await expect.poll(() => box(page).inputValue()).toBe("/ask pipeline length ");
    });

    it("sends a finished command by one Enter, and shows a hint for one that does not exist", async () => {
      const page = await open();
      await box(page).focus();
      await page.keyboard.type("/leaderboard");
      await page.keyboard.press("Enter");
      await newest(page).getByText("Leaderboard of #study").waitFor();
      await say(page, "/leadrboard");
      await newest(page).getByText("Did you mean /leaderboard?").waitFor();
    });

    it("sends other text as an ordinary message, as it is", async () => {
      const [ada, ben] = await Promise.all([open(), open({ as: "ben" })]);
      await box(ben).focus();
      await ben.keyboard.type("**hello** <b>@everyone</b>");
      await ben.keyboard.press("Shift+Enter");
      await ben.keyboard.type("second line");
      await ben.keyboard.press("Enter");
      await newest(ada).getByText("**hello** <b>@everyone</b>\nsecond line").waitFor();
      await expect.poll(() => box(ben).inputValue()).toBe("");
      expect(bot.events).toEqual([]);
    });

    it("keeps what could not be sent, and sends it once when the playground is back", async () => {
      const page = await open();
      const port = Number(new URL(playground.url).port);
      await playground.stop();
      await page.getByText("Reconnecting").waitFor();
      await say(page, "not lost");
      await page.getByText("The playground does not answer").waitFor();
      expect(await box(page).inputValue()).toBe("not lost");
      await start(port);
      await page.getByText("Connected", { exact: true }).waitFor();
      await page.keyboard.press("Enter");
      await newest(page).getByText("not lost").waitFor();
      expect(await page.getByRole("article").count()).toBe(1);
      forgetOutage();
    });
  });

  it("shows private replies to the person who is played, and to nobody else", async () => {
    const page = await open();
    await say(page, "/leaderboard");
    const board = page.getByRole("heading", { name: "Leaderboard of #study, this week" });
    await board.waitFor();
    await newest(page).getByText("Only you can see this").waitFor();
    await persona(page).selectOption("ben");
    await board.waitFor({ state: "detached" });
    await say(page, "/study post");
    await newest(page).getByText("Only admins may do that.").waitFor();
    await persona(page).selectOption("ada");
    await board.waitFor();
    expect(await page.getByText("Only admins may do that.").count()).toBe(0);
    await newest(page).getByRole("button", { name: "Dismiss this message" }).click();
    await board.waitFor({ state: "detached" });
  });

  it("remembers who is played, in each tab for itself", async () => {
    const page = await open();
    await persona(page).selectOption("chioma");
    const other = await page.context().newPage();
    await other.goto(playground.url);
    expect(await persona(other).inputValue()).toBe("ada");
    await page.goto(playground.url);
    await expect.poll(() => persona(page).inputValue()).toBe("chioma");
  });

  it("says that something went wrong where the bot fails, and stays usable", async () => {
    const page = await open();
    await say(page, "/break");
    await newest(page).getByText("Something went wrong").waitFor();
    await say(page, "/leaderboard");
    await newest(page).getByText("Leaderboard of #study").waitFor();
  });

  describe("while messages come in", () => {
    it("keeps the focus, what is typed and what is chosen", async () => {
      const page = await open();
      await postQuestion(page);
      await postQuestion(page);
      await page.getByRole("checkbox", { name: "2" }).check();
      await box(page).fill("half a sen");
      await playground.post(STUDY, { tone: "notice", title: "Meanwhile", blocks: [] }, { key: "other" });
      await page.getByRole("heading", { name: "Meanwhile" }).waitFor();
      expect(await box(page).inputValue()).toBe("half a sen");
      await expect.poll(() => focused(page)).toBe("Message #study");
      expect(await page.getByRole("checkbox", { name: "2" }).isChecked()).toBe(true);
      await page.getByRole("button", { name: "Submit" }).click();
      await page.getByText("Choose 2; you have chosen 1.").waitFor();
      await page.getByRole("checkbox", { name: "3" }).check();
      await page.getByRole("button", { name: "Submit" }).click();
      await page.getByText("you answered 2 and 3").waitFor();
    });

    it("keeps an open form, and sends what was written in it", async () => {
      const page = await open();
      for (let index = 0; index < 3; index++) await postQuestion(page);
      await page.getByRole("button", { name: "Write your answer" }).click();
      const dialog = page.getByRole("dialog", { name: "Your answer" });
      await dialog.getByLabel("Answer").fill("iam:PassRole");
      await playground.post(STUDY, { tone: "notice", title: "Meanwhile", blocks: [] }, { key: "other" });
      await page.getByText("Meanwhile", { exact: true }).waitFor();
      expect(await dialog.getByLabel("Answer").inputValue()).toBe("iam:PassRole");
      await page.keyboard.press("Enter");
      await page.getByText("you answered iam:PassRole").waitFor();
      await expect.poll(() => focused(page)).toBe("Write your answer");
    });

    it("says where news are that cannot be seen", async () => {
      const page = await open({ viewport: PHONE });
      for (let index = 0; index < 4; index++) await postQuestion(page);
      await page.locator("#feed").evaluate((feed) => feed.scrollTo(0, 0));
      await playground.post(STUDY, { tone: "notice", title: "Meanwhile", blocks: [] }, { key: "other" });
      await page.getByRole("button", { name: "New below" }).click();
      await expect.poll(() => focused(page)).toContain("Meanwhile");
    });

    it("catches up after the server was away", async () => {
      const page = await open();
      const port = Number(new URL(playground.url).port);
      await playground.stop();
      await page.getByText("Reconnecting").waitFor();
      await playground.post(STUDY, { tone: "notice", title: "Posted while away", blocks: [] }, { key: "other" });
      await start(port);
      await page.getByRole("heading", { name: "Posted while away" }).waitFor();
      await page.getByText("Connected", { exact: true }).waitFor();
      forgetOutage();
    });
  });

  it("shows the reveal in the question's place, and what is said about it underneath", async () => {
    const page = await open();
    await postQuestion(page);
    await page.getByRole("button", { name: "Answer 2: Two to fifteen" }).click();
    await page.getByText("you answered 2").waitFor();
    const said = await listen(page);
    await page.getByRole("button", { name: "Close the round now" }).click();
    const reveal = page.getByRole("article", { name: "studybot Answer: Inference pipelines" });
    await reveal.getByText("Right", { exact: true }).waitFor();
    await reveal.getByText("1 answer · 100 %").waitFor();
    await page.getByRole("list", { name: "Replies" }).getByRole("heading", { name: "The round is closed" }).waitFor();
    await expect.poll(said).toContainEqual(expect.stringContaining("The round is closed"));
  });

  it("brings earlier messages when asked", async () => {
    for (let index = 1; index <= 101; index++) {
      await playground.post(STUDY, { tone: "notice", title: `Message ${index}`, blocks: [] }, { key: `k${index}` });
    }
    const page = await open();
    expect(await page.getByRole("heading", { name: "Message 1", exact: true }).count()).toBe(0);
    await page.getByRole("button", { name: "Load earlier messages" }).click();
    await page.getByRole("heading", { name: "Message 1", exact: true }).waitFor();
    expect(await page.getByRole("article").count()).toBe(101);
    await page.getByRole("button", { name: "Load earlier messages" }).waitFor({ state: "hidden" });
  });

  it("shows hostile text as it is and runs nothing of it", async () => {
    const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script> [x](javascript:alert(3)) @everyone';
    const card: Card = { tone: "notice", title: hostile, blocks: [{ type: "text", text: escapeMarkdown(hostile) }] };
    await playground.post(STUDY, card, { key: "hostile" });
    const page = await open();
    page.on("dialog", (dialog) => {
      complaints.push("a script ran");
      void dialog.dismiss();
    });
    expect(await newest(page).getByRole("heading").textContent()).toBe(hostile);
    expect(await newest(page).getByRole("paragraph").textContent()).toBe(hostile);
  });

  it("lets an admin delete a message, and takes the hints away when dismissed", async () => {
    const page = await open();
    await say(page, "soon gone");
    await newest(page).hover();
    page.once("dialog", (dialog) => dialog.accept());
    await newest(page).getByRole("button", { name: "Delete this message" }).click();
    await page.getByRole("main").getByText("soon gone").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Dismiss these hints" }).click();
    await page.reload();
    await page.getByText("Connected", { exact: true }).waitFor();
    expect(await page.getByRole("complementary").count()).toBe(0);
  });

  it.each([
    ["phone", "light", PHONE],
    ["phone", "dark", PHONE],
    ["desk", "light", DESK],
    ["desk", "dark", DESK],
  ] as const)("is readable and reachable on a %s, %s", async (_, colorScheme, viewport) => {
    const page = await open({ viewport, colorScheme });
    await say(page, "x".repeat(300));
    await postQuestion(page);
    await page.getByRole("button", { name: "React with 2, 0 people" }).click();
    await page.getByText("you answered 2").waitFor();
    await page.getByRole("button", { name: "Close the round now" }).click();
    await page.getByText("The round is closed").first().waitFor();
    await postQuestion(page);
    await say(page, "/leaderboard");
    await page.getByText("Leaderboard of #study").first().waitFor();
    await say(page, "/mydata export");
    await page.getByRole("link", { name: "studybot-ada.json" }).waitFor();
    await box(page).fill("/leaderboard ");
    await page.getByRole("listbox").getByRole("option").first().waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await smallTargets(page)).toEqual([]);
    expect(await faintTexts(page)).toEqual([]);
    for (const name of ["Post the next question", "Close the round now"]) {
      expect(await page.getByRole("button", { name }).isVisible()).toBe(true);
    }
  });

  it("keeps a chosen theme over a reload", async () => {
    const page = await open({ colorScheme: "light" });
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await page.getByRole("button", { name: "Theme: as the system" }).click();
    await page.getByRole("button", { name: "Theme: light" }).click();
    await page.getByRole("button", { name: "Theme: dark" }).waitFor();
    expect(await ground()).not.toBe(light);
    await page.reload();
    expect(await ground()).not.toBe(light);
  });
});
