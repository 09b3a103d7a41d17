import { afterEach, beforeEach, expect, test } from "vitest";
import type { Card } from "../../src/chat/card.ts";
import type { ChatEvent, FormEvent, Reply } from "../../src/chat/event.ts";
import type { Form } from "../../src/chat/form.ts";
import { NOTICE_CARD } from "../contracts/cards.ts";
import { OPENER_CARD, PICKERS_FORM, TEXTS_FORM } from "../contracts/forms.ts";
import { makeSlackHarness } from "../contracts/slack-harness.ts";
import { openForm, shownIn, submitForm } from "../fakes/slack/forms.ts";
import { readBlocks } from "../fakes/slack/read.ts";
import type { FakeUser } from "../fakes/slack/world.ts";
import { until } from "../support/wait.ts";

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
  const gate = Promise.withResolvers<void>();
  reply = async () => {
    await gate.promise;
    return { kind: "form-problem", problem: { text: "That is not it.", field: "word" } };
  };
  const sent = submitForm(world.slack, ann, {});
  await until(() => events.some((event) => event.type === "form"));
  world.clock.pass(2_900);
  await sent;
  gate.resolve();
  await world.settle();
  expect((await world.readPrivate(world.ann)).map(({ text }) => text)).toEqual([
    expect.stringContaining("That is not it."),
  ]);
});
