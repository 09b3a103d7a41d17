import { setTimeout as sleep } from "node:timers/promises";
import { MessageFlags, PermissionFlagsBits } from "discord.js";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { COMMANDS } from "../../src/bot/commands.ts";
import { PLATFORM_MESSAGES } from "../../src/bot/messages/platforms.ts";
import type { Card, Control } from "../../src/chat/card.ts";
import type { EventHandler } from "../../src/chat/event.ts";
import { createDiscord, type DiscordTimes } from "../../src/platforms/discord/connect.ts";
import { NEEDED_BITS } from "../../src/platforms/discord/permissions.ts";
import { startFakeDiscord, TOKEN } from "../fakes/discord/fake-discord.ts";
import { addChannel, addGuild, addMember, type FakeMessage } from "../fakes/discord/world.ts";
import { type DiscordTeam, startDiscordTeam } from "../support/discord-team.ts";
import { waitFor } from "../support/process.ts";

let team: DiscordTeam | undefined;
afterEach(async () => {
  await team?.stop();
  team = undefined;
});

const OPTIONS = {
  token: TOKEN,
  commands: COMMANDS,
  log: pino({ level: "silent" }),
  now: Date.now,
  messages: PLATFORM_MESSAGES,
};

/** The adapter alone, with a handler of the test's own. */
async function startBare(handler: EventHandler, more: { times?: Partial<DiscordTimes>; now?: () => number } = {}) {
  const discord = await startFakeDiscord(more.now === undefined ? {} : { now: more.now });
  const guild = addGuild(discord.world, "Team", NEEDED_BITS);
  const channel = addChannel(discord.world, guild, "study");
  const ann = addMember(discord.world, guild, "ann").id;
  const platform = createDiscord({ ...OPTIONS, apiUrl: discord.apiUrl, ...(more.times && { times: more.times }) });
  await platform.start(handler);
  const to = { kind: "channel", community: guild.id, channel: channel.id } as const;
  /** Posts a button, and Ann presses it. */
  const press = async (control: Extract<Control, { type: "button" }>, customId: string) => {
    const card: Card = { tone: "notice", title: "Press it", blocks: [{ type: "controls", controls: [control] }] };
    const { message } = await platform.post(to, card, { key: "sb-1" });
    return discord.press(ann, discord.world.messages.get(message) as FakeMessage, customId);
  };
  const stop = async () => {
    await platform.stop();
    await discord.stop();
  };
  return { discord, channel, ann, platform, to, press, stop };
}
const until = (condition: () => boolean, ms = 15_000) => waitFor(() => (condition() ? true : undefined), ms);

test("a gateway that is cut mid-answer is resumed, and what was given meanwhile counts", async () => {
  team = await startDiscordTeam();
  const { discord, ann, ben } = team;
  await team.study("post");
  const question = team.question();
  const line = () => team?.bot.bot.connections.get("discord")?.state;
  expect(line()).toBe("connected");
  discord.gateway.cut(1006);
  discord.react(ann, question, "1️⃣");
  await until(() => line() === "lost" || discord.gateway.resumes === 1);
  await until(() => discord.gateway.resumes === 1);
  await until(() => line() === "connected");
  await waitFor(async () => (await team?.answersOf(ann))?.[0]);
  expect(await team.press(ben, "2")).toContain("Your answer is in");
  expect(discord.world.violations).toEqual([]);
});

test("after a lost session the reactions are read back, and the channels' permissions are known afresh", {
  timeout: 40_000,
}, async () => {
  team = await startDiscordTeam();
  const { discord, ann } = team;
  await team.study("post");
  const question = team.question();
  discord.gateway.cut(1006);
  discord.gateway.forget();
  discord.react(ann, question, "2️⃣");
  team.channel.denied.set(team.guild.id, PermissionFlagsBits.AddReactions);
  // discord.js waits five seconds between two identifies.
  await until(() => discord.gateway.identifies === 2, 20_000);
  const answer = await waitFor(async () => (await team?.answersOf(ann))?.[0]);
  expect(answer).toEqual({ choice: "2", via: "reaction" });
  expect(await team.study("status")).toContain("I lack 1 permission: Add Reactions");
});

test("reactions given while the bot was down count if the person has exactly one; older messages count too", async () => {
  team = await startDiscordTeam();
  const { discord, ann, ben, eva } = team;
  await team.study("post");
  const question = team.question();
  await team.stopBot();
  discord.react(ann, question, "1️⃣");
  discord.react(ben, question, "1️⃣");
  discord.react(ben, question, "2️⃣");
  await team.startBot();
  expect(await team.answersOf(ann)).toEqual([{ choice: "1", via: "reaction" }]);
  expect(await team.answersOf(ben)).toEqual([]);
  // The message is in no cache of this run; the reaction counts all the same.
  await team.react(eva, "3");
});

test("a wrong token is told in one line, and does not try again and again", async () => {
  const discord = await startFakeDiscord();
  const platform = createDiscord({ ...OPTIONS, token: "wrong.token.here", apiUrl: discord.apiUrl });
  await expect(platform.start(async () => ({ kind: "nothing" }))).rejects.toMatchObject({
    reason: "access-lost",
    message: expect.stringContaining("DISCORD_TOKEN"),
  });
  expect(discord.rest.calls).toHaveLength(1);
  await discord.stop();
});

test("a Discord that does not answer is told as trouble that passes", async () => {
  const platform = createDiscord({ ...OPTIONS, apiUrl: "http://127.0.0.1:9/api" });
  await expect(platform.start(async () => ({ kind: "nothing" }))).rejects.toMatchObject({ reason: "unavailable" });
});

test("several shards carry one bot, and no privileged intent is asked for", { timeout: 40_000 }, async () => {
  const discord = await startFakeDiscord({ shards: 3 });
  for (let index = 0; index < 9; index++) addGuild(discord.world, `guild ${index}`, NEEDED_BITS);
  const platform = createDiscord({ ...OPTIONS, apiUrl: discord.apiUrl });
  await platform.start(async () => ({ kind: "nothing" }));
  expect(discord.gateway.identifies).toBe(3);
  await platform.stop();
  await discord.stop();
});

test("commands are registered only when they changed; a trial server gets them alone", async () => {
  const discord = await startFakeDiscord();
  const guild = addGuild(discord.world, "trial", NEEDED_BITS);
  const startWith = async (more: { guildId?: string; commands?: typeof COMMANDS }) => {
    const platform = createDiscord({ ...OPTIONS, apiUrl: discord.apiUrl, ...more });
    await platform.start(async () => ({ kind: "nothing" }));
    await platform.stop();
  };
  await startWith({ guildId: guild.id });
  expect(discord.world.commands.get("global")).toBeUndefined();
  expect(discord.world.commands.get(guild.id)?.writes).toBe(1);
  await startWith({});
  await startWith({});
  expect(discord.world.commands.get("global")?.writes).toBe(1);
  await startWith({ commands: COMMANDS.slice(1) });
  expect(discord.world.commands.get("global")?.writes).toBe(2);
  expect(discord.world.violations).toEqual([]);
  await discord.stop();
});

test("a slow answer is announced within 3 s and still arrives", async () => {
  const { discord, channel, ann, stop } = await startBare(async () => {
    await sleep(4_000);
    return { kind: "private", card: { tone: "notice", title: "At last", blocks: [] } };
  });
  const interaction = await discord.command(ann, channel, "progress");
  expect(JSON.stringify(interaction.reply)).toContain("At last");
  expect((interaction.reply?.flags ?? 0) & MessageFlags.Ephemeral).toBe(MessageFlags.Ephemeral);
  expect(discord.world.violations).toEqual([]);
  await stop();
});

test("suggestions and forms that take too long are given up within 3 s", async () => {
  const { discord, channel, ann, press, stop } = await startBare(async (event) => {
    await sleep(4_000);
    return event.type === "suggest" ? { kind: "suggestions", suggestions: ["late"] } : { kind: "nothing" };
  });
  const typed = { name: "zone", type: 3, value: "ber", focused: true };
  expect(await discord.suggest(ann, channel, "study", [typed])).toEqual([]);
  const pressed = await press({ type: "button", action: "x:1", label: "Open", opensForm: true }, "form|x:1");
  expect(JSON.stringify(pressed.reply)).toContain("That took too long");
  expect(discord.world.violations).toEqual([]);
  await stop();
});

test("a reply that comes after 15 minutes is one logged line", async () => {
  let now = Date.now();
  const { discord, channel, ann, platform, to, stop } = await startBare(
    async () => {
      await sleep(100);
      now += 16 * 60_000;
      return { kind: "private", card: { tone: "notice", title: "Too late", blocks: [] } };
    },
    { times: { deferMs: 10 }, now: () => now },
  );
  const waiting = discord.command(ann, channel, "progress");
  await until(() => discord.rest.calls.some((call) => call.status === 401));
  // The token of the interaction was over, not the bot's own.
  expect((await platform.inspect(to)).exists).toBe(true);
  await stop();
  for (const interaction of discord.world.interactions.values()) interaction.settle();
  await waiting;
});

test("a reaction that comes without its member counts all the same", async () => {
  team = await startDiscordTeam();
  const { discord, guild, ann } = team;
  await team.study("post");
  const question = team.question();
  const emoji = { id: null, name: "2️⃣" };
  discord.dispatch("MESSAGE_REACTION_ADD", guild.id, {
    user_id: ann,
    channel_id: team.channel.id,
    message_id: question.id,
    guild_id: guild.id,
    emoji,
  });
  expect(await waitFor(async () => (await team?.answersOf(ann))?.[0])).toEqual({ choice: "2", via: "reaction" });
});

test("a press that the bot has nothing to say to is acknowledged, and shows nothing", async () => {
  const { press, stop } = await startBare(async () => ({ kind: "nothing" }));
  const pressed = await press({ type: "button", action: "x:1", label: "Press" }, "x:1");
  expect(pressed.state).toBe("answered");
  expect(pressed.reply).toBeUndefined();
  await stop();
});
