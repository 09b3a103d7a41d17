import type { Card, EpochMs } from "../../chat/card.ts";
import { PlatformError, type PlatformReason } from "../../chat/errors.ts";
import type { PlatformName } from "../../chat/event.ts";
import type { ChatPlatform, MessageRef } from "../../chat/platform.ts";
import { type Channel, getChannel, listChannels } from "../../storage/channels.ts";
import type { Db } from "../../storage/database.ts";
import {
  type Delivery,
  findRoundDelivery,
  holdNotice,
  markEnded,
  markSending,
  markSent,
  markWaiting,
} from "../../storage/deliveries.ts";
import { choiceCounts } from "../../storage/rounds/answers.ts";
import { noteMissedRuns } from "../../storage/rounds/missed-runs.ts";
import { findRound, type Round, updateRound } from "../../storage/rounds/rounds.ts";
import { closingTime } from "../../study/schedule.ts";
import { sendRecap } from "../boards/recap.ts";
import type { Bot } from "../bot.ts";
import { correctedReveal } from "../messages/rounds/corrections.ts";
import { questionCard, revealCard, revealNoteCard, withdrawnCard } from "../messages/rounds/round.ts";
import { loseAccess, pauseForTrouble } from "../recovery/trouble.ts";
import { markPosted, voidRound } from "../rounds/rounds.ts";

const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 5 * 60_000;
/** A question is tried for at least so long, however short the channel's catch-up limit. */
const LEAST_PATIENCE_MS = 5 * 60_000;
/** What no later question could overcome either: the schedule pauses. */
const LOSSES: ReadonlySet<PlatformReason> = new Set(["channel-gone", "permission-lost"]);

/**
 * Claim → send → record. Whatever happens in between, the row says what is known. This claims it; the result sends and
 * records it, and is undefined where there is nothing to send now: it was cancelled meanwhile, or its platform is off.
 */
export async function claimDelivery(
  bot: Bot,
  delivery: Delivery,
  platformName: PlatformName | undefined,
): Promise<(() => Promise<void>) | undefined> {
  const platform = platformName === undefined ? undefined : bot.platforms.get(platformName);
  if (platform === undefined) {
    const notBefore = bot.now() + LAST_RETRY_MS;
    await markWaiting(bot.db, delivery.id, { notBefore, error: "the platform is not connected" });
    return undefined;
  }
  if (await comesTooLate(bot, delivery)) return undefined;
  return bot.db.transaction().execute(async (tx) => {
    if (!(await markSending(tx, delivery, bot.now()))) return undefined;
    const channel = delivery.channelId === undefined ? undefined : await getChannel(tx, delivery.channelId);
    const found = delivery.roundId === undefined ? undefined : await findRound(tx, delivery.roundId);
    const isQuestion = delivery.kind === "question" && found !== undefined && channel !== undefined;
    if (isQuestion && found.state === "void" && delivery.maybeSentSince === undefined) {
      await markEnded(tx, delivery.id, "cancelled", "the round was voided");
      return undefined;
    }
    const isAsked = isQuestion && found.state !== "void";
    const round = isAsked ? await markPosting(tx, bot, found, channel) : found;
    return () => deliver(bot, platform, delivery, channel, round);
  });
}

/** Gives up a question that was claimed, but never sent, before the bot was away for too long. */
async function comesTooLate(bot: Bot, delivery: Delivery): Promise<boolean> {
  const { kind, maybeSentSince, createdAt, channelId, roundId } = delivery;
  const isYoung = bot.now() - createdAt <= LEAST_PATIENCE_MS;
  if (
    kind !== "question" ||
    maybeSentSince !== undefined ||
    isYoung ||
    channelId === undefined ||
    roundId === undefined
  )
    return false;
  const channel = await getChannel(bot.db, channelId);
  if (!tooLate(delivery, channel, bot.now())) return false;
  await giveUp(bot, delivery, channel, await findRound(bot.db, roundId), "too-late");
  return true;
}

/** The window begins with the first try, so that a card sent again says the same. */
async function markPosting(tx: Db, bot: Bot, round: Round, channel: Channel): Promise<Round> {
  if (round.state === "void") return round;
  const state = round.state === "scheduled" ? "posting" : round.state;
  const { windowMs } = channel.settings;
  const closesAt = round.closesAt ?? closingTime({ postedAt: bot.now(), windowMs, nextRunAt: channel.nextRunAt });
  if (state !== round.state || closesAt !== round.closesAt) await updateRound(tx, round.id, { state, closesAt });
  return { ...round, state, closesAt };
}

async function deliver(
  bot: Bot,
  platform: ChatPlatform,
  delivery: Delivery,
  channel: Channel | undefined,
  round: Round | undefined,
): Promise<void> {
  bot.observe?.({ what: "crash-point", point: "claimed" });
  const since = performance.now();
  try {
    const sent = await send(bot, platform, delivery, channel, round);
    bot.observe?.({ what: "crash-point", point: "accepted" });
    const ms = performance.now() - since;
    bot.observe?.({ what: "posted", platform: platform.name, kind: delivery.kind, ms });
    await bot.db.transaction().execute(async (tx) => {
      await markSent(tx, delivery.id, sent?.message, bot.now());
      if (sent === undefined || delivery.kind !== "question" || round === undefined) return;
      await markPosted(bot, tx, round.id, sent.message, bot.now());
    });
    bot.observe?.({ what: "crash-point", point: "recorded" });
  } catch (error) {
    await failed(bot, platform.name, delivery, channel, round, error);
  }
}

async function send(
  bot: Bot,
  platform: ChatPlatform,
  delivery: Delivery,
  channel: Channel | undefined,
  round: Round | undefined,
): Promise<MessageRef | undefined> {
  const mark = {
    key: delivery.key,
    ...(delivery.maybeSentSince !== undefined && { maybeSentSince: delivery.maybeSentSince }),
  };
  if (delivery.payload !== undefined) return platform.post(delivery.payload.target, delivery.payload.card, mark);
  if (delivery.kind === "recap") return channel && sendRecap(bot, platform, delivery, channel, mark);
  if (channel === undefined || round === undefined) return undefined;
  const target = { kind: "channel", community: channel.community, channel: channel.external } as const;
  const deck = bot.decks.get(round.deck);
  if (delivery.kind === "question") {
    if (round.state !== "void") return platform.post(target, questionCard(round, channel, deck), mark);
    // Withdrawn before it was known to stand there: it is not asked any more, but what was posted has to be found.
    const { key, maybeSentSince } = mark;
    return maybeSentSince === undefined ? undefined : platform.find(target, { key, maybeSentSince });
  }
  if (round.message === undefined) return undefined;
  const question = await findRoundDelivery(bot.db, round.id, "question");
  const message = {
    community: channel.community,
    channel: channel.external,
    message: round.message,
    ...(question !== undefined && { key: question.key }),
  };
  if (delivery.kind === "withdraw") {
    return editOrForget(platform, message, withdrawnCard(round, deck));
  }
  const counts = await choiceCounts(bot.db, round.id);
  if (delivery.kind === "reveal-note") {
    // Posted afresh, the reveal is news enough.
    const reveal = await findRoundDelivery(bot.db, round.id, "reveal");
    if (reveal === undefined || (reveal.message !== undefined && reveal.message !== round.message)) return undefined;
    return platform.post(
      { ...target, kind: "thread", message: round.message },
      revealNoteCard(round, deck, counts),
      mark,
    );
  }
  const reveal = revealCard(round, deck, counts);
  if (delivery.kind === "correction") {
    const posted = await findRoundDelivery(bot.db, round.id, "reveal");
    // A reveal that was posted afresh is a message of its own.
    const revealed =
      posted?.message === undefined || posted.message === message.message
        ? message
        : { ...message, message: posted.message, key: posted.key };
    return editOrForget(platform, revealed, correctedReveal(reveal));
  }
  return editOrPost(platform, message, reveal, target, mark);
}

/** A question that somebody deleted still gets its reveal, posted afresh. */
async function editOrPost(
  platform: ChatPlatform,
  message: MessageRef,
  card: Card,
  target: Parameters<ChatPlatform["post"]>[0],
  mark: Parameters<ChatPlatform["post"]>[2],
): Promise<MessageRef> {
  try {
    await platform.edit(message, card);
    return message;
  } catch (error) {
    if (error instanceof PlatformError && error.reason === "message-gone") return platform.post(target, card, mark);
    throw error;
  }
}

async function editOrForget(platform: ChatPlatform, message: MessageRef, card: Card): Promise<MessageRef | undefined> {
  try {
    await platform.edit(message, card);
    return message;
  } catch (error) {
    if (error instanceof PlatformError && error.reason === "message-gone") return undefined;
    throw error;
  }
}

async function failed(
  bot: Bot,
  platform: PlatformName,
  delivery: Delivery,
  channel: Channel | undefined,
  round: Round | undefined,
  error: unknown,
): Promise<void> {
  const problem =
    error instanceof PlatformError ? error : new PlatformError("unavailable", "unexpected failure", { cause: error });
  bot.observe?.({ what: "post-failed", platform, reason: problem.reason });
  bot.log.warn(
    { delivery: delivery.id, kind: delivery.kind, reason: problem.reason, err: error },
    "a message was not delivered",
  );
  if (problem.reason === "uncertain") {
    await markEnded(bot.db, delivery.id, "held", "it may have arrived, and the bot may not look");
    return;
  }
  // Where this try surely did not arrive, what was known before it stands again.
  const before = delivery.maybeSentSince;
  const maybeSentSince = problem.neverArrived ? before : (before ?? bot.now());
  if (!problem.permanent && !tooLate({ ...delivery, maybeSentSince }, channel, bot.now())) {
    const wait = Math.max(problem.retryAfterMs ?? 0, backoff(delivery.attempts));
    await markWaiting(bot.db, delivery.id, {
      notBefore: bot.now() + wait,
      error: problem.reason,
      ...(problem.neverArrived && { before: delivery }),
    });
    return;
  }
  const isAccessLost = problem.reason === "access-lost";
  if (isAccessLost && isForPerson(delivery)) await holdNotice(bot.db, delivery.id);
  else await giveUp(bot, delivery, channel, round, "not-delivered", problem.reason);
  if (isAccessLost) await loseAccess(bot, await listChannels(bot.db, delivery.communityId));
  if (channel !== undefined && LOSSES.has(problem.reason)) await pauseForTrouble(bot, channel, problem.reason);
}

function isForPerson(delivery: Delivery): boolean {
  return delivery.payload?.target.kind === "person";
}

async function giveUp(
  bot: Bot,
  delivery: Delivery,
  channel: Channel | undefined,
  round: Round | undefined,
  reason: "too-late" | "not-delivered",
  error: string = reason,
): Promise<void> {
  await markEnded(bot.db, delivery.id, "failed", error);
  if (delivery.kind !== "question" || channel === undefined || round === undefined || round.state === "void") return;
  await noteMissedRuns(bot.db, { channelId: channel.id, runs: [round.scheduledAt], reason, now: bot.now() });
  await voidRound(bot, channel, round.id);
}

/**
 * A question that surely was not sent is given up after the catch-up limit; one that may stand in the channel is looked
 * for, and a reveal or notice is tried, for a day.
 */
function tooLate(
  delivery: Pick<Delivery, "kind" | "createdAt" | "maybeSentSince">,
  channel: Channel | undefined,
  now: EpochMs,
): boolean {
  const isUnsent = delivery.kind === "question" && delivery.maybeSentSince === undefined;
  const limit = isUnsent ? Math.max(channel?.settings.catchUpMs ?? 0, LEAST_PATIENCE_MS) : 24 * 3_600_000;
  return now - delivery.createdAt > limit;
}

function backoff(attempts: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** attempts, LAST_RETRY_MS);
}
