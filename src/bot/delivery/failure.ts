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
/** A question is retried for at least this long, even if the channel's catch-up limit is shorter. */
export const MIN_RETRY_PERIOD_MS = 5 * 60_000;
/** Later questions would fail for these reasons too, so the schedule pauses. */
const PAUSING_REASONS: ReadonlySet<PlatformReason> = new Set(["channel-gone", "permission-lost"]);

/** What to do about a message that was not delivered. */
type Decision =
  /** It may have arrived, and the platform cannot be asked. */
  | { readonly kind: "hold" }
  /** `certainlyUnsent`: this attempt did not arrive, so the delivery goes back to what was known before it. */
  | { readonly kind: "retry"; readonly notBefore: EpochMs; readonly certainlyUnsent: boolean }
  /** Access is lost: a notice to a person waits until the bot has access again. */
  | { readonly kind: "hold-notice" }
  | { readonly kind: "give-up" };

/** Decides what happens to a delivery after a failed attempt. */
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
    return { kind: "retry", notBefore: now + wait, certainlyUnsent: problem.neverArrived };
  }
  const isForPerson = delivery.payload?.target.kind === "person";
  return problem.reason === "access-lost" && isForPerson ? { kind: "hold-notice" } : { kind: "give-up" };
}

/** Records the outcome of a failed attempt, and pauses channels that the bot can no longer use. */
export async function handleFailure(claimed: ClaimedDelivery, error: unknown): Promise<void> {
  const { bot, platform, delivery, channel } = claimed;
  const problem =
    error instanceof PlatformError ? error : new PlatformError("unavailable", "unexpected failure", { cause: error });
  const { reason } = problem;
  bot.observe?.({ what: "post-failed", platform: platform.name, reason });
  bot.log.warn({ delivery: delivery.id, kind: delivery.kind, reason, err: error }, "a message was not delivered");
  const decision = decide(delivery, problem, channel, bot.now());
  await applyDecision(decision, claimed, reason);
  if (decision.kind === "hold" || decision.kind === "retry") return;
  if (reason === "access-lost") await handleLostAccess(bot, await listChannels(bot.db, delivery.communityId));
  if (channel !== undefined && PAUSING_REASONS.has(reason)) await pauseAndNotify(bot, channel, reason);
}

async function applyDecision(decision: Decision, claimed: ClaimedDelivery, reason: PlatformReason): Promise<void> {
  const { bot, delivery } = claimed;
  switch (decision.kind) {
    case "hold":
      return markEnded(bot.db, delivery.id, "held", "it may have arrived, and the bot may not look");
    case "retry": {
      const { notBefore, certainlyUnsent } = decision;
      return markWaiting(bot.db, delivery.id, {
        notBefore,
        error: reason,
        ...(certainlyUnsent && { before: delivery }),
      });
    }
    case "hold-notice":
      return holdNotice(bot.db, delivery.id);
    case "give-up":
      return giveUp(claimed, "not-delivered", reason);
  }
}

/** Ends the delivery as failed. A question that will not be asked is recorded as missed. */
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
 * A question that was certainly not sent is given up after the catch-up limit. One that may have been posted is looked for,
 * and reveals and notices are retried, for a day.
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
