import { setTimeout as sleep } from "node:timers/promises";
import type { Card, EpochMs } from "../chat/card.ts";
import { PlatformError, type PlatformReason } from "../chat/errors.ts";
import type { PlatformName } from "../chat/event.ts";
import type { ChatPlatform, MessageRef } from "../chat/platform.ts";
import { choiceCounts } from "../storage/answers.ts";
import { type Channel, getChannel, listChannels, noteMissedRuns } from "../storage/channels.ts";
import {
  type Delivery,
  findRoundDelivery,
  holdNotice,
  markEnded,
  markSending,
  markSent,
  markWaiting,
  nextDelivery,
  nextTryAt,
  type Payload,
  recoverDeliveries,
} from "../storage/deliveries.ts";
import { findRound, type Round, updateRound } from "../storage/rounds.ts";
import { closingTime } from "../study/schedule.ts";
import type { Bot } from "./bot.ts";
import { correctedReveal } from "./messages/corrections.ts";
import { questionCard, revealCard, revealNoteCard, withdrawnCard } from "./messages/round.ts";
import { sendRecap } from "./recap.ts";
import { markPosted, voidRound } from "./rounds.ts";
import { loseAccess, pauseForTrouble } from "./trouble.ts";

export interface Outbox {
  /** The community is owed something: send it, in order, one at a time. Other communities do not wait for it. */
  wake(communityId: number): void;
  /** Resolves once nothing can be sent now. */
  idle(): Promise<void>;
  /** Sends nothing more, and waits for what is being sent, but not for ever: the next start looks for such a message. */
  stop(): Promise<void>;
}

const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 5 * 60_000;
/** How long a message that is being sent may hold up the end of the bot. */
const PATIENCE_MS = 10_000;
/** A question is tried for at least so long, however short the channel's catch-up limit. */
const LEAST_PATIENCE_MS = 5 * 60_000;
/** What no later question could overcome either: the schedule pauses. */
const LOSSES: ReadonlySet<PlatformReason> = new Set(["channel-gone", "permission-lost"]);

export function createOutbox(bot: Bot): Outbox {
  const running = new Map<number, Promise<void>>();
  const again = new Set<number>();
  const timers = new Map<number, NodeJS.Timeout>();
  let stopped = false;

  const wake = (communityId: number): void => {
    if (stopped) return;
    if (running.has(communityId)) {
      again.add(communityId);
      return;
    }
    clearTimeout(timers.get(communityId));
    timers.delete(communityId);
    const turn = drain(communityId)
      .catch((error: unknown) =>
        bot.log.error({ community: communityId, err: error }, "the outbox failed; the next tick tries again"),
      )
      .finally(() => {
        running.delete(communityId);
        if (again.delete(communityId)) wake(communityId);
      });
    running.set(communityId, turn);
  };

  const drain = async (communityId: number): Promise<void> => {
    // Nothing is being sent here now: where a row says so, its end could not be recorded (a full disk).
    await recoverDeliveries(bot.db, communityId);
    while (!stopped) {
      const delivery = await nextDelivery(bot.db, communityId, bot.now());
      if (delivery === undefined) break;
      await deliver(bot, delivery);
    }
    const at = stopped ? undefined : await nextTryAt(bot.db, communityId);
    if (at === undefined || stopped) return;
    // Not by the clock alone: it may be set back meanwhile.
    const timer = setTimeout(() => wake(communityId), Math.min(Math.max(at - bot.now(), 50), LAST_RETRY_MS));
    timer.unref();
    timers.set(communityId, timer);
  };

  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running.values());
  };

  return {
    wake,
    idle,
    stop: async () => {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      const late = new AbortController();
      const gaveUp = await Promise.race([
        idle().then(() => false),
        sleep(PATIENCE_MS, true, { signal: late.signal }).catch(() => false),
      ]);
      late.abort();
      if (gaveUp) bot.log.warn("a message is still being sent; the next start looks whether it arrived");
    },
  };
}

/** Claim → send → record. Whatever happens in between, the row says what is known. */
async function deliver(bot: Bot, delivery: Delivery): Promise<void> {
  const channel = delivery.channel_id === null ? undefined : await getChannel(bot.db, delivery.channel_id);
  const round = delivery.round_id === null ? undefined : await findRound(bot.db, delivery.round_id);
  const platform = await platformOf(bot, delivery.community_id);
  if (platform === undefined) {
    await markWaiting(bot.db, delivery.id, bot.now() + LAST_RETRY_MS, "the platform is not connected");
    return;
  }
  if (delivery.kind === "question" && delivery.maybe_sent_since === null && round !== undefined) {
    if (round.state === "void") return markEnded(bot.db, delivery.id, "cancelled", "the round was voided");
    if (tooLate(delivery, channel, bot.now())) return giveUp(bot, delivery, channel, round, "too-late");
  }
  await bot.db.transaction().execute(async (tx) => {
    await markSending(tx, delivery, bot.now());
    if (delivery.kind === "question" && round?.state === "scheduled")
      await updateRound(tx, round.id, { state: "posting" });
  });
  bot.reached?.("claimed");
  const since = performance.now();
  try {
    const sent = await send(bot, platform, delivery, channel, round);
    bot.reached?.("accepted");
    const ms = performance.now() - since;
    bot.observe?.({ what: "posted", platform: platform.name, kind: delivery.kind, ms });
    await bot.db.transaction().execute(async (tx) => {
      await markSent(tx, delivery.id, sent?.message, bot.now());
      if (sent === undefined || delivery.kind !== "question" || round === undefined) return;
      await markPosted(bot, tx, round.id, sent.message, bot.now());
    });
    bot.reached?.("recorded");
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
    ...(delivery.maybe_sent_since !== null && { maybeSentSince: delivery.maybe_sent_since }),
  };
  if (delivery.payload !== null) {
    const payload = JSON.parse(delivery.payload) as Payload;
    return platform.post(payload.target, payload.card, mark);
  }
  if (delivery.kind === "recap") return channel && sendRecap(bot, platform, delivery, channel, mark);
  if (channel === undefined || round === undefined) return undefined;
  const target = { kind: "channel", community: channel.community, channel: channel.external } as const;
  const deck = bot.decks.get(round.deck);
  if (delivery.kind === "question") {
    // Withdrawn before it was known to stand there: it is not asked any more, but what was posted has to be found.
    if (round.state === "void") {
      const { key, maybeSentSince } = mark;
      return maybeSentSince === undefined ? undefined : platform.find(target, { key, maybeSentSince });
    }
    const asked = round.closesAt === undefined ? await withClosing(bot, round, channel) : round;
    return platform.post(target, questionCard(asked, channel, deck), mark);
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
    if (reveal?.message !== null && reveal?.message !== round.message) return undefined;
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
      posted?.message == null || posted.message === message.message
        ? message
        : { ...message, message: posted.message, key: posted.key };
    return editOrForget(platform, revealed, correctedReveal(reveal));
  }
  return editOrPost(platform, message, reveal, target, mark);
}

/** The window begins with the first try, so that a card sent again says the same. */
async function withClosing(bot: Bot, round: Round, channel: Channel): Promise<Round> {
  const closesAt = closingTime({
    postedAt: bot.now(),
    windowMs: channel.settings.windowMs,
    nextRunAt: channel.nextRunAt,
  });
  await updateRound(bot.db, round.id, { closes_at: closesAt });
  return { ...round, closesAt };
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
  const before = delivery.maybe_sent_since;
  const maybeSentSince = problem.neverArrived ? before : (before ?? bot.now());
  if (!problem.permanent && !tooLate({ ...delivery, maybe_sent_since: maybeSentSince }, channel, bot.now())) {
    const wait = Math.max(problem.retryAfterMs ?? 0, backoff(delivery.attempts));
    const known = problem.neverArrived ? { maybeSentSince: before } : {};
    await markWaiting(bot.db, delivery.id, bot.now() + wait, problem.reason, known);
    return;
  }
  const isAccessLost = problem.reason === "access-lost";
  if (isAccessLost && isForPerson(delivery)) await holdNotice(bot.db, delivery.id);
  else await giveUp(bot, delivery, channel, round, "not-delivered", problem.reason);
  if (isAccessLost) await loseAccess(bot, await listChannels(bot.db, delivery.community_id));
  if (channel !== undefined && LOSSES.has(problem.reason)) await pauseForTrouble(bot, channel, problem.reason);
}

function isForPerson(delivery: Delivery): boolean {
  return delivery.payload !== null && (JSON.parse(delivery.payload) as Payload).target.kind === "person";
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
  await noteMissedRuns(bot.db, channel.id, [round.scheduledAt], reason, bot.now());
  await voidRound(bot, channel, round.id);
}

/**
 * A question that surely was not sent is given up after the catch-up limit; one that may stand in the channel is looked
 * for, and a reveal or notice is tried, for a day.
 */
function tooLate(
  delivery: Pick<Delivery, "kind" | "created_at" | "maybe_sent_since">,
  channel: Channel | undefined,
  now: EpochMs,
): boolean {
  const isUnsent = delivery.kind === "question" && delivery.maybe_sent_since === null;
  const limit = isUnsent ? Math.max(channel?.settings.catchUpMs ?? 0, LEAST_PATIENCE_MS) : 24 * 3_600_000;
  return now - delivery.created_at > limit;
}

function backoff(attempts: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** attempts, LAST_RETRY_MS);
}

async function platformOf(bot: Bot, communityId: number): Promise<ChatPlatform | undefined> {
  const { platform } = await bot.db
    .selectFrom("communities")
    .select("platform")
    .where("id", "=", communityId)
    .executeTakeFirstOrThrow();
  return bot.platforms.get(platform);
}
