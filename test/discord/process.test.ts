import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { NEEDED_BITS } from "../../src/platforms/discord/permissions.ts";
import { type FakeDiscord, startFakeDiscord, TOKEN } from "../fakes/discord/fake-discord.ts";
import { renderMessage } from "../fakes/discord/render.ts";
import { addChannel, addGuild, type FakeChannel, type FakeGuild } from "../fakes/discord/world.ts";
import { type Environment, ROOT, type RunningProcess, startProcess, tempFolder, waitFor } from "../support/process.ts";

let discord: FakeDiscord;
let guild: FakeGuild;
let channel: FakeChannel;
const started: RunningProcess[] = [];
afterEach(async () => {
  for (const process of started.splice(0)) if (process.child.exitCode === null) await process.kill("SIGKILL");
  await discord.stop();
});

async function world(): Promise<{ readonly database: string; readonly environment: Environment }> {
  discord = await startFakeDiscord({ reactionGapMs: 10 });
  guild = addGuild(discord.world, "Team", NEEDED_BITS);
  channel = addChannel(discord.world, guild, "study");
  return {
    database: join(tempFolder(), "test.db"),
    environment: { DISCORD_TOKEN: TOKEN, DISCORD_API_URL: discord.apiUrl },
  };
}

async function start(database: string, environment: Environment): Promise<RunningProcess> {
  const process = await startProcess(database, environment);
  started.push(process);
  return process;
}

const study = (name: string) => discord.command(guild.owner, channel, "study", [{ name, type: 1 }]);
const titles = () => discord.messagesIn(channel).map((message) => renderMessage(message).title.split(":")[0]);

test("kill -9 in the middle of a post: the next process finds the message, and it came once", {
  timeout: 60_000,
}, async () => {
  const { database, environment } = await world();
  const first = await start(database, environment);
  await study("setup");
  discord.fail("POST", /^\/channels\/\d+\/messages$/, { kind: "then", happens: () => first.child.kill("SIGKILL") });
  await study("post");
  await waitFor(() => (first.child.signalCode === "SIGKILL" ? true : undefined));
  expect(titles()).toEqual(["Question"]);

  await start(database, environment);
  const status = async () => JSON.stringify((await study("status")).reply);
  await waitFor(async () => ((await status()).includes("A round is open until") ? true : undefined));
  expect(titles()).toEqual(["Question"]);
  expect(discord.world.violations).toEqual([]);
});

test("with a token the playground stays off, unless somebody asks for it", { timeout: 60_000 }, async () => {
  const { database, environment } = await world();
  const alone = await start(database, environment);
  expect(alone.url).toBeUndefined();
  expect(alone.output()).toContain("https://discord.com/oauth2/authorize?client_id=");
  expect(await alone.kill("SIGTERM")).toBe(0);
  const both = await start(database, { ...environment, PLAYGROUND: "on" });
  expect(both.url).toContain("http://127.0.0.1:");
  expect(alone.output() + both.output()).not.toContain(TOKEN);
});

test("a Discord that refuses the token does not stop the playground", { timeout: 60_000 }, async () => {
  const { database, environment } = await world();
  const process = await start(database, { ...environment, DISCORD_TOKEN: "not.the.token", PLAYGROUND: "on" });
  expect((await fetch(process.url)).status).toBe(200);
  expect(process.output()).toContain("a platform could not be started");
});

test("the doctor says how Discord stands, and prints the invite link", { timeout: 60_000 }, async () => {
  const { database, environment } = await world();
  const healthy = await doctor({ DATABASE_URL: database, ...environment });
  expect(healthy).toMatch(/ok +Discord: studybot, in 1 server/);
  expect(healthy).toMatch(
    /ok +Discord invite: https:\/\/discord\.com\/oauth2\/authorize\?client_id=\d+&permissions=\d+&scope=bot\+applications\.commands/,
  );
  expect(await doctor({ DATABASE_URL: database, ...environment, DISCORD_TOKEN: "not.the.token" })).toMatch(
    /WRONG +Discord: .*DISCORD_TOKEN/,
  );
});

/** Beside this process, since the fake Discord lives in it. */
async function doctor(environment: Environment): Promise<string> {
  const child = spawn(process.execPath, ["src/launch.mjs", "doctor"], {
    cwd: ROOT,
    env: { PATH: "/usr/bin:/bin", ...environment },
  });
  let out = "";
  child.stdout.on("data", (text: Buffer) => (out += text));
  await once(child, "close");
  return out;
}
