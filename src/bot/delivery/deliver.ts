import type { PlatformName } from "../../chat/event.ts";
import { type Channel, getChannel } from "../../storage/channels.ts";
import type { Db } from "../../storage/database.ts";
import { type Delivery, markEnded, markSending, markSent, markWaiting } from "../../storage/deliveries.ts";
import { findRound, type Round, updateRound } from "../../storage/rounds/rounds.ts";
import { closingTime } from "../../study/schedule.ts";
import type { Bot } from "../bot.ts";
import { markPosted } from "../rounds/rounds.ts";
import { giveUp, handleFailure, isTooLate, MAX_RETRY_MS, MIN_RETRY_PERIOD_MS } from "./failure.ts";
import { type ClaimedDelivery, send } from "./send.ts";

/**
 * Claim → send → record. Whatever happens in between, the row says what is known. This claims the delivery; the function it
 * returns sends and records it. Returns undefined if the delivery was canceled meanwhile or its platform is off.
 */
export async function claimDelivery(
  bot: Bot,
  delivery: Delivery,
  platformName: PlatformName | undefined,
): Promise<(() => Promise<void>) | undefined> {
  const platform = platformName === undefined ? undefined : bot.platforms.get(platformName);
  if (platform === undefined) {
    const notBefore = bot.now() + MAX_RETRY_MS;
    await markWaiting(bot.db, delivery.id, { notBefore, error: "the platform is not connected" });
    return undefined;
  }
  if (await giveUpIfTooLate(bot, delivery)) return undefined;
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
    return () => deliver({ bot, platform, delivery, channel, round });
  });
}

/** Gives up a question that was claimed but not sent before the bot was away for too long. */
async function giveUpIfTooLate(bot: Bot, delivery: Delivery): Promise<boolean> {
  const { kind, maybeSentSince, createdAt, channelId, roundId } = delivery;
  if (kind !== "question" || maybeSentSince !== undefined || channelId === undefined || roundId === undefined)
    return false;
  if (bot.now() - createdAt <= MIN_RETRY_PERIOD_MS) return false;
  const channel = await getChannel(bot.db, channelId);
  if (!isTooLate(delivery, channel, bot.now())) return false;
  await giveUp({ bot, delivery, channel, round: await findRound(bot.db, roundId) }, "too-late");
  return true;
}

/** The window begins with the first attempt, so that a card that is sent again shows the same time. */
async function markPosting(tx: Db, bot: Bot, round: Round, channel: Channel): Promise<Round> {
  if (round.state === "void") return round;
  const state = round.state === "scheduled" ? "posting" : round.state;
  const { windowMs } = channel.settings;
  const closesAt = round.closesAt ?? closingTime({ postedAt: bot.now(), windowMs, nextRunAt: channel.nextRunAt });
  if (state !== round.state || closesAt !== round.closesAt) await updateRound(tx, round.id, { state, closesAt });
  return { ...round, state, closesAt };
}

async function deliver(claimed: ClaimedDelivery): Promise<void> {
  const { bot, platform, delivery, round } = claimed;
  bot.observe?.({ what: "crash-point", point: "claimed" });
  const since = performance.now();
  try {
    const sent = await send(claimed);
    bot.observe?.({ what: "crash-point", point: "accepted" });
    const ms = performance.now() - since;
    bot.observe?.({ what: "posted", platform: platform.name, kind: delivery.kind, ms });
    await bot.db.transaction().execute(async (tx) => {
      await markSent(tx, delivery.id, sent?.message, bot.now());
      if (sent === undefined || delivery.kind !== "question" || round === undefined) return;
      await markPosted(bot, tx, round.id, sent.message);
    });
    bot.observe?.({ what: "crash-point", point: "recorded" });
  } catch (error) {
    await handleFailure(claimed, error);
  }
}
