import { setImmediate as breathe } from "node:timers/promises";
import type { EpochMs } from "../chat/card.ts";
import { type Channel, dueChannels, getChannel, noteMissedRuns, setNextRun } from "../storage/channels.ts";
import { communitiesWithWork } from "../storage/deliveries.ts";
import { lastAlive, markAlive, markOutage } from "../storage/outages.ts";
import { currentRound, getRound, type Round, roundsInState, roundsToClose } from "../storage/rounds.ts";
import { dueRun } from "../study/schedule.ts";
import type { Bot } from "./bot.ts";
import { oweDueRecaps } from "./recap.ts";
import { claimRound, closeRound, endRound, revealRound, voidRound } from "./rounds.ts";
import { endDueSeasons } from "./seasons.ts";

/** A pause of the bot longer than this, within a round, lets nobody's streak break by that round. */
const OUTAGE_MS = 10 * 60_000;

/**
 * Once a minute: closes and reveals what is over, claims what is due, wakes the outbox. It only writes to storage and
 * enqueues; nothing here waits for a platform, and one channel's trouble does not stop the next. Between two channels it
 * lets other events through: ten thousand of them take seconds, and nobody's button may wait for that.
 */
export async function tick(bot: Bot): Promise<void> {
  await noteOutage(bot);
  await closeAndReveal(bot);
  await oweDueRecaps(bot);
  await endDueSeasons(bot);
  for (const channel of await dueChannels(bot.db, bot.now())) {
    await guarded(bot, { channel }, async () => postDue(bot, await getChannel(bot.db, channel)));
    await breathe();
  }
  for (const community of await communitiesWithWork(bot.db)) bot.wake(community);
}

async function noteOutage(bot: Bot): Promise<void> {
  const now = bot.now();
  const alive = await lastAlive(bot.db);
  if (alive !== undefined && now - alive > OUTAGE_MS) {
    bot.log.warn({ from: alive, to: now }, "the bot was away; rounds of that time break no streak");
    await markOutage(bot.db, alive, now, OUTAGE_MS);
  }
  await markAlive(bot.db, now);
}

async function closeAndReveal(bot: Bot): Promise<void> {
  const closing = await roundsToClose(bot.db, bot.now());
  for (const round of closing) {
    await guarded(bot, { round }, async () => {
      const open = await getRound(bot.db, round);
      await closeRound(bot, open, open.closesAt ?? bot.now());
    });
    await breathe();
  }
  if (closing.length > 0) await bot.sleep(bot.revealGraceMs);
  for (const round of await roundsInState(bot.db, "closed")) {
    await guarded(bot, { round }, async () => {
      const { channelId } = await getRound(bot.db, round);
      await revealRound(bot, await getChannel(bot.db, channelId), round);
    });
    await breathe();
  }
}

async function postDue(bot: Bot, channel: Channel): Promise<void> {
  const now = bot.now();
  // Somebody may have changed it since the turn began.
  if (channel.state !== "active" || channel.nextRunAt === undefined || channel.nextRunAt > now) return;
  const due = dueRun(channel.settings.schedule, channel.nextRunAt, now, channel.settings.catchUpMs);
  await noteMissedRuns(bot.db, channel.id, due.missed, "too-late", now);
  if (due.post === undefined) {
    await setNextRun(bot.db, channel.id, due.next);
    return;
  }
  const current = await currentRound(bot.db, channel.id);
  if (current !== undefined) await makeRoom(bot, channel, current, due.post);
  const claimed = await claimRound(bot, channel, {
    slot: `at:${due.post}`,
    scheduledAt: due.post,
    nextRunAt: due.next,
  });
  if (claimed !== "claimed") bot.log.info({ channel: channel.id, run: due.post, claimed }, "no new round at this time");
}

/** The next question is due: the last one closes and is revealed, or, if it never went out, is given up. */
async function makeRoom(bot: Bot, channel: Channel, current: Round, at: EpochMs): Promise<void> {
  if (current.state === "open" || current.state === "closed") {
    await endRound(bot, channel, current, Math.max(at, current.postedAt ?? at));
    return;
  }
  await noteMissedRuns(bot.db, channel.id, [current.scheduledAt], "not-delivered", bot.now());
  await voidRound(bot, channel, current.id);
}

async function guarded(bot: Bot, what: object, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    bot.log.error({ ...what, err: error }, "a channel's turn failed; the others go on");
  }
}
