import { pino } from "pino";
import { expect, test } from "vitest";
import { createBot } from "../../src/bot/create-bot.ts";
import { createDeckShelf } from "../../src/bot/deck-shelf.ts";
import { PlatformError, type PlatformReason } from "../../src/chat/errors.ts";
import type { PlatformName } from "../../src/chat/event.ts";
import type { ChatPlatform } from "../../src/chat/platform.ts";
import { createFakeChat } from "../fakes/chat.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { until } from "../support/wait.ts";

async function botWith(platforms: readonly ChatPlatform[]) {
  return createBot({
    db: await freshDatabase(),
    decks: createDeckShelf(new Map()),
    platforms,
    log: pino({ level: "silent" }),
    defaults: { deck: "small", timeZone: "UTC" },
    now: () => 0,
    random: () => 0.4,
    sleep: async () => undefined,
    revealGraceMs: 0,
    startRetryMs: 10,
  });
}

/** Fails to start so often, then starts. */
function failing(
  times: number,
  reason: PlatformReason,
  name: PlatformName = "discord",
): ChatPlatform & { readonly starts: number } {
  let starts = 0;
  return {
    ...createFakeChat(name),
    get starts() {
      return starts;
    },
    start: async () => {
      starts += 1;
      if (starts <= times) throw new PlatformError(reason, "on purpose");
    },
  };
}

test("a platform that refuses for good does not stop the others, and is not asked again", async () => {
  const chat = createFakeChat();
  let started = false;
  const discord = failing(9, "access-lost");
  const slack = failing(2, "unavailable", "slack");
  const bot = await botWith([
    discord,
    slack,
    {
      ...chat,
      start: async () => {
        started = true;
      },
    },
  ]);
  await bot.start();
  expect(started).toBe(true);
  // By its second repetition another platform would have had its first, too.
  await until(() => bot.bot.connections.get("slack")?.state === "connected");
  expect([slack.starts, discord.starts]).toEqual([3, 1]);
  const states = [...bot.bot.connections].map(([name, { state }]) => `${name} ${state}`);
  expect(states.sort()).toEqual(["discord off", "playground connected", "slack connected"]);
  await bot.stop();
});

test("a platform that cannot be reached is tried again until it can", async () => {
  const discord = failing(2, "unavailable");
  const bot = await botWith([discord]);
  await bot.start();
  expect(bot.bot.connections.get("discord")?.state).toMatch(/lost|connecting|connected/);
  await until(() => bot.bot.connections.get("discord")?.state === "connected");
  expect(discord.starts).toBe(3);
  await bot.stop();
});

test("where no platform can ever run, the start says why", async () => {
  const bot = await botWith([failing(9, "access-lost")]);
  await expect(bot.start()).rejects.toThrow("on purpose");
  await bot.stop();
});
