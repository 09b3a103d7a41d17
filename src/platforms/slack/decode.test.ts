import { expect, test } from "vitest";
import { communityOf, decodeAction, decodeEvent, decodeView, type Installation, readCommand } from "./decode.ts";
import { actionPayload, eventPayload, viewPayload } from "./transport/payloads.ts";

const COMMANDS = [
  ...["ask", "leaderboard", "help"].map((name) => ({ name, description: name })),
  { name: "study", description: "Set up", subcommands: [{ name: "setup", description: "Begin" }] },
];
const HERE: Installation = { team: "T1", enterprise: undefined, isEnterprise: false, botUser: "UBOT", bot: "B1" };
const read = (slash: string, text = "") => readCommand(COMMANDS, slash, text);
const event = (inner: object, more: object = {}) =>
  decodeEvent(
    eventPayload.parse({ event_id: "Ev1", event_time: 1_795_449_600, team_id: "T1", event: inner, ...more }),
    HERE,
  );

test("every command is also a word after /study, and a prefix does not matter", () => {
  expect(read("/ask", "what is pca")).toEqual({ command: "ask", text: "what is pca" });
  expect(read("/study", "ask what is pca")).toEqual({ command: "ask", text: "what is pca" });
  expect(read("/study", "help")).toEqual({ command: "help", text: "" });
  expect(read("/study", "setup deck:x")).toEqual({ command: "study", text: "setup deck:x" });
  expect(read("/study")).toEqual({ command: "study", text: "" });
  expect(read("/sb-ask", "pca")).toEqual({ command: "ask", text: "pca" });
  expect(read("/sb-study", "leaderboard week")).toEqual({ command: "leaderboard", text: "week" });
  expect(read("/ask", "a &lt;b&gt; &amp;amp; c")).toEqual({ command: "ask", text: "a <b> &amp; c" });
});

test("people of another workspace act in the community where the bot is installed", () => {
  expect(communityOf(HERE, "TOTHER")).toBe("T1");
  const organisation = { ...HERE, team: "E1", isEnterprise: true };
  expect(communityOf(organisation, "T7")).toBe("T7");
  expect(communityOf(organisation, null)).toBe("E1");
});

test("a reaction is an input where its emoji is an option and somebody else gave it", () => {
  const item = { type: "message", channel: "C1", ts: "1.2" };
  const reaction = { type: "reaction_added", user: "U1", reaction: "two", item, event_ts: "1795449601.000200" };
  expect(event(reaction)).toMatchObject({
    type: "reaction",
    id: "Ev1",
    label: "2",
    channel: "C1",
    message: "1.2",
    at: 1_795_449_601_000,
    by: { id: "U1" },
  });
  expect(event({ ...reaction, user: "UBOT" })).toBeUndefined();
  expect(event({ ...reaction, reaction: "constructor" })).toBeUndefined();
  expect(event({ ...reaction, item: { type: "file", file: "F1" } })).toBeUndefined();
});

test("a time that no calendar has is not taken", () => {
  for (const event_time of [1e18, -1, 0.5, Number.NaN]) {
    expect(eventPayload.safeParse({ event_id: "Ev1", event_time, event: { type: "app_uninstalled" } }).success).toBe(
      false,
    );
  }
});

test("every way of losing a channel is told", () => {
  for (const type of [
    "channel_left",
    "group_left",
    "channel_archive",
    "group_archive",
    "channel_deleted",
    "group_deleted",
  ]) {
    expect(event({ type, channel: "C1" })).toMatchObject({ type: "lifecycle", what: "channel-lost", channel: "C1" });
  }
  expect(event({ type: "member_left_channel", user: "UBOT", channel: "C1" })).toMatchObject({ what: "channel-lost" });
  expect(event({ type: "member_left_channel", user: "U1", channel: "C1" })).toBeUndefined();
  expect(event({ type: "member_joined_channel", user: "U1", channel: "C1", inviter: "U9" })).toBeUndefined();
  expect(event({ type: "member_joined_channel", user: "UBOT", channel: "C1", inviter: "U9" })).toMatchObject({
    what: "channel-joined",
    by: { id: "U9" },
  });
  expect(event({ type: "channel_rename", channel: { id: "C1", name: "new" } })).toMatchObject({
    what: "channel-renamed",
    name: "#new",
  });
  expect(event({ type: "tokens_revoked", tokens: { bot: ["UBOT"] } })).toMatchObject({ what: "community-lost" });
  expect(event({ type: "tokens_revoked", tokens: { oauth: ["U1"], bot: [] } }), "not the bot's").toBeUndefined();
  expect(event({ type: "tokens_revoked" })).toBeUndefined();
  expect(event({ type: "app_uninstalled" })).toMatchObject({ what: "community-lost", community: "" });
  expect(event({ type: "message", text: "hello" })).toBeUndefined();
});

test("Submit brings what was chosen; choosing alone is no input", () => {
  const payload = (action_id: string) =>
    actionPayload.parse({
      type: "block_actions",
      team: { id: "T2" },
      user: { id: "U1", team_id: "T2" },
      trigger_id: "t",
      channel: { id: "C1" },
      message: { ts: "1.2" },
      state: {
        values: { "choose:answer:7": { "choose:answer:7": { selected_options: [{ value: "1" }, { value: "3" }] } } },
      },
      actions: [{ action_id, action_ts: "1795449601.5" }],
    });
  const context = { installation: HERE, now: 0 };
  expect(decodeAction(payload("choose:answer:7"), context)).toBeUndefined();
  expect(decodeAction(payload("submit:answer:7"), context)).toMatchObject({
    community: "T1",
    action: "answer:7",
    values: ["1", "3"],
    message: "1.2",
  });
  expect(decodeAction(payload("answer:7:2"), context)).toMatchObject({
    action: "answer:7:2",
    values: [],
    at: 1_795_449_601_500,
    checksAdmin: false,
  });
  expect(decodeAction(payload("admin|setup-open"), context)).toMatchObject({ action: "setup-open", checksAdmin: true });
});

test("a view that is no form of ours is nothing", () => {
  const view = (private_metadata: string) =>
    viewPayload.parse({
      type: "view_submission",
      user: { id: "U1" },
      view: {
        id: "V1",
        private_metadata,
        state: {
          values: { answer: { answer: { value: "15" } }, zone: { zone: { selected_option: { value: "UTC" } } } },
        },
      },
    });
  const toFile = () => ({ name: "", size: 0, read: async () => new Uint8Array() });
  expect(decodeView(view("not json"), { now: 0, toFile })).toBeUndefined();
  expect(decodeView(view("{}"), { now: 0, toFile })).toBeUndefined();
  expect(decodeView(view('{"action":"a:1","community":"T1","channel":"C1"}'), { now: 5, toFile })).toMatchObject({
    type: "form",
    action: "a:1",
    fields: { answer: "15", zone: "UTC" },
    at: 5,
    checksAdmin: false,
  });
});
