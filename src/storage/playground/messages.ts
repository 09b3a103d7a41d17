import type { Selectable } from "kysely";
import type { Card, EpochMs, OptionLabel } from "../../chat/card.ts";
import type { OptionReactions } from "../../chat/platform.ts";
import type { Db } from "../database.ts";
import type { PlaygroundMessagesTable } from "../schema.ts";
import { cardFromJson, cardToJson } from "./stored-card.ts";

export interface StoredMessage {
  readonly id: number;
  readonly channel: string;
  /** The message that it replies to. */
  readonly threadOf: number | undefined;
  /** The bot's id or a persona's. */
  readonly author: string;
  readonly content: { readonly card: Card } | { readonly text: string };
  readonly createdAt: EpochMs;
  readonly deleted: boolean;
}

/** A message as the channel shows it. */
export interface FeedMessage extends StoredMessage {
  readonly reactions: OptionReactions;
  /** Oldest first. */
  readonly replies: readonly FeedMessage[];
}

export interface NewMessage {
  readonly channel: string;
  readonly threadOf?: number;
  /** A second message with the same key is not stored. */
  readonly key: string;
  readonly author: string;
  readonly content: StoredMessage["content"];
  readonly at: EpochMs;
}

/** Stores the message unless its key exists already; returns the message stored under the key. */
export async function insertOnce(db: Db, message: NewMessage): Promise<{ message: StoredMessage; isNew: boolean }> {
  const { content } = message;
  const inserted = await db
    .insertInto("playground_messages")
    .values({
      channel: message.channel,
      thread_of: message.threadOf ?? null,
      delivery_key: message.key,
      author: message.author,
      card: "card" in content ? cardToJson(content.card) : null,
      text: "text" in content ? content.text : null,
      created_at: message.at,
      edited_at: null,
      deleted_at: null,
    })
    .onConflict((conflict) => conflict.column("delivery_key").doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted !== undefined) return { message: fromRow(inserted), isNew: true };
  const known = await findByKey(db, message.key);
  if (known === undefined) throw new Error("A playground message vanished while it was stored.");
  return { message: known, isNew: false };
}

export async function findByKey(db: Db, key: string): Promise<StoredMessage | undefined> {
  const row = await db.selectFrom("playground_messages").selectAll().where("delivery_key", "=", key).executeTakeFirst();
  return row && fromRow(row);
}

/** Deleted messages are found too. */
export async function findMessage(db: Db, id: number): Promise<StoredMessage | undefined> {
  const row = await db.selectFrom("playground_messages").selectAll().where("id", "=", id).executeTakeFirst();
  return row && fromRow(row);
}

/** Does nothing if the message already shows this card. */
export async function replaceCard(db: Db, id: number, card: Card, at: EpochMs): Promise<void> {
  const json = cardToJson(card);
  await db
    .updateTable("playground_messages")
    .set({ card: json, edited_at: at })
    .where("id", "=", id)
    .where("card", "!=", json)
    .execute();
}

/** Erases the content but keeps the row, so that its key is never sent again. */
export async function deleteMessage(db: Db, id: number, at: EpochMs): Promise<void> {
  await db
    .updateTable("playground_messages")
    .set({ deleted_at: at, card: null, text: null })
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .execute();
}

export interface Reaction {
  readonly message: number;
  readonly label: OptionLabel;
  readonly user: string;
}

/** True if it was not there before. */
export async function addReaction(db: Db, reaction: Reaction, at: EpochMs): Promise<boolean> {
  const result = await db
    .insertInto("playground_reactions")
    .values({ message_id: reaction.message, label: reaction.label, user_id: reaction.user, created_at: at })
    .onConflict((conflict) => conflict.columns(["message_id", "label", "user_id"]).doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function removeReaction(db: Db, reaction: Reaction): Promise<void> {
  await db
    .deleteFrom("playground_reactions")
    .where("message_id", "=", reaction.message)
    .where("label", "=", reaction.label)
    .where("user_id", "=", reaction.user)
    .execute();
}

export async function reactionsOf(db: Db, id: number): Promise<OptionReactions> {
  return (await reactionsOfAll(db, [id])).get(id) ?? {};
}

/** Which part of the channel to read; each bound is the id of a message. */
export type FeedRange =
  | { readonly last: number; readonly before?: number }
  | { readonly from: number; readonly last: number }
  | { readonly only: readonly number[] };

/**
 * The newest messages of the channels, at most `last`, oldest first, with their discussions. `earlier` is true if there are
 * messages before these.
 */
export async function readFeed(
  db: Db,
  channels: readonly string[],
  range: FeedRange,
): Promise<{ messages: readonly FeedMessage[]; earlier: boolean }> {
  const limit = "last" in range ? range.last : range.only.length;
  let query = db
    .selectFrom("playground_messages as message")
    .selectAll("message")
    .where("channel", "in", [...channels])
    .where("thread_of", "is", null)
    .where((is) =>
      is.or([
        is("deleted_at", "is", null),
        is.exists(
          is
            .selectFrom("playground_messages as reply")
            .select("reply.id")
            .whereRef("reply.thread_of", "=", "message.id")
            .whereRef("reply.channel", "=", "message.channel")
            .where("reply.deleted_at", "is", null),
        ),
      ]),
    )
    .orderBy("id", "desc")
    .limit(limit + 1);
  if ("before" in range && range.before !== undefined) query = query.where("id", "<", range.before);
  if ("from" in range) query = query.where("id", ">=", range.from);
  if ("only" in range) query = query.where("id", "in", [...range.only]);
  const rows = await query.execute();
  const roots = rows.slice(0, limit).reverse().map(fromRow);
  return { messages: await withDiscussions(db, roots), earlier: rows.length > limit };
}

async function withDiscussions(db: Db, roots: readonly StoredMessage[]): Promise<readonly FeedMessage[]> {
  const first = roots[0];
  if (first === undefined) return [];
  const rows = await db
    .selectFrom("playground_messages")
    .selectAll()
    .where("channel", "in", [...new Set(roots.map((root) => root.channel))])
    // A reply is newer than its message: this bound lets the index on (channel, id) find it.
    .where("id", ">", first.id)
    .where(
      "thread_of",
      "in",
      roots.map((root) => root.id),
    )
    .where("deleted_at", "is", null)
    .orderBy("id")
    .execute();
  const replies = Map.groupBy(rows.map(fromRow), (reply) => reply.threadOf);
  const reactions = await reactionsOfAll(db, [...roots.map((root) => root.id), ...rows.map((row) => row.id)]);
  const complete = (message: StoredMessage): FeedMessage => ({
    ...message,
    reactions: reactions.get(message.id) ?? {},
    replies: (replies.get(message.id) ?? []).map(complete),
  });
  return roots.map(complete);
}

async function reactionsOfAll(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, OptionReactions>> {
  const rows = await db
    .selectFrom("playground_reactions")
    .select(["message_id", "label", "user_id"])
    .where("message_id", "in", [...ids])
    .orderBy("created_at")
    .execute();
  return new Map(
    [...Map.groupBy(rows, (row) => row.message_id)].map(([id, reactions]) => [
      id,
      Object.fromEntries(
        [...Map.groupBy(reactions, (row) => row.label)].map(([label, same]) => [label, same.map((row) => row.user_id)]),
      ),
    ]),
  );
}

function fromRow(row: Selectable<PlaygroundMessagesTable>): StoredMessage {
  return {
    id: row.id,
    channel: row.channel,
    threadOf: row.thread_of ?? undefined,
    author: row.author,
    content: row.card === null ? { text: row.text ?? "" } : { card: cardFromJson(row.card) },
    createdAt: row.created_at,
    deleted: row.deleted_at !== null,
  };
}
