import process from "node:process";
import { Client, GatewayIntentBits, Partials } from "discord.js";
import { pino } from "pino";
import { PLATFORM_MESSAGES } from "../src/bot/messages/platforms.ts";
import { createDiscord } from "../src/platforms/discord/connect.ts";

/**
 * One side of the bench, in its own process so that its memory can be measured: `studybot`, or discord.js as its guide shows
 * it. Prints one line when ready and one after `expected` reactions, then exits.
 */
const [, , kind = "studybot", apiUrl = "", token = "", expected = "0"] = process.argv;
const started = performance.now();
let seen = 0;
let firstAt = 0;

function report(what: object): void {
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ ...what, rss, heapUsed })}\n`);
}

function count(): void {
  if (seen === 0) firstAt = performance.now();
  seen += 1;
  if (seen < Number(expected)) return;
  report({ reactionsMs: performance.now() - firstAt });
  process.exit(0);
}

if (kind === "studybot") {
  const log = pino({ level: "silent" });
  const platform = createDiscord({ token, apiUrl, commands: [], log, now: Date.now, messages: PLATFORM_MESSAGES });
  await platform.start(async () => {
    count();
    return { kind: "nothing" };
  });
} else {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessageReactions],
    partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User, Partials.GuildMember],
    shards: "auto",
    rest: { api: apiUrl },
  });
  client.on("messageReactionAdd", count);
  const ready = new Promise((resolve) => client.once("clientReady", resolve));
  await client.login(token);
  await ready;
}
report({ readyMs: performance.now() - started });
