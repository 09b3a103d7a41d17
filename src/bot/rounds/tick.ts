import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { EpochMs } from "../../chat/card.ts";
import { type Channel, dueChannels, getChannel, setNextRun } from "../../storage/channels.ts";
import { communitiesWithWork } from "../../storage/deliveries.ts";
import { noteMissedRuns } from "../../storage/rounds/missed-runs.ts";
import {
  currentRound,
  getRound,
  type Round,
  roundsInState,
  roundsToClose,
  slotsTaken,
} from "../../storage/rounds/rounds.ts";
import { dueRun } from "../../study/schedule.ts";
import { oweDueRecaps } from "../boards/recap.ts";
import { endDueSeasons } from "../boards/seasons.ts";
import type { Bot } from "../bot.ts";
import { checkClock, clockProblem } from "./clock-jumps.ts";
import {
  claimRound,
  closeRound,
  endRound,
  nextOpenRun,
  revealRound,
  slotOf,
  voidRound,
  wasAskedOrSkipped,
} from "./rounds.ts";

/**
 * Runs once a minute: closes and reveals rounds that are over, claims questions that are due, and wakes the outbox. It only
 * writes to storage and never waits for a platform. An error in one channel does not stop the others. It yields between
 * channels: ten thousand of them take seconds, and no button press should wait that long.
 */
export async function tick(bot: Bot): Promise<void> {
  const problem = clockProblem(bot.now());
  if (problem !== undefined) return bot.log.error(problem);
  await checkClock(bot);
  await closeAndReveal(bot);
  await oweDueRecaps(bot);
  await endDueSeasons(bot);
  for (const channel of await dueChannels(bot.db, bot.now())) {
    await guarded(bot, { channel }, async () => postDue(bot, await getChannel(bot.db, channel)));
    await yieldToEventLoop();
  }
  for (const community of await communitiesWithWork(bot.db)) bot.wake(community);
}

async function closeAndReveal(bot: Bot): Promise<void> {
  const closing = await roundsToClose(bot.db, bot.now());
  for (const round of closing) {
    await guarded(bot, { round }, async () => {
      const open = await getRound(bot.db, round);
      await closeRound(bot, open, open.closesAt ?? bot.now());
    });
    await yieldToEventLoop();
  }
  if (closing.length > 0) await bot.sleep(bot.revealGraceMs);
  for (const round of await roundsInState(bot.db, "closed")) {
    await guarded(bot, { round }, async () => {
      const { channelId } = await getRound(bot.db, round);
      await revealRound(bot, await getChannel(bot.db, channelId), round);
    });
    await yieldToEventLoop();
  }
}

async function postDue(bot: Bot, channel: Channel): Promise<void> {
  const now = bot.now();
  // The channel may have changed since the tick began.
  if (channel.state !== "active" || channel.nextRunAt === undefined || channel.nextRunAt > now) return;
  const due = dueRun(channel.settings.schedule, channel.nextRunAt, now, channel.settings.catchUpMs);
  // If the clock was set back, a time can pass twice. It is not missed if it had its question.
  const taken = due.missed.length === 0 ? new Set() : await slotsTaken(bot.db, channel.id, due.missed.map(slotOf));
  const missed = due.missed.filter((run) => !taken.has(slotOf(run)));
  await noteMissedRuns(bot.db, { channelId: channel.id, runs: missed, reason: "too-late", now });
  const next = await nextOpenRun(bot, channel, now);
  if (due.post === undefined || (await wasAskedOrSkipped(bot, channel, due.post))) {
    await setNextRun(bot.db, channel.id, next);
    return;
  }
  const current = await currentRound(bot.db, channel.id);
  if (current !== undefined) await endPrevious(bot, channel, current, due.post);
  const claimed = await claimRound(bot, channel, {
    slot: slotOf(due.post),
    scheduledAt: due.post,
    schedule: { nextRunAt: next },
  });
  if (claimed !== "claimed") bot.log.info({ channel: channel.id, run: due.post, claimed }, "no new round at this time");
}

/** The next question is due, so this reveals the previous one, or gives it up if it was never posted. */
async function endPrevious(bot: Bot, channel: Channel, current: Round, at: EpochMs): Promise<void> {
  if (current.state === "open" || current.state === "closed") {
    await endRound(bot, channel, current, Math.max(at, current.postedAt ?? at));
    return;
  }
  await noteMissedRuns(bot.db, {
    channelId: channel.id,
    runs: [current.scheduledAt],
    reason: "not-delivered",
    now: bot.now(),
  });
  await voidRound(bot, channel, current.id);
}

async function guarded(bot: Bot, subject: object, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    bot.log.error({ ...subject, err: error }, "a channel failed in this tick; continuing with the others");
  }
}
