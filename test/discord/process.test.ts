import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { NEEDED_BITS } from "../../src/platforms/discord/permissions.ts";
import { type FakeDiscord, startFakeDiscord, TOKEN } from "../fakes/discord/fake-discord.ts";
import { renderMessage } from "../fakes/discord/render.ts";
import { addChannel, addGuild, type FakeChannel, type FakeGuild } from "../fakes/discord/world.ts";
import type { Environment } from "../support/child.ts";
import { CALM_DISCORD } from "../support/discord-team.ts";
import { run, startProcess, tempFolder } from "../support/process.ts";
import { until } from "../support/wait.ts";

let discord: FakeDiscord;
let guild: FakeGuild;
let channel: FakeChannel;
afterEach(() => discord.stop());

async function world(): Promise<Environment> {
  discord = await startFakeDiscord(CALM_DISCORD);
  guild = addGuild(discord.world, "Team", NEEDED_BITS);
  channel = addChannel(discord.world, guild, "study");
  return { DISCORD_TOKEN: TOKEN, DISCORD_API_URL: discord.apiUrl };
}

const newDatabase = () => join(tempFolder(), "test.db");
const study = (name: string) => discord.command(guild.owner, channel, "study", [{ name, type: 1 }]);
const titles = () => discord.messagesIn(channel).map((message) => renderMessage(message).title.split(":")[0]);

test("kill -9 in the middle of a post: the next process finds the message, and it came once", async () => {
  const environment = await world();
  const database = newDatabase();
  const first = await startProcess(database, environment);
  await study("setup");
  const never = new Promise(() => undefined);
  discord.fail("POST", /^\/channels\/\d+\/messages$/, { kind: "hold", until: never });
  await study("post");
  await until(() => titles().length === 1, "a question in the channel");
  await first.kill("SIGKILL");
  expect(titles()).toEqual(["Question"]);

  await startProcess(database, environment);
  const status = async () => JSON.stringify((await study("status")).reply);
  await until(async () => (await status()).includes("A round is open until"), "the round in the status");
  expect(titles()).toEqual(["Question"]);
  expect(discord.world.violations).toEqual([]);
});

test("with a token the playground stays off, unless somebody asks for it", async () => {
  const environment = await world();
  const [alone, both] = await Promise.all([
    startProcess(newDatabase(), environment),
    startProcess(newDatabase(), { ...environment, PLAYGROUND: "on" }),
  ]);
  expect(alone.url).toBeUndefined();
  expect(alone.output()).toContain("https://discord.com/oauth2/authorize?client_id=");
  expect(both.url).toContain("http://127.0.0.1:");
  expect(await alone.kill("SIGTERM")).toBe(0);
  expect(alone.output() + both.output()).not.toContain(TOKEN);
});

test("a Discord that refuses the token does not stop the playground", async () => {
  const environment = await world();
  const bot = await startProcess(newDatabase(), { ...environment, DISCORD_TOKEN: "not.the.token", PLAYGROUND: "on" });
  expect((await fetch(bot.url)).status).toBe(200);
  expect(bot.output()).toContain("a platform could not be started");
});

test("the doctor says how Discord stands, and prints the invite link", async () => {
  const environment = {
    DATABASE_URL: newDatabase(),
    DECKS_DIR: "test/fixtures/decks",
    DECK: "tea",
    ...(await world()),
  };
  const [healthy, wrong] = await Promise.all([
    run(["doctor"], environment),
    run(["doctor"], { ...environment, DISCORD_TOKEN: "not.the.token" }),
  ]);
  expect(healthy.out).toMatch(/ok +Discord: studybot, in 1 server/);
  expect(healthy.out).toMatch(
    /ok +Discord invite: https:\/\/discord\.com\/oauth2\/authorize\?client_id=\d+&permissions=\d+&scope=bot\+applications\.commands/,
  );
  expect(wrong.out).toMatch(/WRONG +Discord: .*DISCORD_TOKEN/);
});
