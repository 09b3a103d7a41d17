import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Card } from "../../src/chat/card.ts";
import { UserError } from "../../src/chat/errors.ts";
import type { ChatEvent, FormEvent, Reply } from "../../src/chat/event.ts";
import type { Form } from "../../src/chat/form.ts";
import { NOTICE_CARD } from "../contracts/cards.ts";
import { OPENER_CARD, PICKERS_FORM, TEXTS_FORM } from "../contracts/forms.ts";
import { makeSlackHarness } from "../contracts/slack-harness.ts";
import { openForm, shownIn, submitForm } from "../fakes/slack/forms.ts";
import { readBlocks } from "../fakes/slack/read.ts";
import type { FakeUser } from "../fakes/slack/world.ts";

let world: Awaited<ReturnType<typeof makeSlackHarness>>;
let reply: (event: ChatEvent) => Reply | Promise<Reply>;
let events: ChatEvent[];
let ann: FakeUser;

beforeEach(async () => {
  events = [];
  world = await makeSlackHarness("socket");
  ann = world.slack.world.users.get(world.ann) as FakeUser;
  await world.start(async (event) => {
    events.push(event);
    return reply(event);
  });
});
afterEach(() => world.dispose());

const post = (card: Card) =>
  world.platform.post({ kind: "channel", community: world.community, channel: world.channel }, card, {
    key: `d-${events.length}`,
  });
const open = async (form: Form): Promise<void> => {
  reply = () => ({ kind: "form", form });
  await world.press(world.ann, await post(OPENER_CARD), "Open");
};
const seen = (): string => readBlocks(openForm(world.slack, ann).view.blocks as never);
const lastForm = (): FormEvent => events.findLast((event) => event.type === "form") as FormEvent;

test("where the bot failed, or is asked too fast, the form stays with what was typed, and can be sent again", async () => {
  await open(TEXTS_FORM);
  const problem: Card = { ...NOTICE_CARD, tone: "problem", title: "Too fast" };
  reply = () => ({ kind: "private", card: problem });
  expect(await submitForm(world.slack, ann, { word: "kept" })).toBeUndefined();
  expect(seen()).toMatch(/^Too fast\n.*Word\nWords/s);
  expect(shownIn(openForm(world.slack, ann))).toMatchObject({ word: "kept", color: "g" });
  reply = () => ({ kind: "nothing" });
  await submitForm(world.slack, ann, {});
  expect(lastForm().fields.word).toBe("kept");
  expect(() => openForm(world.slack, ann)).toThrow("sees no form");
});

test("a problem at a field that the form does not have is no problem at another", async () => {
  await open(TEXTS_FORM);
  reply = () => ({ kind: "form-problem", problem: { text: "No such *channel*.", field: "channel" } });
  expect(await submitForm(world.slack, ann, {})).toBeUndefined();
  expect(seen()).toContain("No such channel.");
  expect(openForm(world.slack, ann).view.submit).toBeUndefined();
});

test("a form can follow a form", async () => {
  await open(TEXTS_FORM);
  reply = () => ({ kind: "form", form: PICKERS_FORM });
  await submitForm(world.slack, ann, {});
  expect(Object.keys(shownIn(openForm(world.slack, ann)))).toEqual(["where"]);
});

test("a problem that comes when the form has closed is told in private", async () => {
  await open(TEXTS_FORM);
  reply = async () => {
    await sleep(2_300);
    return { kind: "form-problem", problem: { text: "That is not it.", field: "word" } };
  };
  await submitForm(world.slack, ann, {});
  await world.platform.stop();
  expect((await world.readPrivate(world.ann)).map(({ text }) => text)).toEqual([
    expect.stringContaining("That is not it."),
  ]);
});

test("who an admin is, is looked up for buttons that check it, whatever their name, and for the forms that they open", async () => {
  const ada = [...world.slack.world.users.values()].find(({ is_admin }) => is_admin) as FakeUser;
  const button = (action: string, checks: { checksAdmin?: true }) =>
    ({ type: "button", action, label: action, opensForm: true, ...checks }) as const;
  const ref = await post({
    ...NOTICE_CARD,
    blocks: [
      { type: "controls", controls: [button("answer-settings:1", { checksAdmin: true }), button("setup-look:1", {})] },
    ],
  });
  for (const action of ["answer-settings:1", "setup-look:1"]) {
    reply = () => ({ kind: "form", form: TEXTS_FORM });
    await world.press(ada.id, ref, action);
    reply = () => ({ kind: "nothing" });
    await submitForm(world.slack, ada, {});
    const users = events.slice(-2).map((event) => ("user" in event ? event.user?.ownsChannel : "nobody"));
    expect(users).toEqual(action.startsWith("answer") ? [true, true] : [undefined, undefined]);
  }
});

test("a file is read up to what was asked for, and one that Slack does not hand over is an error", async () => {
  await open(PICKERS_FORM);
  reply = () => ({ kind: "nothing" });
  await submitForm(world.slack, ann, { where: world.channel, deck: { name: "a.md", content: "abc" } });
  const { deck: file } = lastForm().files ?? {};
  const [stored] = [...world.slack.world.files.values()];
  const token = world.slack.world.tokens.get(world.slack.botToken);
  if (file === undefined || stored === undefined || token === undefined) throw new Error("no file");
  expect(Buffer.from(await file.read(3)).toString()).toBe("abc");
  stored.content = Buffer.from("longer than Slack said");
  await expect(file.read(3)).rejects.toThrow(UserError);
  token.scopes.delete("files:read");
  await expect(file.read(3)).rejects.toMatchObject({ reason: "permission-lost" });
});
