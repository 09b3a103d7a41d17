import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { NEEDED_BITS } from "../../src/platforms/discord/permissions.ts";
import { type FakeDiscord, startFakeDiscord, TOKEN } from "../fakes/discord/fake-discord.ts";
import { renderMessage } from "../fakes/discord/render.ts";
import { addChannel, addGuild, type FakeChannel, type FakeGuild } from "../fakes/discord/world.ts";
import type { Environment } from "../support/child.ts";
import { openRound, query } from "../support/playground-process.ts";
import { type RunningProcess, startProcess, tempFolder } from "../support/process.ts";
import { HANG_MS, until } from "../support/wait.ts";

const POST = /^\/channels\/\d+\/messages$/;

let discord: FakeDiscord;
let guild: FakeGuild;
let channel: FakeChannel;
let database: string;
let environment: Environment;
beforeEach(async () => {
  discord = await startFakeDiscord({ reactionGapMs: 10, patienceMs: HANG_MS });
  guild = addGuild(discord.world, "Team", NEEDED_BITS);
  channel = addChannel(discord.world, guild, "study");
  database = join(tempFolder(), "test.db");
  environment = { DISCORD_TOKEN: TOKEN, DISCORD_API_URL: discord.apiUrl };
});
afterEach(() => discord.stop());

const study = (name: string) => discord.command(guild.owner, channel, "study", [{ name, type: 1 }]);
const titles = () => discord.messagesIn(channel).map((message) => renderMessage(message).title.split(":")[0]);
const delivery = () =>
  query<{ state: string; maybe_sent_since: number | null }>(
    database,
    "select state, maybe_sent_since from deliveries where kind = 'question'",
  )[0];
/** The bot has claimed the question and is sending it. */
const sending = () => until(() => delivery()?.state === "sending", "a question that is being sent");
const arrived = () => until(() => titles().length === 1, "the question in the channel");

async function firstSignal(bot: RunningProcess): Promise<void> {
  bot.signal("SIGTERM");
  await until(() => bot.output().includes('"msg":"stopping"'), "the stop's begin");
}

test("SIGTERM during a post: the post is finished and recorded", async () => {
  const bot = await startProcess(database, environment, { drainTimeoutMs: HANG_MS });
  await study("setup");
  const released = Promise.withResolvers<void>();
  discord.fail("POST", POST, { kind: "hold", until: released.promise });
  await study("post");
  await arrived();
  await firstSignal(bot);
  expect(delivery()?.state).toBe("sending");
  released.resolve();
  expect((await bot.ended).code).toBe(0);
  expect(titles()).toEqual(["Question"]);
  expect(delivery()?.state).toBe("sent");
  expect(query(database, "select state from rounds")).toEqual([{ state: "open" }]);
});

test("SIGTERM while the platform hangs: it is not waited for for ever, and the next start looks for the message", async () => {
  const bot = await startProcess(database, environment, { drainTimeoutMs: 300 });
  await study("setup");
  discord.fail("POST", POST, { kind: "hang" });
  await study("post");
  await sending();
  expect(await bot.kill("SIGTERM")).toBe(0);
  expect(bot.output()).toContain("a message is still being sent");
  expect(delivery()).toMatchObject({ state: "sending", maybe_sent_since: expect.any(Number) });
  expect(titles()).toEqual([]);

  await startProcess(database, environment);
  await openRound(database);
  expect(titles()).toEqual(["Question"]);
});

test("SIGTERM twice ends it at once; what had arrived is found, not sent again", async () => {
  const bot = await startProcess(database, environment, { drainTimeoutMs: HANG_MS });
  await study("setup");
  // Never answered: only the second signal can end this.
  discord.fail("POST", POST, { kind: "hold", until: new Promise(() => undefined) });
  await study("post");
  await arrived();
  await firstSignal(bot);
  expect(await bot.kill("SIGTERM")).toBe(1);
  expect(bot.output()).not.toContain("did not stop in time");

  await startProcess(database, environment);
  await openRound(database);
  expect(titles()).toEqual(["Question"]);
});
