import { afterEach, expect, test } from "vitest";
import { NEEDED_BITS } from "../../src/platforms/discord/permissions.ts";
import { buttonId } from "../fakes/discord/fake-discord.ts";
import { addChannel, addGuild } from "../fakes/discord/world.ts";
import { type DiscordTeam, startDiscordTeam } from "../support/discord-team.ts";
import { smallDeck } from "../support/small-deck.ts";
import { until } from "../support/wait.ts";

let team: DiscordTeam;
afterEach(() => team.stop());

const shown = (interaction: { reply?: unknown }) => JSON.stringify(interaction.reply ?? "");

test("unknown buttons, options and rounds get a clear private word", async () => {
  team = await startDiscordTeam();
  await team.study("post");
  const { discord, ann } = team;
  const press = async (id: string) => shown(await discord.press(ann, team.question(), id));
  expect(await press("gone:1")).toContain("older message");
  expect(await press("answer:999999:1")).toContain("do not know this question");
  expect(await press("answer:1:5")).toContain("no such option");
  expect(await press("form|gone")).toContain("older message");
  expect(await press("|||")).toContain("older message");
  expect(await press("answer:NaN:💥")).toContain("do not know this question");
  expect(discord.world.violations).toEqual([]);
});

test("a button of yesterday, and a form that comes back too late, are refused in private", async () => {
  const kinds = smallDeck().questions;
  const deck = smallDeck([...kinds.values()].filter(({ kind }) => kind === "fill-in"));
  team = await startDiscordTeam({ deck });
  await team.study("post");
  const question = team.question();
  const opened = await team.open(team.ann, "Write your answer");
  const old = buttonId(question, "Write your answer");
  await team.study("close");
  expect(shown(await team.discord.submit(team.ann, opened, { answer: "15" }))).toContain("This round is closed");
  expect(shown(await team.discord.press(team.ben, question, old))).toContain("This round is closed");
  expect(await team.answersOf(team.ann)).toEqual([]);
});

test("a set-up form that names another server's channel sets nothing up there", async () => {
  team = await startDiscordTeam();
  await team.study("post");
  const { discord, admin } = team;
  const other = addGuild(discord.world, "Other", NEEDED_BITS);
  discord.invite(other);
  const theirs = addChannel(discord.world, other, "secret");
  await team.settle();
  const opened = await discord.press(admin, team.question(), "form|setup-open");
  const sent = await discord.submit(admin, opened, { channel: theirs.id, when: "daily 8am" });
  expect(shown(sent)).toContain("I can't see that channel");
  expect(await team.db.selectFrom("channels").select("external_id").execute()).toEqual([
    { external_id: team.channel.id },
  ]);
  await team.tickAt("2026-11-24T07:00:00Z");
  expect(discord.messagesIn(theirs)).toEqual([]);
});

test("malformed events end as one logged line, and the bot goes on", async () => {
  team = await startDiscordTeam();
  const { discord, guild, lines } = team;
  const rejections: unknown[] = [];
  const note = (error: unknown) => rejections.push(error);
  process.on("unhandledRejection", note);
  const broken: readonly [string, unknown][] = [
    ["INTERACTION_CREATE", null],
    ["INTERACTION_CREATE", { id: "1", type: 2 }],
    ["INTERACTION_CREATE", { id: "x", type: 99, token: {}, data: [] }],
    ["MESSAGE_REACTION_ADD", {}],
    ["MESSAGE_REACTION_ADD", { user_id: team.ann, emoji: null }],
    [
      "MESSAGE_REACTION_ADD",
      { user_id: team.ann, channel_id: "1", message_id: "2", guild_id: guild.id, emoji: { name: null } },
    ],
    ["GUILD_CREATE", { id: null }],
    ["GUILD_DELETE", {}],
    ["CHANNEL_UPDATE", { nothing: true }],
    ["CHANNEL_DELETE", null],
    ["GUILD_ROLE_UPDATE", { guild_id: guild.id }],
    ["GUILD_MEMBER_UPDATE", { guild_id: guild.id, user: null }],
    ["SOMETHING_NEW", { who: "knows" }],
  ];
  for (const [type, data] of broken) discord.dispatch(type, undefined, data);
  await team.settle();
  await team.study("post");
  expect(await team.press(team.ann, "1")).toContain("Your answer is in");
  process.off("unhandledRejection", note);
  expect(rejections).toEqual([]);
  expect(lines.length).toBeGreaterThanOrEqual(8);
  expect(lines.length).toBeLessThanOrEqual(broken.length);
});

test("an interaction that is over before its reply is one line, no crash", async () => {
  team = await startDiscordTeam({ patienceMs: 0, setup: false });
  await team.discord.command(team.ann, team.channel, "help");
  await team.settle();
  expect(team.discord.world.violations).toHaveLength(1);
  expect(team.discord.rest.calls.filter((call) => call.status === 404)).toHaveLength(1);
});

test("a reply that Discord fails to take is one line, and the answer counts", async () => {
  team = await startDiscordTeam();
  await team.study("post");
  team.discord.fail("POST", /callback$/, { kind: "status", status: 500 });
  // No reply comes.
  void team.discord.press(team.ann, team.question(), buttonId(team.question(), "1"));
  await until(() => team.lines.length > 0, "a logged line");
  await team.settle();
  expect(team.lines.map(({ msg }) => msg)).toEqual(["a reply could not be sent"]);
  expect(await team.answersOf(team.ann)).toHaveLength(1);
});

test("other emoji and other messages' reactions are none of our business", async () => {
  team = await startDiscordTeam();
  await team.study("post");
  const question = team.question();
  const { discord, ann } = team;
  discord.react(ann, question, "🎉");
  discord.react(ann, { ...question, id: discord.world.nextId() }, "1️⃣");
  await team.settle();
  expect(await team.answersOf(ann)).toEqual([]);
  expect(question.reactions.get("🎉")).toEqual([ann]);
});
