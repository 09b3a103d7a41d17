import type { Selectable } from "kysely";
import type { Card, EpochMs } from "../chat/card.ts";
import type { PlatformReason } from "../chat/errors.ts";
import type { PlatformName } from "../chat/event.ts";
import type { PostTarget } from "../chat/platform.ts";
import type { Db } from "./database.ts";
import type { DeliveriesTable } from "./schema.ts";

export type DeliveryKind =
  | "question"
  | "reveal"
  | "reveal-note"
  | "withdraw"
  | "share"
  | "notice"
  | "correction"
  | "recap";

export type DeliveryState = "pending" | "sending" | "sent" | "held" | "failed" | "cancelled";

/** A message that the bot owes a community, or owed it. */
export interface Delivery {
  readonly id: number;
  /** Stored on the message itself, so that the bot can find it again. */
  readonly key: string;
  readonly kind: DeliveryKind;
  readonly subject: string;
  readonly communityId: number;
  readonly channelId: number | undefined;
  readonly roundId: number | undefined;
  /** undefined if the card is built when it is sent, and after it was sent. */
  readonly payload: Payload | undefined;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When the first attempt that may have arrived began. */
  readonly maybeSentSince: EpochMs | undefined;
  /** The platform's id of the message. */
  readonly message: string | undefined;
  /** Why the last attempt failed. */
  readonly error: string | undefined;
  readonly createdAt: EpochMs;
}

/** The card of a delivery that is not built from its round; dropped once sent. */
interface Payload {
  readonly target: PostTarget;
  readonly card: Card;
}

export interface OwedDelivery {
  readonly kind: DeliveryKind;
  /** The round or event that the message is about. Each owes a kind at most once. */
  readonly subject: string;
  readonly communityId: number;
  readonly channelId?: number;
  readonly roundId?: number;
  readonly payload?: Payload;
}

/** Owes a message, in the transaction of the change that calls for it. Does nothing if it is owed already. */
export async function owe(tx: Db, owed: OwedDelivery, now: EpochMs): Promise<void> {
  await tx
    .insertInto("deliveries")
    .values({
      key: deliveryKey(),
      kind: owed.kind,
      subject: owed.subject,
      community_id: owed.communityId,
      channel_id: owed.channelId ?? null,
      round_id: owed.roundId ?? null,
      payload: owed.payload === undefined ? null : JSON.stringify(owed.payload),
      state: "pending",
      attempts: 0,
      not_before: now,
      maybe_sent_since: null,
      message: null,
      error: null,
      created_at: now,
      sent_at: null,
    })
    .onConflict((conflict) => conflict.columns(["kind", "subject"]).doNothing())
    .execute();
}

/** 24 characters, since Discord's nonce takes 25. Random, so that it never matches a message from an earlier database. */
function deliveryKey(): string {
  return `sb-${crypto.randomUUID().replaceAll("-", "").slice(0, 21)}`;
}

export async function communitiesWithWork(db: Db): Promise<readonly number[]> {
  const rows = await db
    .selectFrom("deliveries")
    .select("community_id")
    .distinct()
    .where("state", "in", ["pending", "sending"])
    .execute();
  return rows.map((row) => row.community_id);
}

/**
 * The community's next delivery, oldest first, skipping `busyChannels`, where one is being sent. A delivery waiting for a
 * retry holds back only later ones of its own round: an old reveal that cannot be edited in does not block today's question.
 */
export async function nextDelivery(
  db: Db,
  communityId: number,
  now: EpochMs,
  busyChannels: readonly number[] = [],
): Promise<Delivery | undefined> {
  const row = await db
    .selectFrom("deliveries as d")
    .selectAll("d")
    .where("d.community_id", "=", communityId)
    .where("d.state", "=", "pending")
    .where("d.not_before", "<=", now)
    .$if(busyChannels.length > 0, (query) =>
      query.where(({ or, eb }) => or([eb("d.channel_id", "is", null), eb("d.channel_id", "not in", busyChannels)])),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("deliveries as earlier")
            .select("earlier.id")
            .where("earlier.community_id", "=", communityId)
            .where("earlier.state", "in", ["pending", "sending"])
            .whereRef("earlier.round_id", "=", "d.round_id")
            .whereRef("earlier.id", "<", "d.id"),
        ),
      ),
    )
    .orderBy("d.id")
    .limit(1)
    .executeTakeFirst();
  return row && deliveryOf(row);
}

/** When the community's next retry after `now` is due. */
export async function nextRetryAt(db: Db, communityId: number, now: EpochMs): Promise<EpochMs | undefined> {
  const row = await db
    .selectFrom("deliveries")
    .select(({ fn }) => fn.min<number | null>("not_before").as("at"))
    .where("community_id", "=", communityId)
    .where("state", "=", "pending")
    .where("not_before", ">", now)
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Claims the delivery; from here on it may have been sent. False if it was cancelled in the meantime. */
export async function markSending(tx: Db, delivery: Delivery, now: EpochMs): Promise<boolean> {
  const result = await tx
    .updateTable("deliveries")
    .set({ state: "sending", attempts: delivery.attempts + 1, maybe_sent_since: delivery.maybeSentSince ?? now })
    .where("id", "=", delivery.id)
    .where("state", "=", "pending")
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function markSent(tx: Db, id: number, message: string | undefined, now: EpochMs): Promise<void> {
  await tx
    .updateTable("deliveries")
    .set({ state: "sent", message: message ?? null, sent_at: now, payload: null, error: null })
    .where("id", "=", id)
    .execute();
}

export interface Waiting {
  readonly notBefore: EpochMs;
  readonly error: string;
  /** Given if this attempt certainly did not arrive; restores `maybeSentSince` from before it. */
  readonly before?: Pick<Delivery, "maybeSentSince">;
}

export async function markWaiting(tx: Db, id: number, { notBefore, error, before }: Waiting): Promise<void> {
  await tx
    .updateTable("deliveries")
    .set({
      state: "pending",
      not_before: notBefore,
      error,
      ...(before !== undefined && { maybe_sent_since: before.maybeSentSince ?? null }),
    })
    .where("id", "=", id)
    .execute();
}

export async function markEnded(
  tx: Db,
  id: number,
  state: "held" | "failed" | "cancelled",
  error: string,
): Promise<void> {
  await tx
    .updateTable("deliveries")
    .set({ state, error, ...(state !== "held" && { payload: null }) })
    .where("id", "=", id)
    .execute();
}

/**
 * Cancels the round's unsent deliveries, except a question that may have arrived. The bot looks for that one, so that it
 * does not stay in the channel looking open.
 */
export async function cancelUnsent(tx: Db, roundId: number, error: string): Promise<void> {
  await tx
    .updateTable("deliveries")
    .set({ state: "cancelled", error, payload: null })
    .where("round_id", "=", roundId)
    .where(({ or, and, eb }) =>
      or([
        eb("state", "=", "held"),
        and([eb("state", "=", "pending"), or([eb("kind", "!=", "question"), eb("maybe_sent_since", "is", null)])]),
      ]),
    )
    .execute();
}

/** Holds a notice that could not be posted because the bot had lost access, until access is back. */
export async function holdNotice(tx: Db, id: number): Promise<void> {
  await markEnded(tx, id, "held", LOST_ACCESS);
}

const LOST_ACCESS = "access-lost" satisfies PlatformReason;

/** Owes the platform's notices held for lost access again. Returns the communities to send them to. */
export async function releaseHeldNotices(db: Db, platform: PlatformName, now: EpochMs): Promise<readonly number[]> {
  const released = await db
    .updateTable("deliveries")
    .set({ state: "pending", attempts: 0, not_before: now, maybe_sent_since: null, error: null, created_at: now })
    .where("kind", "=", "notice")
    .where("state", "=", "held")
    .where("error", "=", LOST_ACCESS)
    .where("community_id", "in", (query) =>
      query.selectFrom("communities").select("id").where("platform", "=", platform),
    )
    .returning("community_id")
    .execute();
  return [...new Set(released.map((row) => row.community_id))];
}

/**
 * Makes deliveries that were being sent (all, or those in `ids`) pending again, as ones that may have arrived. For use after
 * a crash, or if the outcome could not be recorded.
 */
export async function recoverDeliveries(db: Db, ids?: readonly number[]): Promise<number> {
  const result = await db
    .updateTable("deliveries")
    .set({ state: "pending" })
    .where("state", "=", "sending")
    .$if(ids !== undefined, (query) => query.where("id", "in", ids ?? []))
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** When the newest delivery whose subject starts with `prefix` was created. */
export async function lastOwedAt(db: Db, kind: DeliveryKind, prefix: string): Promise<EpochMs | undefined> {
  const row = await db
    .selectFrom("deliveries")
    .select(({ fn }) => fn.max<number | null>("created_at").as("at"))
    .where("kind", "=", kind)
    .where("subject", "like", `${prefix}%`)
    .executeTakeFirst();
  return row?.at ?? undefined;
}

export async function findRoundDelivery(db: Db, roundId: number, kind: DeliveryKind): Promise<Delivery | undefined> {
  const row = await db
    .selectFrom("deliveries")
    .selectAll()
    .where("round_id", "=", roundId)
    .where("kind", "=", kind)
    .executeTakeFirst();
  return row && deliveryOf(row);
}

/** Deliveries that wait for an admin, failed for good, or are being retried, newest first. */
export async function problemDeliveries(db: Db, channelId: number, limit: number): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom("deliveries")
    .selectAll()
    .where("channel_id", "=", channelId)
    .where(({ or, eb, and }) =>
      or([eb("state", "in", ["held", "failed"]), and([eb("state", "=", "pending"), eb("attempts", ">", 0)])]),
    )
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(deliveryOf);
}

function deliveryOf(row: Selectable<DeliveriesTable>): Delivery {
  return {
    id: row.id,
    key: row.key,
    kind: row.kind,
    subject: row.subject,
    communityId: row.community_id,
    channelId: row.channel_id ?? undefined,
    roundId: row.round_id ?? undefined,
    payload: row.payload === null ? undefined : (JSON.parse(row.payload) as Payload),
    state: row.state,
    attempts: row.attempts,
    maybeSentSince: row.maybe_sent_since ?? undefined,
    message: row.message ?? undefined,
    error: row.error ?? undefined,
    createdAt: row.created_at,
  };
}
