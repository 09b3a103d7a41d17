import { afterEach, beforeEach, expect, test } from "vitest";
import { PLATFORM_MESSAGES } from "../../src/bot/messages/platforms.ts";
import { UserError } from "../../src/chat/errors.ts";
import type { ChatEvent, FormEvent, Reply } from "../../src/chat/event.ts";
import type { Form } from "../../src/chat/form.ts";
import { NOTICE_CARD } from "../contracts/cards.ts";
import { type DiscordHarness, makeDiscordHarness } from "../contracts/discord-harness.ts";
import { OPENER_CARD, PICKERS_FORM, TEXTS_FORM } from "../contracts/forms.ts";
import { type FilledIn, inputsOf, prefilled } from "../fakes/discord/modal.ts";
import { renderMessage } from "../fakes/discord/render.ts";
import type { FakeInteraction, FakeMessage, FakeModal } from "../fakes/discord/world.ts";

const { editAgain, openForm, formForgotten, trouble } = PLATFORM_MESSAGES;

let world: DiscordHarness;
let events: ChatEvent[];
let reply: (event: ChatEvent) => Reply | Promise<Reply>;

beforeEach(async () => {
  events = [];
  world = await makeDiscordHarness();
  await world.start(async (event) => {
    events.push(event);
    return reply(event);
  });
});
afterEach(() => world.dispose());

const open = async (form: Form, user = world.ann): Promise<FakeInteraction> => {
  reply = () => ({ kind: "form", form });
  const to = { kind: "channel", community: world.community, channel: world.channel } as const;
  const { message } = await world.platform.post(to, OPENER_CARD, { key: `d-${events.length}` });
  return world.discord.press(user, world.discord.world.messages.get(message) as FakeMessage, "form|open");
};
const submit = (opened: FakeInteraction, filledIn: FilledIn, user = world.ann) =>
  world.discord.submit(user, opened, filledIn);
const shown = (interaction: FakeInteraction) => {
  if (interaction.reply === undefined) throw new Error("there is no reply");
  return renderMessage(interaction.reply);
};
const press = (interaction: FakeInteraction, label: string) => world.discord.pressReply(world.ann, interaction, label);
const standsIn = ({ modal }: FakeInteraction) => prefilled(modal as FakeModal);
const lastForm = (): FormEvent => events.findLast((event) => event.type === "form") as FormEvent;
const wrong = (field: string): Reply => ({ kind: "form-problem", problem: { text: "That is not it.", field } });

test("a problem names its field, and the form opens again as often as it takes", async () => {
  const opened = await open(TEXTS_FORM);
  reply = () => wrong("words");
  const first = await submit(opened, { word: "kept", days: [] });
  expect(shown(first)).toMatchObject({ text: expect.stringContaining("Words That is not it."), buttons: [editAgain] });
  const again = await press(first, editAgain);
  expect(standsIn(again)).toEqual({ word: "kept", words: "", color: "g", days: [] });
  const second = await submit(again, { words: "more" });
  const third = await press(second, editAgain);
  expect(standsIn(third)).toEqual({ word: "kept", words: "more", color: "g", days: [] });
  reply = () => ({ kind: "private", card: NOTICE_CARD });
  expect(shown(await submit(third, { words: "right" })).buttons).not.toContain(editAgain);
  expect(lastForm().fields).toEqual({ word: "kept", words: "right", color: "g" });
  // What was right is not kept.
  expect(shown(await press(second, editAgain)).title).toBe(formForgotten.title);
});

test("a chosen channel stands in the form that opens again; a file has to be chosen anew", async () => {
  const opened = await open(PICKERS_FORM);
  reply = () => wrong("deck");
  const sent = await submit(opened, { where: world.channel, deck: { name: "a.md", content: "abc" } });
  const again = await press(sent, editAgain);
  expect(standsIn(again)).toEqual({ where: world.channel });
  expect(() => submit(again, {})).toThrow("a file is needed");
});

test("where the bot failed, or is asked too fast, what was typed can be sent again", async () => {
  const opened = await open(TEXTS_FORM);
  reply = () => Promise.reject(new Error("no"));
  const failed = await submit(opened, { word: "kept" });
  expect(shown(failed)).toMatchObject({ title: trouble.title, buttons: [editAgain] });
  expect(standsIn(await press(failed, editAgain)).word).toBe("kept");
});

test("a problem that is no field's has no button: there is nothing to edit", async () => {
  const opened = await open(TEXTS_FORM);
  reply = () => wrong("channel");
  expect(shown(await submit(opened, {}))).toMatchObject({ buttons: [] });
  reply = () => ({ kind: "form-problem", problem: { text: "This round is closed.", field: undefined } });
  expect(shown(await submit(opened, {}))).toMatchObject({ buttons: [] });
});

test("after a restart, the button says to open the form from the start", async () => {
  const opened = await open(TEXTS_FORM);
  reply = () => wrong("word");
  const sent = await submit(opened, { word: "kept" });
  await world.restart();
  expect(shown(await press(sent, editAgain)).title).toBe(formForgotten.title);
  expect(shown(await submit(opened, { word: "kept" }))).toMatchObject({
    text: expect.stringContaining("That is not it."),
    buttons: [],
  });
});

test("what one user typed opens for no other", async () => {
  const opened = await open(TEXTS_FORM);
  reply = () => wrong("word");
  const sent = await submit(opened, { word: "ann's" });
  const pressed = await world.discord.pressReply(world.ben, sent, editAgain);
  expect(shown(pressed).title).toBe(formForgotten.title);
});

test("a form after a form is a private reply with a button that opens it", async () => {
  const opened = await open(TEXTS_FORM);
  reply = () => ({ kind: "form", form: PICKERS_FORM });
  const next = await submit(opened, {});
  expect(shown(next)).toMatchObject({ title: PICKERS_FORM.title, buttons: [openForm] });
  const { modal } = await press(next, openForm);
  expect(inputsOf(modal as FakeModal).map(({ custom_id }) => custom_id)).toEqual(["where", "deck"]);
});

test("a form that Discord cannot show is told as trouble, never shown with a field less", async () => {
  const fields = Array.from({ length: 6 }, (_, at) => ({ ...TEXTS_FORM.fields[0], name: `f${at}` })) as Form["fields"];
  expect(shown(await open({ ...TEXTS_FORM, fields })).title).toBe(trouble.title);
});

test("a file is read up to what was asked for, and one that is gone is an error", async () => {
  const { attachments } = world.discord.world;
  const opened = await open(PICKERS_FORM);
  reply = () => ({ kind: "nothing" });
  await submit(opened, { where: world.channel, deck: { name: "a.md", content: "abc" } });
  const file = lastForm().files?.deck;
  const [path] = attachments.keys();
  if (file === undefined || path === undefined) throw new Error("no file");
  expect(Buffer.from(await file.read(3)).toString()).toBe("abc");
  attachments.set(path, "longer than Discord said");
  await expect(file.read(3)).rejects.toThrow(UserError);
  attachments.delete(path);
  await expect(file.read(3)).rejects.toMatchObject({ reason: "refused" });
  await world.discord.stop();
  await expect(file.read(3)).rejects.toMatchObject({ reason: "unavailable" });
});
