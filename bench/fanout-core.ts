import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { pino } from "pino";
import { createBot } from "../src/bot/create-bot.ts";
import { createDeckShelf } from "../src/bot/deck-shelf.ts";
import type { ChatPlatform } from "../src/chat/platform.ts";
import type { Db } from "../src/storage/database.ts";
import { singles, smallDeck } from "../test/support/small-deck.ts";
import { openHome, START } from "./home.ts";
import type { BenchLine } from "./line.ts";

const CHANNELS = 10_000;
const COMMUNITIES = 2_000;
const POSTS = 2_000;
const LATENCY_MS = 20;
const MB = 1024 * 1024;
const NS = 1e6;

/**
 * 10,000 channels due in one minute, through tick, outbox, and a database on disk. At first the platform does not respond,
 * so that the clock tick is measured alone. Then it responds after 20 ms without a rate limit, which shows the bot's own
 * throughput.
 */
export async function benchFanoutCore(): Promise<readonly BenchLine[]> {
  const deck = smallDeck(singles(200));
  const { db, community, channel } = await openHome(deck.id);
  await fill(db, community.id, channel.id);
  const platform = createSlowPlatform();
  const running = createBot({
    db,
    decks: createDeckShelf(new Map([[deck.id, deck]])),
    platforms: [platform],
    log: pino({ level: "silent" }),
    defaults: { deck: deck.id, timeZone: "UTC" },
    now: () => START,
    random: () => 0.5,
    sleep: async () => undefined,
    revealGraceMs: 0,
  });
  await running.start();
  const before = process.memoryUsage().rss;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const begun = performance.now();
  await running.tick();
  const turn = performance.now() - begun;
  const firstPost = (platform.times[0] ?? 0) - begun;
  platform.open();
  const opened = performance.now();
  while (platform.times.length < POSTS) await sleep(5);
  const posting = performance.now() - opened;
  delay.disable();
  const rss = process.memoryUsage().rss;
  await running.stop();
  await db.destroy();
  const size = `fanout: ${CHANNELS.toLocaleString("en")} channels due`;
  return [
    { name: `${size}, rounds claimed a second`, value: (CHANNELS * 1000) / turn, unit: "1/s" },
    { name: `${size}, first post after`, value: firstPost, unit: "ms" },
    { name: `${size}, posts a second without a limit`, value: (POSTS * 1000) / posting, unit: "1/s" },
    { name: `${size}, posts under way at once, most`, value: platform.most(), unit: "count" },
    { name: `${size}, event-loop delay p99`, value: delay.percentile(99) / NS, unit: "ms" },
    { name: `${size}, event-loop delay worst`, value: delay.max / NS, unit: "ms" },
    { name: `${size}, memory (RSS) more than before`, value: (rss - before) / MB, unit: "MB" },
  ];
}

/** Copies the template channel. Each copy has ten past rounds, so that choosing a question has a history to read. */
async function fill(db: Db, home: number, template: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`with recursive n(i) as (select 2 union all select i + 1 from n where i < ${COMMUNITIES})
      insert into communities (platform, external_id, name, time_zone, week_start, created_at)
      select 'playground', 'c' || i, 'Community ' || i, 'UTC', 'monday', 0 from n`.execute(tx);
    await sql`insert into seasons (community_id, number, name, starts_at)
      select id, 1, 'Season 1', 0 from communities where id <> ${home}`.execute(tx);
    await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${CHANNELS})
      insert into channels (community_id, external_id, name, deck, time_zone, crons, days_off, window_ms, catch_up_ms,
        scoring_rule, first_answer_counts, instant_feedback, reactions, state, next_run_at, created_at)
      select communities.id, 'ch' || i, '#ch' || i, deck, channels.time_zone, crons, days_off, window_ms, catch_up_ms,
        scoring_rule, first_answer_counts, instant_feedback, reactions, 'active', ${START}, 0
      from n join communities on communities.id = 1 + i % ${COMMUNITIES}, channels where channels.id = ${template}`.execute(
      tx,
    );
    await sql`insert into recaps (channel_id, cron, enabled, pictures, time_zone) select id, '0 9 * * 1', 0, 0, time_zone from channels`.execute(
      tx,
    );
    await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 10)
      insert into rounds (channel_id, slot, state, deck, deck_version, question, topic, entries, kind, difficulty, content, seed,
        reason, scoring_rule, first_answer_counts, instant_feedback, reactions, scheduled_at, posted_at, sequence, exempt, week,
        month, season_id)
      select channels.id, 'at:' || i, 'revealed', deck, '1', 'q' || i, 't' || i % 3, '["entry-q' || i || '"]', 'single', 'easy', '{}', 1,
        'fresh', 'standard', 0, 0, 1, ${START} - (11 - i) * 86400000, i, i, 0, '2026-11-16', '2026-11', seasons.id
      from channels join seasons on seasons.community_id = channels.community_id, n where channels.next_run_at is not null`.execute(
      tx,
    );
  });
}

/** Holds posts until `open` is called, then completes each after 20 ms. */
function createSlowPlatform(): ChatPlatform & { readonly times: number[]; most(): number; open(): void } {
  const times: number[] = [];
  const gate = Promise.withResolvers<void>();
  let inFlight = 0;
  let maxInFlight = 0;
  return {
    name: "playground",
    times,
    most: () => maxInFlight,
    open: gate.resolve,
    start: async () => undefined,
    stop: async () => undefined,
    post: async (to) => {
      times.push(performance.now());
      inFlight += 1;
      maxInFlight = Math.max(maxInFlight, inFlight);
      await gate.promise;
      await sleep(LATENCY_MS);
      inFlight -= 1;
      return { community: to.community, channel: "any", message: `m${times.length}` };
    },
    find: async () => undefined,
    edit: async () => undefined,
    readReactions: async () => ({}),
    groupMembers: async () => undefined,
    inspect: async () => ({ exists: true, name: "", archived: false, missing: [] }),
  };
}
