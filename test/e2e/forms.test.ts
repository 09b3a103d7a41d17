import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PLATFORM_MESSAGES } from "../../src/bot/messages/platforms.ts";
import type { FormEvent, Reply } from "../../src/chat/event.ts";
import type { Form } from "../../src/chat/form.ts";
import { createPlayground, type Playground } from "../../src/platforms/playground/connect.ts";
import { type Db, openDatabase } from "../../src/storage/database.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { FORMS, OPENER_CARD, PICKERS_FORM, TEXTS_FORM } from "../contracts/forms.ts";
import { tempFolder } from "../support/process.ts";
import { HANG_MS } from "../support/wait.ts";
import { findChromium, launchBrowser, NO_CHROMIUM } from "./browser.ts";
import { faintTexts, sidewaysScroll, smallTargets } from "./look.ts";

const chromium = findChromium();
const PHONE = { width: 360, height: 740 };
const NOTES = { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from("# Notes\n\nÜbung") };
const SAVED: Reply = { kind: "private", card: { tone: "notice", title: "Saved", blocks: [] } };

const problem = (field: string | undefined): Reply => ({
  kind: "form-problem",
  problem: { field, text: "That is **not** it; `/help` says more." },
});

describe.skipIf(chromium === undefined)(chromium === undefined ? NO_CHROMIUM : "forms on the playground's page", () => {
  let browser: Browser;
  let db: Db;
  let playground: Playground;
  let page: Page;
  let form: Form;
  /** What the bot replies to a form. */
  let reply: Reply;
  let sent: FormEvent[];
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    [form, reply, sent, complaints] = [TEXTS_FORM, SAVED, [], []];
    db = openDatabase(":memory:");
    await migrate(db, Date.now());
    const log = pino({ level: "silent" });
    playground = createPlayground({ db, port: 0, commands: [], messages: PLATFORM_MESSAGES, now: Date.now, log });
    await playground.start(async (event) => {
      if (event.type !== "form") return { kind: "form", form };
      sent.push(event);
      return reply;
    });
    await playground.post({ kind: "channel", community: "playground", channel: "study" }, OPENER_CARD, {
      key: "opener",
    });
    page = await (await browser.newContext({ viewport: PHONE, reducedMotion: "reduce" })).newPage();
    page.setDefaultTimeout(HANG_MS);
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(playground.url);
    await page.getByText("Connected", { exact: true }).waitFor();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await playground.stop();
    await db.destroy();
    expect(complaints).toEqual([]);
  });

  async function open(shown: Form): Promise<Locator> {
    form = shown;
    await page.getByRole("button", { name: "Open", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: shown.title });
    await dialog.waitFor();
    return dialog;
  }

  const send = (dialog: Locator) => dialog.locator("[type=submit]").click();
  const problemOf = (dialog: Locator) => dialog.locator(".field-problem:not(:empty)");

  it("keep what was filled in, and say at the field what is wrong with it", async () => {
    const dialog = await open(TEXTS_FORM);
    await dialog.getByLabel("Word", { exact: true }).fill("lda");
    await dialog.getByLabel("Words").fill("one\ntwo");
    await dialog.getByLabel("Color").selectOption("Red");
    await dialog.getByRole("group", { name: "Days" }).getByLabel("TUE").uncheck();
    reply = problem("color");
    await send(dialog);
    await problemOf(dialog).waitFor();
    const color = dialog.getByRole("combobox", { name: "Color" });
    const described = dialog.getByRole("combobox", { description: "Any That is not it; /help says more." });
    expect(await described.count()).toBe(1);
    expect(await color.getAttribute("aria-invalid")).toBe("true");
    expect(await color.evaluate((select) => select === document.activeElement)).toBe(true);
    expect(await problemOf(dialog).count()).toBe(1);
    expect(await color.inputValue()).toBe("r");
    expect(await dialog.getByLabel("Words").inputValue()).toBe("one\ntwo");

    reply = SAVED;
    await color.selectOption("Green");
    expect(await problemOf(dialog).count()).toBe(0);
    expect(await color.getAttribute("aria-invalid")).toBeNull();
    await send(dialog);
    await page.getByRole("heading", { name: "Saved" }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
    const words = { word: "lda", words: "one\ntwo" };
    expect(sent).toMatchObject([
      { fields: { ...words, color: "r" }, checked: { days: ["wed"] } },
      { fields: { ...words, color: "g" }, checked: { days: ["wed"] } },
    ]);
    expect(sent[0]?.id).not.toBe(sent[1]?.id);
  });

  it("say below the fields what is wrong as a whole", async () => {
    const dialog = await open(TEXTS_FORM);
    reply = problem(undefined);
    await send(dialog);
    await dialog.getByRole("alert").filter({ hasText: "That is not it; /help says more." }).waitFor();
    expect(await dialog.locator("[data-field] .field-problem:not(:empty)").count()).toBe(0);
    expect(await dialog.getByLabel("Word", { exact: true }).inputValue()).toBe("pca");
  });

  it("say it on the page where they were closed meanwhile", async () => {
    const dialog = await open(TEXTS_FORM);
    const closed = Promise.withResolvers<void>();
    await page.route("**/forms", async (route) => {
      await closed.promise;
      await route.continue();
    });
    reply = problem("color");
    await send(dialog);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    closed.resolve();
    await expect.poll(() => page.locator("#problem").textContent()).toBe("That is not it; /help says more.");
  });

  it("stay as they are where the playground cannot be reached, and are no second event when sent again", async () => {
    const dialog = await open(TEXTS_FORM);
    const ids: string[] = [];
    await page.route("**/forms", async (route) => {
      ids.push((route.request().postDataJSON() as { event: string }).event);
      // The bot has it, but the response is lost.
      await route.fetch();
      await (ids.length === 1 ? route.abort() : route.continue());
    });
    await send(dialog);
    await dialog.getByText("The playground does not answer.").waitFor();
    complaints = complaints.filter((complaint) => !complaint.includes("ERR_FAILED"));
    await send(dialog);
    await page.getByRole("heading", { name: "Saved" }).waitFor();
    expect(ids).toEqual([sent[0]?.id, sent[0]?.id]);
  });

  it("send a file, and the channel", async () => {
    const dialog = await open(PICKERS_FORM);
    await dialog.getByLabel("Deck").setInputFiles(NOTES);
    reply = problem("deck");
    await send(dialog);
    await problemOf(dialog).waitFor();
    reply = SAVED;
    await send(dialog);
    await page.getByRole("heading", { name: "Saved" }).waitFor();
    const file = sent[1]?.files?.deck;
    expect(sent[1]).toMatchObject({ channel: "study", fields: {}, checked: {} });
    expect(file).toMatchObject({ name: "notes.md", size: NOTES.buffer.length });
    expect(Buffer.from((await file?.read(1_000)) ?? [])).toEqual(NOTES.buffer);
  });

  it("refuse a file that is too large, at its field, before it is sent", async () => {
    const dialog = await open(PICKERS_FORM);
    const large = join(tempFolder(), "large.md");
    writeFileSync(large, Buffer.alloc(10_000_001, "x"));
    await dialog.getByLabel("Deck").setInputFiles(large);
    await send(dialog);
    await dialog.locator('[data-field="deck"]').getByText("That file is too large. I take up to 10 MB.").waitFor();
    expect(sent).toEqual([]);
    await dialog.getByLabel("Deck").setInputFiles(NOTES);
    await send(dialog);
    await page.getByRole("heading", { name: "Saved" }).waitFor();
  });

  it("ask for what is required before they are sent", async () => {
    const days = { ...TEXTS_FORM.fields[3], required: true } as Form["fields"][number];
    const dialog = await open({ ...TEXTS_FORM, fields: [...TEXTS_FORM.fields.slice(0, 3), days] });
    await dialog.getByLabel("Word", { exact: true }).fill("");
    await send(dialog);
    const word = dialog.getByLabel("Word", { exact: true });
    expect(await word.evaluate((input) => (input as HTMLInputElement).validity.valueMissing)).toBe(true);
    await word.fill("lda");
    for (const day of ["TUE", "WED"]) await dialog.getByLabel(day).uncheck();
    await send(dialog);
    await dialog.getByRole("group", { name: "Days" }).getByText("Choose at least one.").waitFor();
    expect(sent).toEqual([]);
  });

  it("open another form where the bot replies with one", async () => {
    const dialog = await open(TEXTS_FORM);
    reply = { kind: "form", form: PICKERS_FORM };
    await send(dialog);
    await page.getByRole("dialog", { name: PICKERS_FORM.title }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(1);
  });

  it.each(FORMS)("of %s can be read and reached on a phone, with a problem too", async (_, shown) => {
    const dialog = await open(shown);
    for (const control of await dialog.locator("input[type=file]").all()) await control.setInputFiles(NOTES);
    for (const control of await dialog.locator("input[type=text], textarea").all()) await control.fill("words");
    for (const select of await dialog.locator("select[required]").all())
      if ((await select.inputValue()) === "") await select.selectOption({ index: 1 });
    reply = problem(shown.fields[0]?.name);
    await send(dialog);
    await problemOf(dialog).waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await faintTexts(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
  });
});
