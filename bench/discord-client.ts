import process from "node:process";
import { Client, GatewayIntentBits, Partials } from "discord.js";
import { pino } from "pino";
import { PLATFORM_MESSAGES } from "../src/bot/messages/platforms.ts";
import { createDiscord } from "../src/platforms/discord/connect.ts";

/**
 * One side of the bench in a process of its own, so that its memory is its own: `studybot`, or discord.js as its guide
 * shows it. Prints one line when it is ready and one after `expected` reactions, then ends.
 */
const [, , kind = "studybot", apiUrl = "", token = "", expected = "0"] = process.argv;
const started = performance.now();
let seen = 0;
let firstAt = 0;

function tell(what: object): void {
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ ...what, rss, heapUsed })}\n`);
}

function count(): void {
  if (seen === 0) firstAt = performance.now();
  seen += 1;
  if (seen < Number(expected)) return;
  tell({ reactionsMs: performance.now() - firstAt });
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
tell({ readyMs: performance.now() - started });
