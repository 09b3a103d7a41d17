import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { createBot } from "../src/bot/create-bot.ts";
import { createDeckShelf } from "../src/bot/deck-shelf.ts";
import { PLATFORM_MESSAGES } from "../src/bot/messages/platforms.ts";
import { createDiscord } from "../src/platforms/discord/connect.ts";
import { openDatabase } from "../src/storage/database.ts";
import { singles, smallDeck } from "../test/support/small-deck.ts";
import { START } from "./home.ts";

/**
 * One side of the bench, in its own process so that its memory can be measured: `studybot`, or `bare`, a fetch loop that
 * sends 50 requests per second. Prints one line when ready, begins when it reads one, and prints another when everything is
 * sent.
 */
const [, , kind = "studybot", apiUrl = "", token = "", work = ""] = process.argv;
const PER_SECOND = 50;
const EMOJI = ["1", "2", "3", "4"].map((label) => encodeURIComponent(`${label}\uFE0F\u20E3`));

const report = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);
const begin = () => new Promise((resolve) => process.stdin.once("data", resolve));

async function studybot(database: string): Promise<void> {
  const deck = smallDeck(singles(9));
  const db = openDatabase(database);
  const log = pino({ level: "silent" });
  const platform = createDiscord({ token, apiUrl, commands: [], log, now: Date.now, messages: PLATFORM_MESSAGES });
  const running = createBot({
    db,
    decks: createDeckShelf(new Map([[deck.id, deck]])),
    platforms: [platform],
    log,
    defaults: { deck: deck.id, timeZone: "UTC" },
    now: () => START,
    random: Math.random,
    sleep: async () => undefined,
    revealGraceMs: 0,
  });
  await running.start();
  report({ rss: process.memoryUsage().rss });
  await begin();
  await running.tick();
  await running.outbox.idle();
  await platform.idle();
  report({ rss: process.memoryUsage().rss });
}

async function bare(channels: readonly string[]): Promise<void> {
  report({ rss: process.memoryUsage().rss });
  await begin();
  const messages = new Map<string, string>();
  await paced(channels, async (channel) => {
    const body = JSON.stringify({ content: "Question: which one?" });
    const sent = await request("POST", `/channels/${channel}/messages`, body);
    messages.set(channel, ((await sent.json()) as { id: string }).id);
  });
  const seeds = EMOJI.flatMap((emoji) =>
    [...messages].map(([channel, id]) => `/channels/${channel}/messages/${id}/reactions/${emoji}/@me`),
  );
  await paced(seeds, (path) => request("PUT", path));
  report({ rss: process.memoryUsage().rss });
}

async function paced<T>(items: readonly T[], send: (item: T) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < items.length; from += PER_SECOND) {
    const second = sleep(1_010);
    await Promise.all(items.slice(from, from + PER_SECOND).map(send));
    await second;
  }
}

async function request(method: string, path: string, body?: string): Promise<Response> {
  const headers = { authorization: `Bot ${token}`, "content-type": "application/json" };
  for (;;) {
    const answer = await fetch(`${apiUrl}/v10${path}`, { method, headers, ...(body !== undefined && { body }) });
    if (answer.status !== 429) return answer;
    await sleep(Number(answer.headers.get("retry-after")) * 1000);
  }
}

await (kind === "studybot" ? studybot(work) : bare(work.split(",")));
process.exit(0);
