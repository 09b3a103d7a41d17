import { setImmediate } from "node:timers/promises";
import { sql } from "kysely";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { createBot, type RunningBot } from "../../src/bot/create-bot.ts";
import { createDeckShelf } from "../../src/bot/deck-shelf.ts";
import { PlatformError } from "../../src/chat/errors.ts";
import type { PlatformName } from "../../src/chat/event.ts";
import type { PostTarget } from "../../src/chat/platform.ts";
import { createChannel } from "../../src/storage/channels.ts";
import { ensureCommunity } from "../../src/storage/communities.ts";
import type { Db } from "../../src/storage/database.ts";
import { createFakeChat, type FakeChat } from "../fakes/chat.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { singles, smallDeck } from "../support/small-deck.ts";
import { eventually, until } from "../support/wait.ts";

const NINE = Date.parse("2026-11-23T09:00:00Z");

interface Town {
  readonly db: Db;
  readonly chats: Readonly<Record<"slack" | "discord", FakeChat>>;
  readonly running: RunningBot;
  now: number;
  /** Called before each post; what it waits for, the post waits for. */
  before: (name: PlatformName, to: PostTarget) => Promise<void>;
  /** "community/channel" of each question, in the order of posting. */
  posted(name?: "slack" | "discord"): readonly string[];
}

let town: Town;
afterEach(async () => {
  await town.running.stop();
  await town.db.destroy();
});

/** Communities by name, each with so many channels whose question is due at nine. */
async function startTown(communities: readonly (readonly ["slack" | "discord", string, number])[]): Promise<Town> {
  const db = await freshDatabase();
  const deck = smallDeck(singles(9));
  for (const [platform, external, channels] of communities) {
    const given = { platform, external, name: external, timeZone: "UTC", now: 0 };
    const { id: communityId } = await ensureCommunity(db, given);
    for (let number = 1; number <= channels; number++) {
      await createChannel(db, {
        communityId,
        external: `${number}`,
        name: `#${number}`,
        settings: {
          deck: deck.id,
          schedule: { crons: ["0 9 * * *"], timeZone: "UTC", daysOff: [] },
          windowMs: 3_600_000,
          catchUpMs: 3 * 3_600_000,
          scoringRule: "standard",
          firstAnswerCounts: false,
          instantFeedback: false,
          reactions: true,
        },
        nextRunAt: NINE,
        createdBy: undefined,
        now: 0,
      });
    }
  }
  const chats = { slack: createFakeChat("slack"), discord: createFakeChat("discord") };
  for (const chat of Object.values(chats)) {
    const { post } = chat;
    chat.post = async (to, card, mark) => {
      await town.before(chat.name, to);
      return post(to, card, mark);
    };
  }
  const running = createBot({
    db,
    decks: createDeckShelf(new Map([[deck.id, deck]])),
    platforms: Object.values(chats),
    log: pino({ level: "silent" }),
    defaults: { deck: deck.id, timeZone: "UTC" },
    now: () => town.now,
    random: () => 0.4,
    sleep: async () => undefined,
    revealGraceMs: 0,
  });
  town = {
    db,
    chats,
    running,
    now: NINE,
    before: async () => undefined,
    posted: (name) =>
      (name === undefined ? Object.values(chats) : [chats[name]]).flatMap((chat) =>
        chat.messages.map(({ to }) => `${to.community}/${to.kind === "person" ? to.user : to.channel}`),
      ),
  };
  await running.start();
  return town;
}

test("a community that hangs, and one that fails, delay no other; what hung comes once it can, and once", async () => {
  await startTown([
    ["discord", "hangs", 3],
    ["discord", "fails", 3],
    ["discord", "fine", 3],
    ["slack", "fine-too", 1],
  ]);
  const gate = Promise.withResolvers<void>();
  town.before = async (_, to) => {
    if (to.community === "hangs") await gate.promise;
    if (to.community === "fails") throw new PlatformError("unavailable", "down", { retryAfterMs: 60_000 });
  };
  await town.running.tick();
  await eventually(() => expect([...town.posted()].sort()).toEqual(["fine-too/1", "fine/1", "fine/2", "fine/3"]));
  gate.resolve();
  town.before = async () => undefined;
  town.now += 61_000;
  await town.running.tick();
  await town.running.outbox.idle();
  expect(town.posted()).toHaveLength(10);
  expect(new Set(town.posted()).size).toBe(10);
});

test("a channel that hangs holds back its own messages, in their order, and not its community's", async () => {
  await startTown([["slack", "big", 40]]);
  const gate = Promise.withResolvers<void>();
  town.before = async (_, to) => {
    if (to.kind === "channel" && to.channel === "7") await gate.promise;
  };
  await town.running.tick();
  await eventually(() => expect(town.posted()).toHaveLength(39));
  expect(town.posted()).not.toContain("big/7");
  // An hour later the windows of the 39 end: their reveals come, while the seventh still hangs.
  town.now += 3_600_000;
  await town.running.tick();
  const revealed = () =>
    town.chats.slack.messages.filter(({ to, card }) => to.kind === "channel" && card.tone === "reveal").length;
  await eventually(() => expect(revealed()).toBe(39));
  gate.resolve();
  await town.running.outbox.idle();
  town.now += 1_000;
  await town.running.tick();
  await town.running.outbox.idle();
  expect(revealed()).toBe(40);
  const kinds = await town.db
    .selectFrom("deliveries")
    .innerJoin("channels", "channels.id", "deliveries.channel_id")
    .select(["kind", "deliveries.state"])
    .where("external_id", "=", "7")
    .orderBy("deliveries.sent_at")
    .execute();
  expect(kinds.map(({ kind }) => kind)).toEqual(["question", "reveal", "reveal-note"]);
});

test("a platform that hangs altogether does not delay another platform", async () => {
  const down = Array.from({ length: 130 }, (_, index) => ["discord", `down${index}`, 1] as const);
  await startTown([...down, ["slack", "up", 3]]);
  const gate = Promise.withResolvers<void>();
  town.before = async (name) => {
    if (name === "discord") await gate.promise;
  };
  await town.running.tick();
  await eventually(() => expect(town.posted()).toEqual(["up/1", "up/2", "up/3"]));
  gate.resolve();
  await town.running.outbox.idle();
  expect(town.posted("discord")).toHaveLength(130);
});

test("the first question is out, and other events are heard, before the last round is claimed", async () => {
  await startTown(Array.from({ length: 30 }, (_, index) => ["discord", `c${index}`, 5] as const));
  const atPosts: { claimed: number; heard: number }[] = [];
  let heard = 0;
  let isListening = true;
  const listen = async () => {
    for (; isListening; heard++) await setImmediate();
  };
  const listener = listen();
  town.before = async () => {
    const { count } = await town.db
      .selectFrom("rounds")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    atPosts.push({ claimed: Number(count), heard });
  };
  await town.running.tick();
  const [first = { claimed: 150, heard }] = atPosts;
  expect(first.claimed).toBeLessThan(30);
  expect(heard - first.heard).toBeGreaterThan(10);
  isListening = false;
  await listener;
  await town.running.outbox.idle();
  expect(new Set(town.posted()).size).toBe(150);
});

test("however much is due, only so many messages are under way at once", async () => {
  await startTown(Array.from({ length: 30 }, (_, index) => ["discord", `c${index}`, 6] as const));
  const gate = Promise.withResolvers<void>();
  const under = { all: 0, most: 0, mostOfOne: 0 };
  const each = new Map<string, number>();
  town.before = async (_, to) => {
    under.all += 1;
    each.set(to.community, (each.get(to.community) ?? 0) + 1);
    under.most = Math.max(under.most, under.all);
    under.mostOfOne = Math.max(under.mostOfOne, ...each.values());
    await gate.promise;
    await setImmediate();
    under.all -= 1;
    each.set(to.community, (each.get(to.community) ?? 1) - 1);
  };
  await town.running.tick();
  await until(() => under.all === 100);
  // All hang; one more turn of the clock wakes every community.
  await town.running.tick();
  gate.resolve();
  await town.running.outbox.idle();
  expect(town.posted()).toHaveLength(180);
  expect([under.most, under.mostOfOne]).toEqual([100, 4]);
});

test("a result that could not be written down is looked for, not sent again", async () => {
  await startTown([["discord", "home", 1]]);
  const readOnly = (on: 0 | 1) => sql.raw(`pragma query_only = ${on}`).execute(town.db);
  town.before = async () => void (await readOnly(1));
  await town.running.tick();
  await town.running.outbox.idle();
  const delivery = () => town.db.selectFrom("deliveries").select(["state", "attempts"]).executeTakeFirstOrThrow();
  expect([town.posted(), await delivery()]).toEqual([["home/1"], { state: "sending", attempts: 1 }]);
  await readOnly(0);
  town.before = async () => undefined;
  await town.running.tick();
  await town.running.outbox.idle();
  expect(town.posted()).toEqual(["home/1"]);
  expect(await town.db.selectFrom("rounds").select(["state", "message"]).execute()).toEqual([
    { state: "open", message: "m1" },
  ]);
});
