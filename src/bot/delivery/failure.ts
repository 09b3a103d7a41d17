import type { EpochMs } from "../../chat/card.ts";
import { PlatformError, type PlatformReason } from "../../chat/errors.ts";
import { type Channel, listChannels } from "../../storage/channels.ts";
import { type Delivery, holdNotice, markEnded, markWaiting } from "../../storage/deliveries.ts";
import { noteMissedRuns } from "../../storage/rounds/missed-runs.ts";
import { handleLostAccess, pauseAndNotify } from "../recovery/channel-access.ts";
import { voidRound } from "../rounds/rounds.ts";
import type { ClaimedDelivery } from "./send.ts";

const MIN_RETRY_MS = 2_000;
export const MAX_RETRY_MS = 5 * 60_000;
/** A question is tried for at least so long, however short the channel's catch-up limit. */
export const MIN_RETRY_PERIOD_MS = 5 * 60_000;
/** What no later question could overcome either: the schedule pauses. */
const LOSSES: ReadonlySet<PlatformReason> = new Set(["channel-gone", "permission-lost"]);

/** What is to be done about a message that was not delivered. */
type Decision =
  /** It may have arrived, and the platform cannot be asked. */
  | { readonly kind: "hold" }
  /** `surelyUnsent`: this try did not arrive, so that what was known before it stands again. */
  | { readonly kind: "retry"; readonly notBefore: EpochMs; readonly surelyUnsent: boolean }
  /** Access is lost: a notice to a person waits until the bot is let in again. */
  | { readonly kind: "hold-notice" }
  | { readonly kind: "give-up" };

/** What becomes of a delivery after a try that failed. */
export function decide(
  delivery: Delivery,
  problem: PlatformError,
  channel: Channel | undefined,
  now: EpochMs,
): Decision {
  if (problem.reason === "uncertain") return { kind: "hold" };
  const before = delivery.maybeSentSince;
  const maybeSentSince = problem.neverArrived ? before : (before ?? now);
  if (!problem.permanent && !isTooLate({ ...delivery, maybeSentSince }, channel, now)) {
    const wait = Math.max(problem.retryAfterMs ?? 0, backoff(delivery.attempts));
    return { kind: "retry", notBefore: now + wait, surelyUnsent: problem.neverArrived };
  }
  const isForPerson = delivery.payload?.target.kind === "person";
  return problem.reason === "access-lost" && isForPerson ? { kind: "hold-notice" } : { kind: "give-up" };
}

/** Records what became of a try that failed, and pauses what the failure says is lost. */
export async function handleFailure(sending: ClaimedDelivery, error: unknown): Promise<void> {
  const { bot, platform, delivery, channel } = sending;
  const problem =
    error instanceof PlatformError ? error : new PlatformError("unavailable", "unexpected failure", { cause: error });
  const { reason } = problem;
  bot.observe?.({ what: "post-failed", platform: platform.name, reason });
  bot.log.warn({ delivery: delivery.id, kind: delivery.kind, reason, err: error }, "a message was not delivered");
  const decision = decide(delivery, problem, channel, bot.now());
  await carryOut(decision, sending, reason);
  if (decision.kind === "hold" || decision.kind === "retry") return;
  if (reason === "access-lost") await handleLostAccess(bot, await listChannels(bot.db, delivery.communityId));
  if (channel !== undefined && LOSSES.has(reason)) await pauseAndNotify(bot, channel, reason);
}

async function carryOut(decision: Decision, sending: ClaimedDelivery, reason: PlatformReason): Promise<void> {
  const { bot, delivery } = sending;
  switch (decision.kind) {
    case "hold":
      return markEnded(bot.db, delivery.id, "held", "it may have arrived, and the bot may not look");
    case "retry": {
      const { notBefore, surelyUnsent } = decision;
      return markWaiting(bot.db, delivery.id, { notBefore, error: reason, ...(surelyUnsent && { before: delivery }) });
    }
    case "hold-notice":
      return holdNotice(bot.db, delivery.id);
    case "give-up":
      return giveUp(sending, "not-delivered", reason);
  }
}

/** A question that will not be asked is noted as missed. */
export async function giveUp(
  { bot, delivery, channel, round }: Pick<ClaimedDelivery, "bot" | "delivery" | "channel" | "round">,
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
export function isTooLate(
  delivery: Pick<Delivery, "kind" | "createdAt" | "maybeSentSince">,
  channel: Channel | undefined,
  now: EpochMs,
): boolean {
  const isUnsent = delivery.kind === "question" && delivery.maybeSentSince === undefined;
  const limit = isUnsent ? Math.max(channel?.settings.catchUpMs ?? 0, MIN_RETRY_PERIOD_MS) : 24 * 3_600_000;
  return now - delivery.createdAt > limit;
}

function backoff(attempts: number): number {
  return Math.min(MIN_RETRY_MS * 2 ** attempts, MAX_RETRY_MS);
}
