import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { NEEDED_BITS } from "../../src/platforms/discord/permissions.ts";
import { type FakeDiscord, startFakeDiscord, TOKEN } from "../fakes/discord/fake-discord.ts";
import { renderMessage } from "../fakes/discord/render.ts";
import { addChannel, addGuild, type FakeChannel, type FakeGuild } from "../fakes/discord/world.ts";
import { endAll, query, start } from "../support/playground-process.ts";
import { type Environment, tempFolder, waitFor } from "../support/process.ts";

const POST = /^\/channels\/\d+\/messages$/;

let discord: FakeDiscord;
let guild: FakeGuild;
let channel: FakeChannel;
let database: string;
let environment: Environment;
beforeEach(async () => {
  discord = await startFakeDiscord({ reactionGapMs: 10 });
  guild = addGuild(discord.world, "Team", NEEDED_BITS);
  channel = addChannel(discord.world, guild, "study");
  database = join(tempFolder(), "test.db");
  environment = { DISCORD_TOKEN: TOKEN, DISCORD_API_URL: discord.apiUrl };
});
afterEach(async () => {
  await endAll();
  await discord.stop();
});

const study = (name: string) => discord.command(guild.owner, channel, "study", [{ name, type: 1 }]);
const titles = () => discord.messagesIn(channel).map((message) => renderMessage(message).title.split(":")[0]);
const delivery = () =>
  query<{ state: string; maybe_sent_since: number | null }>(
    database,
    "select state, maybe_sent_since from deliveries where kind = 'question'",
  )[0];
/** The bot has claimed the question and is sending it. */
const sending = () => waitFor(() => (delivery()?.state === "sending" ? true : undefined));
const openRound = () => waitFor(() => query<object>(database, "select id from rounds where state = 'open'")[0]);

test("SIGTERM during a post: the post is finished and recorded", { timeout: 60_000 }, async () => {
  const bot = await start(database, environment);
  await study("setup");
  discord.fail("POST", POST, { kind: "delay", ms: 3_000 });
  await study("post");
  await sending();
  expect(await bot.kill("SIGTERM")).toBe(0);
  expect(titles()).toEqual(["Question"]);
  expect(delivery()?.state).toBe("sent");
  expect(query(database, "select state from rounds")).toEqual([{ state: "open" }]);
});

test("SIGTERM while the platform hangs: it is not waited for for ever, and the next start looks for the message", {
  timeout: 90_000,
}, async () => {
  const bot = await start(database, environment);
  await study("setup");
  discord.fail("POST", POST, { kind: "hang" });
  await study("post");
  await sending();
  const from = performance.now();
  expect(await bot.kill("SIGTERM")).toBe(0);
  expect(performance.now() - from).toBeLessThan(19_000);
  expect(bot.output()).toContain("a message is still being sent");
  expect(delivery()).toMatchObject({ state: "sending", maybe_sent_since: expect.any(Number) });
  expect(titles()).toEqual([]);

  await start(database, environment);
  await openRound();
  expect(titles()).toEqual(["Question"]);
});

test("SIGTERM twice ends it at once; what had arrived is found, not sent again", { timeout: 60_000 }, async () => {
  const bot = await start(database, environment);
  await study("setup");
  discord.fail("POST", POST, { kind: "delay", ms: 30_000 });
  await study("post");
  await sending();
  await waitFor(() => (titles().length === 1 ? true : undefined));
  bot.child.kill("SIGTERM");
  await waitFor(() => (bot.output().includes('"msg":"stopping"') ? true : undefined));
  const from = performance.now();
  expect(await bot.kill("SIGTERM")).toBe(1);
  expect(performance.now() - from).toBeLessThan(3_000);

  await start(database, environment);
  await openRound();
  expect(titles()).toEqual(["Question"]);
});
