import { join } from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createBot } from "../../src/bot/create-bot.ts";
import { createDeckShelf } from "../../src/bot/deck-shelf.ts";
import { PlatformError, type PlatformReason } from "../../src/chat/errors.ts";
import type { ChatPlatform } from "../../src/chat/platform.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { createFakeChat } from "../fakes/chat.ts";
import { tempFolder, waitFor } from "../support/process.ts";

async function botWith(platforms: readonly ChatPlatform[]) {
  const db = openDatabase(join(tempFolder(), "test.db"));
  await migrate(db, 0);
  return createBot({
    db,
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
function failing(times: number, reason: PlatformReason): ChatPlatform & { readonly starts: number } {
  let starts = 0;
  return {
    ...createFakeChat("discord"),
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
  const bot = await botWith([
    discord,
    {
      ...chat,
      start: async () => {
        started = true;
      },
    },
  ]);
  await bot.start();
  expect(started).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(discord.starts).toBe(1);
  const states = [...bot.bot.connections].map(([name, { state }]) => `${name} ${state}`);
  expect(states.sort()).toEqual(["discord off", "playground connected"]);
  await bot.stop();
});

test("a platform that cannot be reached is tried again until it can", async () => {
  const discord = failing(2, "unavailable");
  const bot = await botWith([discord]);
  await bot.start();
  expect(bot.bot.connections.get("discord")?.state).toMatch(/lost|connecting|connected/);
  await waitFor(() => (discord.starts === 3 ? true : undefined));
  await waitFor(() => (bot.bot.connections.get("discord")?.state === "connected" ? true : undefined));
  await bot.stop();
});

test("where no platform can ever run, the start says why", async () => {
  const bot = await botWith([failing(9, "access-lost")]);
  await expect(bot.start()).rejects.toThrow("on purpose");
  await bot.stop();
});
