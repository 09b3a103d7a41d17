import { type Client, PermissionFlagsBits, Routes, ThreadAutoArchiveDuration } from "discord.js";
import { z } from "zod";
import type { Card, EpochMs } from "../../chat/card.ts";
import { PlatformError } from "../../chat/errors.ts";
import type { DeliveryMark, MessageRef, PostTarget } from "../../chat/platform.ts";
import { cardToDiscord } from "./encode-card.ts";
import { toPlatformError } from "./errors.ts";
import { findPosted } from "./history/find-posted.ts";
import { findGuildChannel, isSnowflake } from "./inspect.ts";
import { clip, LIMITS } from "./limits.ts";
import { mayIn } from "./permissions.ts";

/** Discord remembers a nonce for a few minutes; the bot relies on one. */
const NONCE_MEMORY_MS = 60_000;

const created = z.object({ id: z.string() });

interface Destination {
  readonly channel: string;
  /** The message to reply to, where its discussion has no thread. */
  readonly replyTo?: string;
  readonly direct: boolean;
}

/**
 * Posts once for each key. In the first minutes its nonce sees to that; later, where an earlier try may have arrived, the
 * channel's messages are searched for the key first.
 */
export async function postCard(
  parts: { readonly client: Client<true>; readonly now: () => EpochMs },
  to: PostTarget,
  card: Card,
  mark: DeliveryMark,
): Promise<MessageRef> {
  const { client, now } = parts;
  const destination = await destinationOf(client, to);
  const { key, maybeSentSince } = mark;
  const known =
    maybeSentSince === undefined
      ? undefined
      : await findEarlier(client, destination, { key, maybeSentSince }, now() - NONCE_MEMORY_MS);
  const message = known ?? (await send(client, destination, card, mark.key));
  return { community: to.community, channel: destination.channel, message };
}

/** What an earlier try posted. */
export async function findPostedCard(
  client: Client<true>,
  to: PostTarget,
  mark: Required<DeliveryMark>,
): Promise<MessageRef | undefined> {
  const destination = await destinationOf(client, to);
  const message = await findEarlier(client, destination, mark, Number.POSITIVE_INFINITY);
  return message === undefined ? undefined : { community: to.community, channel: destination.channel, message };
}

async function send(client: Client<true>, to: Destination, card: Card, key: string): Promise<string> {
  const { message, files } = cardToDiscord(card, { key });
  const reply = to.replyTo && {
    message_reference: { message_id: to.replyTo, channel_id: to.channel, fail_if_not_exists: false },
  };
  // The nonce is the key itself, as far as Discord takes it.
  const body = { ...message, ...reply, nonce: key.slice(0, LIMITS.nonce), enforce_nonce: true };
  return created.parse(await client.rest.post(Routes.channelMessages(to.channel), { body, files: [...files] })).id;
}

/** A try since `remembered` need not be searched for: its nonce keeps it from being posted again. */
async function findEarlier(
  client: Client<true>,
  to: Destination,
  { key, maybeSentSince: since }: Required<DeliveryMark>,
  remembered: EpochMs,
): Promise<string | undefined> {
  const channel = to.direct ? undefined : await findGuildChannel(client, to.channel);
  // Without this permission Discord shows an empty history instead of refusing.
  const mayLook = to.direct || (channel !== undefined && mayIn(channel, PermissionFlagsBits.ReadMessageHistory));
  if (mayLook) {
    return findPosted(client.rest, { channel: to.channel, key, since, me: client.user.id });
  }
  if (channel === undefined) throw new PlatformError("channel-gone", "the channel cannot be seen");
  if (since > remembered) return undefined;
  throw new PlatformError("uncertain", "an earlier try may have arrived, and the bot may not read the history");
}

async function destinationOf(client: Client<true>, to: PostTarget): Promise<Destination> {
  if (to.kind === "person") {
    if (!isSnowflake(to.user)) throw new PlatformError("refused", "this is no Discord user");
    const body = { recipient_id: to.user };
    return { channel: created.parse(await client.rest.post(Routes.userChannels(), { body })).id, direct: true };
  }
  if (!isSnowflake(to.channel)) throw new PlatformError("channel-gone", "this is no Discord channel");
  if (to.kind === "channel") return { channel: to.channel, direct: false };
  if (await hasThread(client, to.message)) return { channel: to.message, direct: false };
  // Replying to a message needs the permission to read it.
  const channel = await findGuildChannel(client, to.channel);
  const mayReply = channel !== undefined && mayIn(channel, PermissionFlagsBits.ReadMessageHistory);
  return { channel: to.channel, direct: false, ...(mayReply && { replyTo: to.message }) };
}

/** A thread that was started from a message has the message's id. */
async function hasThread(client: Client<true>, message: string): Promise<boolean> {
  try {
    await client.rest.get(Routes.channel(message));
    return true;
  } catch (error) {
    const problem = toPlatformError(error);
    if (problem.permanent) return false;
    throw problem;
  }
}

/** Threads can't hold threads, so nothing is opened there. */
export async function openDiscussion(client: Client<true>, ref: MessageRef, name: string): Promise<void> {
  const channel = await findGuildChannel(client, ref.channel);
  if (channel === undefined || channel.isThread() || !mayIn(channel, PermissionFlagsBits.CreatePublicThreads)) return;
  const body = { name: clip(name, LIMITS.threadName), auto_archive_duration: ThreadAutoArchiveDuration.OneDay };
  await client.rest.post(Routes.threads(ref.channel, ref.message), { body });
}

export async function editCard(client: Client<true>, ref: MessageRef, card: Card): Promise<void> {
  if (!isSnowflake(ref.channel) || !isSnowflake(ref.message))
    throw new PlatformError("message-gone", "no such message");
  const { message, files } = cardToDiscord(card, ref.key === undefined ? {} : { key: ref.key });
  await client.rest.patch(Routes.channelMessage(ref.channel, ref.message), { body: message, files: [...files] });
}
