import { describe, expect, test } from "vitest";
import type { Control } from "../../chat/card.ts";
import { parseCustomId, pickId } from "./custom-id.ts";
import { decodeInteraction, decodeReaction, snowflakeAt, snowflakeTime } from "./decode.ts";
import { interactionSchema, reactionSchema } from "./gateway/payloads.ts";

/** As Discord sends them, shortened to what a test needs. */
const member = (more: object = {}) => ({
  user: { id: "80351110224678912", username: "ann", global_name: "Ann", discriminator: "0", avatar: null },
  nick: null,
  roles: ["41771983423143936"],
  permissions: "2248473465835073",
  ...more,
});
const base = {
  id: "846462639134605312",
  application_id: "845027738276462632",
  token: "aW50ZXJhY3Rpb24",
  version: 1,
  guild_id: "290926798626357999",
  channel_id: "645027906669510667",
  channel: { id: "645027906669510667", type: 0 },
  member: member(),
};
const toFile = (field: string, { filename, size }: { filename: string; size: number }) => ({
  name: `${field}: ${filename}`,
  size,
  read: async () => new Uint8Array(),
});
const decode = (more: object) => decodeInteraction(interactionSchema.parse({ ...base, ...more }), toFile);

describe("interactions", () => {
  test("a command with a subcommand and options", () => {
    const data = {
      id: "1",
      name: "study",
      type: 1,
      options: [
        {
          name: "admins",
          type: 1,
          options: [
            { name: "action", type: 3, value: "add" },
            { name: "who", type: 9, value: "7" },
          ],
        },
      ],
      resolved: { roles: { 7: { id: "7", name: "teachers" } } },
    };
    expect(decode({ type: 2, data })).toEqual({
      type: "command",
      id: base.id,
      platform: "discord",
      community: base.guild_id,
      channel: base.channel_id,
      user: { id: "80351110224678912", name: "Ann", isAdmin: false, roles: ["41771983423143936"] },
      at: Date.parse("2021-05-24T19:00:19.685Z"),
      command: "study",
      input: { subcommand: "admins", options: { action: "add", who: "<@&7>" } },
    });
  });

  test("a picked person is written as a mention", () => {
    const data = {
      name: "study",
      options: [{ name: "admins", type: 1, options: [{ name: "who", type: 9, value: "7" }] }],
      resolved: { users: { 7: {} } },
    };
    expect(decode({ type: 2, data })).toMatchObject({ input: { options: { who: "<@7>" } } });
  });

  test.each([
    ["Manage Server", 1n << 5n, true],
    ["Administrator", 1n << 3n, true],
    ["Manage Messages", 1n << 13n, false],
  ])("%s: admin %s", (_name, bits, isAdmin) => {
    const event = decode({ type: 2, data: { name: "help" }, member: member({ permissions: String(bits) }) });
    expect(event).toMatchObject({ user: { isAdmin } });
  });

  test("the name that others see: nickname, then display name, then user name", () => {
    const name = (more: object) => decode({ type: 2, data: { name: "help" }, member: member(more) });
    expect(name({ nick: "Annie" })).toMatchObject({ user: { name: "Annie" } });
    expect(name({ user: { id: "1", username: "ann" } })).toMatchObject({ user: { name: "ann" } });
  });

  test("a button, check boxes, and a form", () => {
    const message = { id: "5", components: [] };
    expect(decode({ type: 3, message, data: { custom_id: "form|answer-form:7", component_type: 2 } })).toMatchObject({
      type: "action",
      message: "5",
      action: "answer-form:7",
      values: [],
    });
    const boxes = [{ type: 18, id: 1, component: { type: 22, id: 2, custom_id: "picked", values: ["1", "3"] } }];
    expect(decode({ type: 5, message, data: { custom_id: "picked|answer:7", components: boxes } })).toMatchObject({
      type: "action",
      message: "5",
      action: "answer:7",
      values: ["1", "3"],
    });
    const input = [{ type: 18, id: 1, component: { type: 4, id: 2, custom_id: "answer", value: "15" } }];
    expect(decode({ type: 5, message, data: { custom_id: "answer-form:7", components: input } })).toMatchObject({
      type: "form",
      action: "answer-form:7",
      fields: { answer: "15" },
    });
  });

  test("every type of field, and a channel that was chosen is the event's", () => {
    const inputs = [
      { type: 4, custom_id: "word", value: "" },
      { type: 3, custom_id: "color", values: ["g"] },
      { type: 3, custom_id: "shade", values: [] },
      { type: 22, custom_id: "days", values: ["mon", "tue"] },
      { type: 22, custom_id: "nights", values: [] },
      { type: 8, custom_id: "where", values: ["645027906669510999"] },
      { type: 19, custom_id: "deck", values: ["7"] },
      { type: 19, custom_id: "picture", values: [] },
    ];
    const attachments = { 7: { id: "7", filename: "deck.md", size: 3, url: "https://cdn.discordapp.com/x/7/deck.md" } };
    const components = inputs.map((component, id) => ({ type: 18, id, component }));
    const event = decode({ type: 5, data: { custom_id: "setup:1", components, resolved: { attachments } } });
    expect(event).toEqual({
      type: "form",
      ...{
        id: base.id,
        platform: "discord",
        community: base.guild_id,
        at: expect.any(Number),
        user: expect.anything(),
      },
      channel: "645027906669510999",
      action: "setup:1",
      fields: { word: "", color: "g" },
      checked: { days: ["mon", "tue"], nights: [] },
      files: { deck: { name: "deck: deck.md", size: 3, read: expect.any(Function) } },
    });
  });

  test("what is typed into an option", () => {
    const data = {
      name: "study",
      options: [{ name: "setup", type: 1, options: [{ name: "zone", type: 3, value: "Eur", focused: true }] }],
    };
    expect(decode({ type: 4, data })).toMatchObject({
      type: "suggest",
      command: "study",
      option: "zone",
      partial: "Eur",
    });
  });

  test("nothing comes of an interaction outside of a server", () => {
    expect(decode({ type: 2, data: { name: "help" }, guild_id: undefined })).toBeUndefined();
  });
});

describe("reactions", () => {
  const added = (emoji: object, more: object = {}) =>
    decodeReaction(
      reactionSchema.parse({
        user_id: "1",
        channel_id: "2",
        message_id: "3",
        guild_id: "4",
        member: member({ permissions: undefined }),
        emoji,
        ...more,
      }),
      1000,
    );

  test.each(["2️⃣", "2\u20E3"])("%s is option 2", (name) => {
    expect(added({ id: null, name })).toMatchObject({
      type: "reaction",
      label: "2",
      user: { id: "1", name: "Ann" },
      at: 1000,
    });
  });

  test("other emoji, bots and direct messages are no answers", () => {
    expect(added({ id: null, name: "🎉" })).toBeUndefined();
    expect(added({ id: "9", name: "2️⃣" })).toBeUndefined();
    expect(added({ id: null, name: null })).toBeUndefined();
    expect(added({ id: null, name: "2️⃣" }, { member: { user: { id: "1", bot: true } } })).toBeUndefined();
    expect(added({ id: null, name: "2️⃣" }, { guild_id: undefined })).toBeUndefined();
  });
});

test("ids tell their time, and a time its first id", () => {
  expect(snowflakeTime("175928847299117063")).toBe(Date.parse("2016-04-30T11:18:25.796Z"));
  expect(snowflakeTime(snowflakeAt(1_700_000_000_123))).toBe(1_700_000_000_123);
});

describe("custom ids", () => {
  const select = (values: readonly string[], action = "answer:7"): Extract<Control, { type: "select" }> => ({
    type: "select",
    action,
    label: "Select 2",
    submitLabel: "Submit",
    min: 2,
    max: 2,
    choices: values.map((value) => ({ value, label: value })),
  });

  test("a select of labels becomes check boxes, and finds its action again", () => {
    const id = pickId(select(["1", "2", "3"]));
    expect(parseCustomId(id ?? "")).toEqual({
      kind: "pick",
      action: "answer:7",
      min: 2,
      max: 2,
      values: ["1", "2", "3"],
    });
  });

  test("what does not fit stays a menu", () => {
    expect(pickId(select(Array.from({ length: 11 }, (_, index) => String(index))))).toBeUndefined();
    expect(pickId(select(["a,b", "c"]))).toBeUndefined();
    expect(pickId(select(["1", "2"], `answer:${"7".repeat(90)}`))).toBeUndefined();
  });

  test.each(["", "|", "pick|", "pick|a|b|c|d", "form|", "answer:7:1"])("%j is read without trouble", (id) => {
    expect(parseCustomId(id).action).toBeTypeOf("string");
  });
});
