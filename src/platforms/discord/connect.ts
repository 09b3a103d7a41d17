import { type Client, PermissionFlagsBits } from "discord.js";
import type { Logger } from "pino";
import type { EpochMs } from "../../chat/card.ts";
import type { CommandShape } from "../../chat/command.ts";
import { PlatformError } from "../../chat/errors.ts";
import type { EventHandler } from "../../chat/event.ts";
import type { ChatPlatform, MessageRef } from "../../chat/platform.ts";
import type { PlatformMessages } from "../platform.ts";
import { registerCommands } from "./commands/register-commands.ts";
import { lifecycleEvent } from "./decode.ts";
import { toPlatformError, translateErrors } from "./errors.ts";
import { createClient, DISCORD_API_URL, WINDOW_MARGIN_MS } from "./gateway/client.ts";
import { coalesce, logConnection, watchConnection } from "./gateway/connection-state.ts";
import { login } from "./gateway/login.ts";
import { readReactions } from "./history/read-reactions.ts";
import { findGuildChannel, inspectChannel } from "./inspect.ts";
import { inviteLink, mayIn } from "./permissions.ts";
import { editCard, findPostedCard, openDiscussion, postCard } from "./post.ts";
import { createReactions, type Reactions } from "./reactions.ts";
import { createReceiver, type Receiver } from "./receive.ts";
import { REPLY_TIMES, type ReplyTimes } from "./reply.ts";

export interface DiscordOptions {
  readonly token: string;
  /** The REST API's address without its version; it tells the gateway's address. */
  readonly apiUrl?: string | undefined;
  /** Registers the commands in this server only, where they appear at once. */
  readonly guildId?: string | undefined;
  readonly commands: readonly CommandShape[];
  readonly log: Logger;
  readonly now: () => EpochMs;
  readonly messages: PlatformMessages;
  readonly times?: Partial<DiscordTimes>;
}

export interface DiscordTimes extends ReplyTimes {
  /** Without a post for this long, reactions are seeded. */
  readonly quietMs: number;
  /** From the bot's one reaction on a message to the next: Discord takes one in 250 ms a channel. */
  readonly reactionGapMs: number;
  /** Added to each wait for the end of a rate limit. */
  readonly marginMs: number;
  /** How long the first connection may take. */
  readonly connectMs: number;
  /** Sessions that are lost within this time are one event. */
  readonly sessionsMs: number;
  /** A server's changes within this time are one event. */
  readonly changesMs: number;
}

const TIMES: DiscordTimes = {
  ...REPLY_TIMES,
  quietMs: 400,
  reactionGapMs: 300,
  marginMs: WINDOW_MARGIN_MS,
  connectMs: 90_000,
  sessionsMs: 2_000,
  changesMs: 3_000,
};

interface Connection {
  readonly client: Client<true>;
  readonly reactions: Reactions;
  readonly receiver: Receiver;
}

export interface Discord extends ChatPlatform {
  /** Resolves once no event is being handled and no reaction waits to be added or removed. */
  idle(): Promise<void>;
}

/** Discord, by discord.js. Methods throw PlatformError. */
export function createDiscord(options: DiscordOptions): Discord {
  const times = { ...TIMES, ...options.times };
  let connection: Connection | undefined;

  const connected = (): Connection => {
    if (connection === undefined) throw new PlatformError("unavailable", "Discord is not connected");
    return connection;
  };

  return {
    name: "discord",
    start: (handler) =>
      translateErrors(async () => {
        connection = await connect(options, times, handler);
      }),
    idle: async () => {
      await connection?.receiver.idle();
      await connection?.reactions.idle();
    },
    stop: async () => {
      const closing = connection;
      connection = undefined;
      if (closing !== undefined) await close(closing);
    },
    post: (to, card, mark) =>
      translateErrors(async () => {
        const { client, reactions } = connected();
        const ref = await reactions.posting(() => postCard({ client, now: options.now }, to, card, mark));
        if (card.reactions !== undefined) reactions.seed(ref, card.reactions);
        if (card.discussion !== undefined) await tryDiscussion(client, ref, card.discussion, options.log);
        return ref;
      }),
    find: (to, mark) => translateErrors(() => findPostedCard(connected().client, to, mark)),
    edit: (ref, card) =>
      translateErrors(async () => {
        const { client, reactions } = connected();
        if (card.reactions === undefined) reactions.unseed(ref);
        await reactions.posting(() => editCard(client, ref, card));
      }),
    readReactions: (ref, seeds) =>
      translateErrors(async () => {
        const { client, reactions } = connected();
        const { users, seeded } = await reactions.reading(() => readReactions(client.rest, ref));
        const missing = seeds.filter((label) => !seeded.has(label));
        if (missing.length > 0) reactions.seed(ref, missing);
        return users;
      }),
    // Listing a role's members takes a privileged intent. Each event carries its member's roles instead.
    groupMembers: async () => undefined,
    inspect: (target) => translateErrors(() => inspectChannel(connected().client, target, options.messages)),
  };
}

async function connect(options: DiscordOptions, times: DiscordTimes, handler: EventHandler): Promise<Connection> {
  const { log, now } = options;
  let ready = false;
  const client: Client = createClient({
    apiUrl: options.apiUrl ?? DISCORD_API_URL,
    marginMs: times.marginMs,
    onDispatch: (type, data) => {
      receiver.take(type, data);
      // The cache keeps only the channels that are in use.
      return type !== "CHANNEL_UPDATE" || client.channels.cache.has((data as { id: string }).id);
    },
    onBroken: (type, error) => log.warn({ type, problem: String(error) }, "a gateway event could not be read"),
  });
  const reactions = createReactions({ rest: client.rest, log, now, ...times });
  const lostSession = coalesce(times.sessionsMs, () =>
    reactions.reading(async () => receiver.tell(lifecycleEvent("reconnected", "", now()))),
  );
  const changed = coalesce(times.changesMs, (guild) => receiver.tell(lifecycleEvent("channels-changed", guild, now())));
  const receiver = createReceiver({
    rest: client.rest,
    log,
    times,
    handler,
    now,
    messages: options.messages,
    me: () => client.user?.id,
    onSession: () => {
      if (ready) lostSession("");
    },
    onGuild: (id) => {
      const guild = client.guilds.cache.get(id);
      if (guild === undefined) changed(id);
      // After an outage or a lost session, what the cache says about its channels may be out of date.
      for (const channel of guild?.channels.cache.keys() ?? []) client.channels.cache.delete(channel);
    },
    onChange: changed,
    onReactionTaken: async (message, label, user) => {
      const channel = await findGuildChannel(client, message.channel);
      if (channel !== undefined && mayIn(channel, PermissionFlagsBits.ManageMessages))
        reactions.clear(message, label, user);
    },
  });
  logConnection(client, log);
  watchConnection(client, (what) => void receiver.tell(lifecycleEvent(what, "", now())).catch(() => undefined));
  await login(client, options.token, times.connectMs);
  ready = true;
  if (!client.isReady()) throw new PlatformError("unavailable", "Discord did not become ready");
  await announce(client, options);
  return { client, reactions, receiver };
}

/** Registers the commands, and logs the invite link. The bot works without either, so failures are only logged. */
async function announce(client: Client<true>, options: DiscordOptions): Promise<void> {
  const { log, guildId, commands } = options;
  const applicationId = client.application.id;
  log.info(
    {
      user: client.user.tag,
      servers: client.guilds.cache.size,
      shards: client.ws.shards.size,
      invite: inviteLink(applicationId),
    },
    "Discord is connected; the invite link adds the bot to a server",
  );
  try {
    const result = await registerCommands(client.rest, { applicationId, guildId, commands });
    log.info({ result, guild: guildId }, "Discord's commands");
  } catch (error) {
    log.error({ problem: toPlatformError(error).message }, "Discord's commands could not be registered");
  }
}

/** The question is posted; a discussion that could not be opened, or is there already, is no reason to post it again. */
async function tryDiscussion(client: Client<true>, ref: MessageRef, name: string, log: Logger): Promise<void> {
  try {
    await openDiscussion(client, ref, name);
  } catch (error) {
    log.info({ message: ref.message, problem: toPlatformError(error).message }, "a discussion could not be opened");
  }
}

async function close({ client, reactions, receiver }: Connection): Promise<void> {
  receiver.stop();
  await receiver.idle();
  // What is not seeded yet is seeded at the next start, when the reactions are read back.
  reactions.stop();
  await reactions.idle();
  await client.destroy();
}
