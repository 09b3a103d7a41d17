import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { NEEDED_BITS } from "../src/platforms/discord/permissions.ts";
import { createChannel } from "../src/storage/channels.ts";
import { ensureCommunity } from "../src/storage/communities.ts";
import { buttonId, type FakeDiscord, startFakeDiscord, TOKEN } from "../test/fakes/discord/fake-discord.ts";
import { addChannel, addGuild, addMember, type FakeChannel } from "../test/fakes/discord/world.ts";
import { startClient } from "./client.ts";
import { benchFanoutCore } from "./fanout-core.ts";
import { openHome, quantile, START } from "./home.ts";
import type { BenchLine } from "./line.ts";

/** A fiftieth of 10,000 channels at Discord's real rate limit, so everything takes a fiftieth of the real time. */
const GUILDS = 40;
const CHANNELS_PER_GUILD = 5;
const CHANNELS = GUILDS * CHANNELS_PER_GUILD;
const SCALE = 10_000 / CHANNELS;
const PER_SECOND = 50;
const LATENCY_MS = 20;
const CLIENT = fileURLToPath(new URL("fanout-client.ts", import.meta.url));
const MB = 1024 * 1024;

/**
 * Many channels due in the same minute: the real discord.js against a fake Discord that allows 50 requests per second, and
 * the core alone.
 */
export async function benchFanout(): Promise<readonly BenchLine[]> {
  const ours = await measureOnDiscord("studybot");
  const bare = await measureOnDiscord("bare");
  const line = (name: string, unit: string, of: (measured: Measured) => number): BenchLine => ({
    name: `fanout: ${CHANNELS} channels on Discord, ${name}`,
    value: of(ours),
    unit,
    baseline: of(bare),
    ratio: of(ours) / of(bare),
  });
  const calls = ours.posts + ours.reactions + ours.others;
  const limitSeconds = calls / PER_SECOND;
  return [
    line("calls: posts", "count", (measured) => measured.posts),
    line("calls: reactions", "count", (measured) => measured.reactions),
    line("calls: others", "count", (measured) => measured.others),
    line("posts before the first reaction", "count", (measured) => measured.postsBeforeReactions),
    line("answered with 429", "count", (measured) => measured.refused),
    line("all posts out", "s", (measured) => measured.postSeconds),
    line("all calls done", "s", (measured) => measured.seconds),
    {
      name: `fanout: ${CHANNELS} channels on Discord, all calls against the limit of 50 a second`,
      value: ours.seconds,
      unit: "s",
      baseline: limitSeconds,
      ratio: ours.seconds / limitSeconds,
    },
    {
      name: "fanout: 10,000 channels on Discord, all posts out (scaled up)",
      value: ours.postSeconds * SCALE,
      unit: "s",
      baseline: 10_000 / PER_SECOND,
      ratio: (ours.postSeconds * SCALE * PER_SECOND) / 10_000,
    },
    {
      name: `fanout: ${CHANNELS} channels on Discord, button pressed meanwhile, answered p99`,
      value: ours.pressP99,
      unit: "ms",
    },
    line("memory (RSS)", "MB", (measured) => measured.rss / MB),
    ...(await benchFanoutCore()),
  ];
}

interface Measured {
  readonly posts: number;
  readonly reactions: number;
  readonly others: number;
  readonly postsBeforeReactions: number;
  readonly refused: number;
  readonly postSeconds: number;
  readonly seconds: number;
  readonly pressP99: number;
  readonly rss: number;
}

async function measureOnDiscord(kind: "studybot" | "bare"): Promise<Measured> {
  const discord = await startFakeDiscord({ perSecond: PER_SECOND, latencyMs: LATENCY_MS, reactionGapMs: 250 });
  try {
    const channels = addGuilds(discord);
    const work = kind === "bare" ? channels.map((channel) => channel.id).join(",") : await prepare(channels);
    const { child, read } = startClient([CLIENT, kind, discord.apiUrl, TOKEN, work]);
    await read();
    // Waits out the second in which the client started, so that its requests do not count toward the limit.
    await sleep(1_500);
    const before = discord.rest.calls.length;
    const from = Date.now();
    child.stdin.write("begin\n");
    const done = read();
    const presses = kind === "bare" ? [] : await pressWhile(discord, done);
    const { rss = 0 } = await done;
    await child.ended;
    return { ...count(discord.rest.calls.slice(before), from), pressP99: quantile(presses, 0.99), rss };
  } finally {
    await discord.stop();
  }
}

function addGuilds({ world }: FakeDiscord): readonly FakeChannel[] {
  return Array.from({ length: GUILDS }, (_, index) => addGuild(world, `Server ${index}`, NEEDED_BITS)).flatMap(
    (guild) => Array.from({ length: CHANNELS_PER_GUILD }, (_, number) => addChannel(world, guild, `study-${number}`)),
  );
}

/** Creates a database in which every channel's question is due. */
async function prepare(channels: readonly FakeChannel[]): Promise<string> {
  const { db, file, channel: home } = await openHome("small");
  for (const channel of channels) {
    const external = channel.guild?.id ?? "";
    const given = { platform: "discord", external, name: external, timeZone: "UTC", now: START } as const;
    const { id: communityId } = await ensureCommunity(db, given);
    const { settings } = home;
    const named = { communityId, external: channel.id, name: channel.name, settings };
    await createChannel(db, { ...named, nextRunAt: START, createdBy: undefined, now: START });
  }
  await db.destroy();
  return file;
}

/** Presses a button five times a second until `done`. Returns how long each response took, in ms, ascending. */
async function pressWhile(discord: FakeDiscord, done: Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let isDone = false;
  void done.then(() => {
    isDone = true;
  });
  for (let turn = 0; !isDone; turn++) {
    await sleep(200);
    const message = [...discord.world.messages.values()].find((one) => one.channel.guild !== undefined);
    if (message === undefined || isDone) continue;
    const guild = message.channel.guild;
    if (guild === undefined) continue;
    const user = addMember(discord.world, guild, `person-${turn}`).id;
    const from = performance.now();
    await discord.press(user, message, buttonId(message, "1"));
    times.push(performance.now() - from);
  }
  return times.sort((a, b) => a - b);
}

function count(calls: FakeDiscord["rest"]["calls"], from: number): Omit<Measured, "pressP99" | "rss"> {
  // Replies to interactions do not count toward the limit.
  const counted = calls.filter(({ path }) => !/^\/(interactions|webhooks)\//.test(path));
  const taken = counted.filter(({ status }) => status < 300);
  const isPost = ({ method, path }: (typeof calls)[number]) =>
    method === "POST" && /^\/channels\/\d+\/messages$/.test(path);
  const isReaction = ({ method, path }: (typeof calls)[number]) => method === "PUT" && path.endsWith("/@me");
  const posts = taken.filter(isPost);
  const reactions = taken.filter(isReaction);
  const firstReaction = taken.findIndex(isReaction);
  return {
    posts: posts.length,
    reactions: reactions.length,
    others: counted.length - posts.length - reactions.length,
    postsBeforeReactions: taken.slice(0, firstReaction).filter(isPost).length,
    refused: counted.filter(({ status }) => status === 429).length,
    postSeconds: ((posts.at(-1)?.at ?? from) - from) / 1000,
    seconds: ((counted.at(-1)?.at ?? from) - from) / 1000,
  };
}
