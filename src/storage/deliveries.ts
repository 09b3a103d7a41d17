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

/** A message that is owed to a community, or was. */
export interface Delivery {
  readonly id: number;
  /** On the message itself, so that the bot can find it again. */
  readonly key: string;
  readonly kind: DeliveryKind;
  readonly subject: string;
  readonly communityId: number;
  readonly channelId: number | undefined;
  readonly roundId: number | undefined;
  /** undefined where it is made at sending, and once it was sent. */
  readonly payload: Payload | undefined;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When the first try began that may have arrived. */
  readonly maybeSentSince: EpochMs | undefined;
  /** The platform's id of the message. */
  readonly message: string | undefined;
  /** Why the last try failed. */
  readonly error: string | undefined;
  readonly createdAt: EpochMs;
}

/** What a delivery that is not made from its round carries until it is sent. */
interface Payload {
  readonly target: PostTarget;
  readonly card: Card;
}

export interface OwedDelivery {
  readonly kind: DeliveryKind;
  /** The round or event that owes it: the same one never owes the same kind twice. */
  readonly subject: string;
  readonly communityId: number;
  readonly channelId?: number;
  readonly roundId?: number;
  readonly payload?: Payload;
}

/** Owes a message, in the transaction that makes it owed. Owing it again does nothing. */
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

/** 24 characters: Discord's nonce takes 25. Random, so that it never meets a message of an earlier database. */
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
 * The community's next delivery, oldest first; none of `busyChannels`, where one is being sent. One that waits for another
 * try holds back only what follows it in its own round: an old reveal that cannot be edited in does not keep today's
 * question from coming.
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

/** When the community's next delayed try is due, after `now`. */
export async function nextTryAt(db: Db, communityId: number, now: EpochMs): Promise<EpochMs | undefined> {
  const row = await db
    .selectFrom("deliveries")
    .select(({ fn }) => fn.min<number | null>("not_before").as("at"))
    .where("community_id", "=", communityId)
    .where("state", "=", "pending")
    .where("not_before", ">", now)
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Claims it: from here on it may have been sent. False where it was cancelled meanwhile. */
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
  /** Given where this try surely did not arrive: what was known before it stands again. */
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
 * Cancels what the round owes and has not sent. A question that may have arrived is not among them: it is looked for, so that
 * it does not go on looking open.
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

/** A notice that nobody could be told, since the bot had lost its access; it waits until it has access again. */
export async function holdNotice(tx: Db, id: number): Promise<void> {
  await markEnded(tx, id, "held", LOST_ACCESS);
}

const LOST_ACCESS = "access-lost" satisfies PlatformReason;

/** The platform's notices that wait for access are owed afresh. Returns the communities that they are owed to. */
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
 * After a crash, or where sending could not be recorded: what was being sent, or those `ids` of it, is tried again, knowing
 * that it may have arrived.
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

/** When the newest delivery whose subject begins with `prefix` came to be owed. */
export async function lastOwed(db: Db, kind: DeliveryKind, prefix: string): Promise<EpochMs | undefined> {
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

/** Deliveries that wait for an admin, or failed for good, newest first. */
export async function troubledDeliveries(db: Db, channelId: number, limit: number): Promise<readonly Delivery[]> {
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
