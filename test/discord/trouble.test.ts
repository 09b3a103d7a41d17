import { PermissionFlagsBits } from "discord.js";
import { afterEach, expect, test } from "vitest";
import { NEEDED_BITS } from "../../src/platforms/discord/permissions.ts";
import { addChannel, type FakeChannel, joinBot } from "../fakes/discord/world.ts";
import { type DiscordTeam, startDiscordTeam } from "../support/discord-team.ts";
import { until } from "../support/wait.ts";

let team: DiscordTeam;
afterEach(async () => {
  await team.stop();
  expect(team.discord.world.violations).toEqual([]);
});

const NINE = "2026-11-23T08:00:00Z";
const HOUR = 3_600_000;
const direct = () =>
  [...team.discord.world.messages.values()].filter((message) => message.channel.recipient === team.admin);
const deny = (channel: FakeChannel, bit: bigint) => {
  channel.denied.set(team.guild.id, bit);
  team.discord.changed(team.guild);
};
const state = () => team.db.selectFrom("channels").select(["state", "scoring_rule"]).executeTakeFirstOrThrow();

const toBe = (wanted: "active" | "paused") => until(async () => (await state()).state === wanted, wanted);
const titles = () => team.messages().map((message) => team.render(message).title);

test("a lost permission pauses the schedule, keeps the settings, tells the admin, and resume goes on", async () => {
  team = await startDiscordTeam({ setup: { scoring: "difficulty" }, times: { changesMs: HOUR } });
  deny(team.channel, PermissionFlagsBits.SendMessages);
  expect(await team.study("status")).toContain("I lack 1 permission: Send Messages");
  await team.tickAt(NINE);
  expect(await state()).toEqual({ state: "paused", scoring_rule: "difficulty" });
  expect(direct().map((message) => team.render(message).title)).toEqual(["Questions in #study are paused"]);
  expect(await team.study("resume")).toContain("I can't post here: I need Send Messages");
  team.channel.denied.clear();
  team.discord.changed(team.guild);
  expect(await team.study("resume")).toContain("The questions go on");
  await team.tickAt("2026-11-24T08:00:00Z");
  expect(team.question()).toBeDefined();
});

test.each([
  {
    what: "channels",
    lose: () => team.channel.denied.set(team.guild.id, PermissionFlagsBits.SendMessages),
    mend: () => team.channel.denied.clear(),
  },
  { what: "roles", lose: () => setRole(0n), mend: () => setRole(NEEDED_BITS) },
  { what: "me", lose: () => setOwnRoles(), mend: () => joinBot(team.discord.world, team.guild) },
] as const)(
  "a permission lost by a change of $what pauses at once; once it is back, the channel hears of it, once",
  async ({ what, lose, mend }) => {
    team = await startDiscordTeam({ setup: { scoring: "difficulty" } });
    const everyone = team.guild.roles.get(team.guild.id);
    if (everyone !== undefined) everyone.permissions = PermissionFlagsBits.ViewChannel;
    team.discord.changed(team.guild, "roles");
    const change = async (by: () => unknown) => {
      by();
      team.discord.changed(team.guild, what);
      await team.settle();
    };
    await team.settle();
    expect((await state()).state).toBe("active");
    await change(lose);
    await toBe("paused");
    await team.settle();
    expect(direct().map((message) => team.render(message).title)).toEqual(["Questions in #study are paused"]);
    await change(mend);
    await until(() => titles().includes("I am back"));
    await change(lose);
    await change(mend);
    expect(titles()).toEqual(["I am back"]);
    expect(direct()).toHaveLength(1);
    expect(await state()).toEqual({ state: "paused", scoring_rule: "difficulty" });
    expect(await team.study("resume")).toContain("The questions go on");
  },
);

function setRole(permissions: bigint): void {
  for (const role of team.guild.roles.values()) if (role.name === "studybot") role.permissions = permissions;
}

function setOwnRoles(): void {
  const me = team.guild.members.get(team.discord.world.bot.id);
  if (me !== undefined) me.roles = [];
}

test("a change that takes nothing from the bot changes nothing; a new name is known", async () => {
  team = await startDiscordTeam();
  team.channel.name = "learning";
  deny(team.channel, PermissionFlagsBits.AddReactions);
  await until(async () => (await team.study("status")).includes("Status of #learning"));
  expect((await state()).state).toBe("active");
  expect(direct()).toEqual([]);
  expect(titles()).toEqual([]);
});

test("a deleted channel pauses at once, and the admin hears of it", async () => {
  team = await startDiscordTeam();
  team.discord.deleteChannel(team.channel);
  await toBe("paused");
  await until(() => direct().length === 1);
});

test.each([
  { how: "locked", loses: (thread: FakeChannel) => Object.assign(thread, { archived: true, locked: true }) },
  { how: "deleted with its channel", loses: (thread: FakeChannel) => team.discord.deleteChannel(team.channel, thread) },
])("a thread that is $how pauses at once", async ({ loses }) => {
  team = await startDiscordTeam({ setup: false });
  const thread = addChannel(team.discord.world, team.guild, "thread", { type: 11, parent: team.channel });
  await team.study("setup", {}, thread);
  loses(thread);
  team.discord.changed(team.guild);
  await toBe("paused");
});

test("kicked from the server: paused, settings kept; invited again, the channel hears how to go on", async () => {
  team = await startDiscordTeam({ setup: { scoring: "difficulty" } });
  team.discord.kick(team.guild);
  await toBe("paused");
  await team.settle();
  // Discord lets nobody be written to without a server in common.
  expect(direct()).toEqual([]);
  team.discord.invite(team.guild);
  await until(() => titles().includes("I am back"));
  expect(await team.study("resume")).toContain("The questions go on");
  expect(await state()).toEqual({ state: "active", scoring_rule: "difficulty" });
  await team.tickAt(NINE);
  expect(team.question()).toBeDefined();
});

test("an outage of the server is not being kicked: the question comes when it is over", async () => {
  team = await startDiscordTeam();
  team.discord.outage(team.guild, true);
  await team.settle();
  expect((await state()).state).toBe("active");
  await team.tickAt(NINE);
  team.discord.outage(team.guild, false);
  await team.tickAt("2026-11-23T08:05:00Z");
  expect(team.question()).toBeDefined();
  expect(titles()).not.toContain("I am back");
});

test("without Manage Messages reactions still count, they only stay", async () => {
  team = await startDiscordTeam({ permissions: NEEDED_BITS & ~PermissionFlagsBits.ManageMessages });
  await team.study("post");
  await team.react(team.ann, "2");
  await team.settle();
  expect(team.question().reactions.get("2️⃣")).toContain(team.ann);
  expect(team.discord.rest.calls.filter((call) => call.status === 403)).toEqual([]);
  expect(await team.study("status")).toContain("Manage Messages");
});

test("without Read Message History a round runs all the same, only its note stands by itself", async () => {
  team = await startDiscordTeam();
  deny(team.channel, PermissionFlagsBits.ReadMessageHistory);
  await team.settle();
  await team.study("post");
  const question = team.question();
  await team.press(team.ann, "1");
  await team.study("close");
  expect(titles()).toEqual(["Answer: Topic a", "The round is closed"]);
  expect(question.edits).toBe(1);
  expect(team.messages().map((message) => message.replyTo)).toEqual([undefined, undefined]);
  expect((await state()).state).toBe("active");
  expect(await team.study("status")).toContain("I lack 1 permission: Read Message History");
});

test("the bot's own clean-up is no withdrawal: the answer stays, through a resume and a restart too", async () => {
  team = await startDiscordTeam();
  const { discord, ann, ben } = team;
  await team.study("post");
  const question = team.question();
  await team.react(ann, "2");
  await team.settle();
  expect(question.reactions.get("2️⃣")).toEqual([discord.world.bot.id]);
  // Nobody gets a message for it.
  expect([...discord.world.messages.values()].filter(({ channel }) => channel.recipient !== undefined)).toEqual([]);

  await team.react(ben, "1");
  await team.settle();
  discord.gateway.cut(1006);
  discord.unreact(ben, question, "1️⃣");
  await until(() => discord.gateway.resumes === 1);
  await team.stopBot();
  await team.startBot();
  expect(await team.answersOf(ann)).toEqual([{ choice: "2", via: "reaction" }]);
  expect(await team.answersOf(ben)).toEqual([{ choice: "1", via: "reaction" }]);
  await team.study("close");
  expect(team.render(question).text).toContain("of 2 answers right");
});

test("announcement channels, voice chats, threads and forum posts work; a forum itself is refused at set-up, with a reason", async () => {
  team = await startDiscordTeam({ setup: false });
  const { world } = team.discord;
  const forum = addChannel(world, team.guild, "forum", { type: 15 });
  const media = addChannel(world, team.guild, "media", { type: 16 });
  const places = [
    addChannel(world, team.guild, "news", { type: 5 }),
    addChannel(world, team.guild, "voice", { type: 2 }),
    addChannel(world, team.guild, "thread", { type: 11, parent: team.channel }),
    addChannel(world, team.guild, "post", { type: 11, parent: forum }),
  ];
  team.discord.changed(team.guild);
  await team.settle();
  expect(await team.study("setup", {}, forum)).toContain("A forum holds posts");
  expect(await team.study("setup", {}, media)).toContain("A media channel holds posts");
  for (const place of places) {
    expect(await team.study("setup", {}, place)).toContain("This is a study channel now");
    await team.study("post", {}, place);
    expect(team.discord.messagesIn(place).map((message) => team.render(message).title)).toEqual(["Question: Topic a"]);
    await team.study("close", {}, place);
    expect(team.discord.messagesIn(place)).toHaveLength(2);
  }
});

test("a channel where the bot may not write is refused at set-up, not at 09:00", async () => {
  team = await startDiscordTeam({ setup: false });
  deny(team.channel, PermissionFlagsBits.SendMessages);
  await team.settle();
  expect(await team.study("setup")).toContain("I can't post here: I need Send Messages");
});

test("the reveal's note goes into the thread, where people started one", async () => {
  team = await startDiscordTeam();
  await team.study("post");
  const question = team.question();
  const thread = {
    ...addChannel(team.discord.world, team.guild, "talk", { type: 11, parent: team.channel }),
    id: question.id,
  };
  team.discord.world.channels.set(thread.id, thread);
  await team.study("close");
  expect(team.discord.messagesIn(thread)).toHaveLength(1);
  expect(team.messages()).toHaveLength(1);
});

test("a channel that wants discussions gets a thread under each question, and the reveal's note in it", async () => {
  team = await startDiscordTeam({ setup: { discussion: "on" } });
  await team.study("post");
  const thread = team.discord.world.channels.get(team.question().id);
  expect(thread?.name).toBe("Talk: Topic a");
  await team.study("close");
  expect(thread && team.discord.messagesIn(thread)).toHaveLength(1);
});

test("without the permission for threads a question comes all the same", async () => {
  team = await startDiscordTeam({
    setup: { discussion: "on" },
    permissions: NEEDED_BITS & ~PermissionFlagsBits.CreatePublicThreads,
  });
  await team.study("post");
  expect(team.question()).toBeDefined();
});
