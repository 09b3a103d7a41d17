import { fileURLToPath } from "node:url";
import { NEEDED_BITS } from "../src/platforms/discord/permissions.ts";
import { type FakeDiscord, startFakeDiscord, TOKEN } from "../test/fakes/discord/fake-discord.ts";
import { memberPayload } from "../test/fakes/discord/payloads.ts";
import { addChannel, addGuild, addMember, type FakeChannel, type FakeUser } from "../test/fakes/discord/world.ts";
import { startClient } from "./client.ts";
import type { BenchLine } from "./line.ts";

const GUILDS = 2000;
const CHANNELS = 20;
const PEOPLE = 50;
const EMOJI = 30;
const SHARDS = 2;
const CLIENT = fileURLToPath(new URL("discord-client.ts", import.meta.url));
const MB = 1024 * 1024;

interface Measured {
  readonly readyMs: number;
  readonly readyRss: number;
  readonly readyHeap: number;
  readonly rss: number;
  readonly heap: number;
  readonly reactionsMs: number;
}

/**
 * Compares studybot's client with discord.js as its guide shows it, on 2,000 servers with 100,000 people who each add one
 * reaction.
 */
export async function benchDiscordGuilds(): Promise<readonly BenchLine[]> {
  const discord = await startFakeDiscord({ shards: SHARDS });
  const homes = fill(discord);
  try {
    const ours = await measure(discord, homes, "studybot");
    const plain = await measure(discord, homes, "plain");
    const line = (name: string, unit: string, of: (measured: Measured) => number): BenchLine => ({
      name: `discord: 2,000 servers, ${name}`,
      value: of(ours),
      unit,
      baseline: of(plain),
      ratio: of(ours) / of(plain),
    });
    return [
      line("time to ready", "ms", (measured) => measured.readyMs),
      line("memory when ready", "MB", (measured) => measured.readyRss / MB),
      line("heap when ready", "MB", (measured) => measured.readyHeap / MB),
      line("memory after 100,000 people", "MB", (measured) => measured.rss / MB),
      line("heap after 100,000 people", "MB", (measured) => measured.heap / MB),
      line("reactions taken", "reactions/s", (measured) => (GUILDS * PEOPLE * 1000) / measured.reactionsMs),
    ];
  } finally {
    await discord.stop();
  }
}

interface Server {
  readonly channel: FakeChannel;
  readonly people: readonly FakeUser[];
  readonly message: string;
}

function fill({ world }: FakeDiscord): readonly Server[] {
  return Array.from({ length: GUILDS }, (_, index) => {
    const emojis = Array.from({ length: EMOJI }, (_unused, emoji) => ({
      id: world.nextId(),
      name: `emoji_${emoji}`,
      roles: [],
      require_colons: true,
      managed: false,
      animated: false,
      available: true,
    }));
    const guild = addGuild(world, `Server ${index}`, NEEDED_BITS, { emojis });
    const channels = Array.from({ length: CHANNELS }, (_unused, number) =>
      addChannel(world, guild, `channel-${number}`),
    );
    const people = Array.from({ length: PEOPLE }, (_unused, number) =>
      addMember(world, guild, `person-${index}-${number}`),
    );
    return { channel: channels[0] as FakeChannel, people, message: world.nextId() };
  });
}

async function measure(discord: FakeDiscord, homes: readonly Server[], kind: "studybot" | "plain"): Promise<Measured> {
  const args = ["--expose-gc", CLIENT, kind, discord.apiUrl, TOKEN, String(GUILDS * PEOPLE)];
  const { child, read } = startClient(args);
  const ready = await read();
  for (const home of homes) {
    for (const user of home.people) react(discord, home, user);
    // Gives the sockets time to send.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const after = await read();
  await child.ended;
  discord.gateway.forget();
  return {
    readyMs: ready.readyMs ?? 0,
    readyRss: ready.rss ?? 0,
    readyHeap: ready.heapUsed ?? 0,
    rss: after.rss ?? 0,
    heap: after.heapUsed ?? 0,
    reactionsMs: after.reactionsMs ?? 1,
  };
}

function react(discord: FakeDiscord, { channel, message }: Server, user: FakeUser): void {
  const member = channel.guild?.members.get(user.id);
  discord.dispatch("MESSAGE_REACTION_ADD", channel.guild?.id, {
    user_id: user.id,
    channel_id: channel.id,
    message_id: message,
    guild_id: channel.guild?.id,
    member: member && memberPayload(member),
    emoji: { id: null, name: "1\uFE0F\u20E3" },
    type: 0,
    burst: false,
  });
}
