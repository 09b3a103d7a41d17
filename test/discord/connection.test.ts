import { MessageFlags, PermissionFlagsBits, SimpleIdentifyThrottler } from "discord.js";
import { pino } from "pino";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { COMMANDS } from "../../src/bot/commands.ts";
import { PLATFORM_MESSAGES } from "../../src/bot/messages/platforms.ts";
import type { Card, Control } from "../../src/chat/card.ts";
import type { ChatEvent, EventHandler, Reply } from "../../src/chat/event.ts";
import { createDiscord, type DiscordTimes } from "../../src/platforms/discord/connect.ts";
import { NEEDED_BITS } from "../../src/platforms/discord/permissions.ts";
import { REPLY_TIMES } from "../../src/platforms/discord/reply.ts";
import { TEXTS_FORM } from "../contracts/forms.ts";
import { type FakeDiscord, type FakeOptions, startFakeDiscord, TOKEN } from "../fakes/discord/fake-discord.ts";
import { addChannel, addGuild, addMember, type FakeMessage } from "../fakes/discord/world.ts";
import { CALM_DISCORD, CALM_TIMES, type DiscordTeam, startDiscordTeam } from "../support/discord-team.ts";
import { until, waitFor } from "../support/wait.ts";

let team: DiscordTeam | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  await team?.stop();
  team = undefined;
});

const OPTIONS = {
  token: TOKEN,
  commands: COMMANDS,
  log: pino({ level: "silent" }),
  now: Date.now,
  messages: PLATFORM_MESSAGES,
  times: CALM_TIMES,
};
const NOTHING: EventHandler = async () => ({ kind: "nothing" });

async function openDiscord(options: FakeOptions = {}): Promise<FakeDiscord> {
  const discord = await startFakeDiscord({ ...CALM_DISCORD, ...options });
  onTestFinished(discord.stop);
  return discord;
}

/** The adapter alone, with a handler of the test's own, which may wait until the test lets it go on. */
async function startBare(
  handler: (event: ChatEvent, mayGoOn: Promise<void>) => Promise<Reply>,
  more: { times?: Partial<DiscordTimes>; now?: () => number } = {},
) {
  const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
  const now = more.now ?? Date.now;
  const discord = await openDiscord({ now });
  const guild = addGuild(discord.world, "Team", NEEDED_BITS);
  const channel = addChannel(discord.world, guild, "study");
  const ann = addMember(discord.world, guild, "ann").id;
  const lines: string[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
  const times = { ...CALM_TIMES, ...more.times };
  const platform = createDiscord({ ...OPTIONS, apiUrl: discord.apiUrl, log, now, times });
  onTestFinished(() => {
    goOn();
    return platform.stop();
  });
  await platform.start((event) => handler(event, mayGoOn));
  const to = { kind: "channel", community: guild.id, channel: channel.id } as const;
  /** Posts a button, and Ann presses it. */
  const press = async (control: Extract<Control, { type: "button" }>, customId: string) => {
    const card: Card = { tone: "notice", title: "Press it", blocks: [{ type: "controls", controls: [control] }] };
    const { message } = await platform.post(to, card, { key: "sb-1" });
    return discord.press(ann, discord.world.messages.get(message) as FakeMessage, customId);
  };
  const announced = () =>
    until(() => [...discord.world.interactions.values()].some(({ state }) => state === "deferred"), "an announcement");
  return { discord, channel, ann, platform, lines, to, press, announced, goOn };
}

test("a gateway that is cut mid-answer is resumed, and what was given meanwhile counts", async () => {
  team = await startDiscordTeam();
  const { discord, ann, ben } = team;
  await team.study("post");
  const question = team.question();
  const line = () => team?.bot.bot.connections.get("discord")?.state;
  expect(line()).toBe("connected");
  discord.gateway.refusing = true;
  discord.gateway.cut(1006);
  discord.react(ann, question, "1️⃣");
  await until(() => line() === "lost");
  discord.gateway.refusing = false;
  await until(() => discord.gateway.resumes === 1);
  await until(() => line() === "connected");
  await waitFor(async () => (await team?.answersOf(ann))?.[0], "Ann's answer");
  expect(await team.press(ben, "2")).toContain("Your answer is in");
  expect(discord.world.violations).toEqual([]);
});

test("after a lost session the reactions are read back, and the channels' permissions are known afresh", async () => {
  // discord.js waits five seconds between two identifies.
  vi.spyOn(SimpleIdentifyThrottler.prototype, "waitForIdentify").mockResolvedValue();
  team = await startDiscordTeam();
  const { discord, ann } = team;
  await team.study("post");
  const question = team.question();
  discord.gateway.cut(1006);
  discord.gateway.forget();
  discord.react(ann, question, "2️⃣");
  team.channel.denied.set(team.guild.id, PermissionFlagsBits.AddReactions);
  await until(() => discord.gateway.identifies === 2);
  const answer = await waitFor(async () => (await team?.answersOf(ann))?.[0], "Ann's answer");
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
  const discord = await openDiscord();
  const platform = createDiscord({ ...OPTIONS, token: "wrong.token.here", apiUrl: discord.apiUrl });
  await expect(platform.start(NOTHING)).rejects.toMatchObject({
    reason: "access-lost",
    message: expect.stringContaining("DISCORD_TOKEN"),
  });
  expect(discord.rest.calls).toHaveLength(1);
});

test("a Discord that does not answer is told as trouble that passes", async () => {
  const platform = createDiscord({ ...OPTIONS, apiUrl: "http://127.0.0.1:9/api" });
  await expect(platform.start(NOTHING)).rejects.toMatchObject({ reason: "unavailable" });
});

test("several shards carry one bot, and no privileged intent is asked for", async () => {
  const discord = await openDiscord({ shards: 3 });
  for (let index = 0; index < 9; index++) addGuild(discord.world, `guild ${index}`, NEEDED_BITS);
  const platform = createDiscord({ ...OPTIONS, apiUrl: discord.apiUrl });
  onTestFinished(platform.stop);
  await platform.start(NOTHING);
  expect(discord.gateway.identifies).toBe(3);
});

test("commands are registered only when they changed; a trial server gets them alone", async () => {
  const discord = await openDiscord();
  const guild = addGuild(discord.world, "trial", NEEDED_BITS);
  const startWith = async (more: { guildId?: string; commands?: typeof COMMANDS }) => {
    const platform = createDiscord({ ...OPTIONS, apiUrl: discord.apiUrl, ...more });
    await platform.start(NOTHING);
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
});

test("Discord waits 3 s: by then a slow answer is announced, a slow form given up", () => {
  expect(Math.max(REPLY_TIMES.deferMs, REPLY_TIMES.giveUpMs)).toBeLessThan(3_000);
});

test("a slow answer is announced, and still arrives", async () => {
  const { discord, channel, ann, announced, goOn } = await startBare(
    async (_, mayGoOn) => {
      await mayGoOn;
      return { kind: "private", card: { tone: "notice", title: "At last", blocks: [] } };
    },
    { times: { deferMs: 1 } },
  );
  const asked = discord.command(ann, channel, "progress");
  await announced();
  goOn();
  const interaction = await asked;
  expect(JSON.stringify(interaction.reply)).toContain("At last");
  expect((interaction.reply?.flags ?? 0) & MessageFlags.Ephemeral).toBe(MessageFlags.Ephemeral);
  expect(discord.world.violations).toEqual([]);
});

test("a command's form that comes late is a private reply with a button that opens it", async () => {
  const { discord, channel, ann, announced, goOn } = await startBare(
    async (_, mayGoOn) => {
      await mayGoOn;
      return { kind: "form", form: TEXTS_FORM };
    },
    { times: { deferMs: 1 } },
  );
  const asked = discord.command(ann, channel, "study");
  await announced();
  goOn();
  const opened = await discord.pressReply(ann, await asked, PLATFORM_MESSAGES.openForm);
  expect(opened.modal?.title).toBe(TEXTS_FORM.title);
  expect(discord.world.violations).toEqual([]);
});

test("suggestions and forms that take too long are given up", async () => {
  const { discord, channel, ann, press } = await startBare(
    async (event, mayGoOn) => {
      await mayGoOn;
      return event.type === "suggest" ? { kind: "suggestions", suggestions: ["late"] } : { kind: "nothing" };
    },
    { times: { giveUpMs: 1 } },
  );
  const typed = { name: "zone", type: 3, value: "ber", focused: true };
  expect(await discord.suggest(ann, channel, "study", [typed])).toEqual([]);
  const pressed = await press({ type: "button", action: "x:1", label: "Open", opensForm: true }, "form|x:1");
  expect(JSON.stringify(pressed.reply)).toContain("That took too long");
  expect(discord.world.violations).toEqual([]);
});

test("a reply that comes after 15 minutes is one logged line", async () => {
  let now = Date.now();
  const { discord, channel, ann, platform, lines, to, announced, goOn } = await startBare(
    async (_, mayGoOn) => {
      await mayGoOn;
      now += 16 * 60_000;
      return { kind: "private", card: { tone: "notice", title: "Too late", blocks: [] } };
    },
    { times: { deferMs: 1 }, now: () => now },
  );
  // No reply comes.
  void discord.command(ann, channel, "progress");
  await announced();
  lines.length = 0;
  goOn();
  await until(() => discord.rest.calls.some((call) => call.status === 401));
  // The token of the interaction was over, not the bot's own.
  expect((await platform.inspect(to)).exists).toBe(true);
  await platform.idle();
  expect(lines).toEqual(["an interaction was over before its reply"]);
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
  expect(await waitFor(async () => (await team?.answersOf(ann))?.[0], "Ann's answer")).toEqual({
    choice: "2",
    via: "reaction",
  });
});

test("a press that the bot has nothing to say to is acknowledged, and shows nothing", async () => {
  const { press } = await startBare(NOTHING);
  const pressed = await press({ type: "button", action: "x:1", label: "Press" }, "x:1");
  expect(pressed.state).toBe("answered");
  expect(pressed.reply).toBeUndefined();
});
