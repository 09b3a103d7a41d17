import { setTimeout as sleep } from "node:timers/promises";
import { type Client, Events, PermissionFlagsBits } from "discord.js";
import type { Logger } from "pino";
import type { EpochMs } from "../../chat/card.ts";
import type { CommandShape } from "../../chat/command.ts";
import { PlatformError } from "../../chat/errors.ts";
import type { EventHandler } from "../../chat/event.ts";
import type { ChatPlatform, MessageRef } from "../../chat/platform.ts";
import { createClient, DISCORD_API_URL, WINDOW_MARGIN_MS } from "./client.ts";
import { lifecycleEvent } from "./decode.ts";
import { deliver, findDelivered, openDiscussion, replace } from "./deliver.ts";
import { toPlatformError } from "./errors.ts";
import { findGuildChannel, inspectChannel } from "./inspect.ts";
import { inviteLink, mayIn } from "./permissions.ts";
import { createReactions, type Reactions } from "./reactions.ts";
import { readReactions } from "./read-reactions.ts";
import { createReceiver, type Receiver } from "./receive.ts";
import { registerCommands } from "./register-commands.ts";
import { REPLY_TIMES, type ReplyTimes } from "./respond.ts";

export interface DiscordOptions {
  readonly token: string;
  /** Of REST, without its version; the gateway is found through it. */
  readonly apiUrl?: string | undefined;
  /** Registers the commands in this server only, where they appear at once. */
  readonly guildId?: string | undefined;
  readonly commands: readonly CommandShape[];
  readonly log: Logger;
  readonly now: () => EpochMs;
  readonly times?: Partial<DiscordTimes>;
}

export interface DiscordTimes extends ReplyTimes {
  /** Without a post for this long, reactions are seeded. */
  readonly quietMs: number;
  /** From the bot's one reaction on a message to the next: Discord takes one in 250 ms a channel. */
  readonly reactionGapMs: number;
  /** Added to each wait for the end of one of Discord's limits. */
  readonly marginMs: number;
  /** How long the first connection may take. */
  readonly connectMs: number;
  /** Sessions that are lost together are told once. */
  readonly sessionsMs: number;
  /** Changes of a server that come together are told once. */
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
  /** Resolves once no event is being handled and no reaction waits to be set right. */
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
  const translated = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw toPlatformError(error);
    }
  };

  return {
    name: "discord",
    start: (handler) =>
      translated(async () => {
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
      translated(async () => {
        const { client, reactions } = connected();
        const ref = await reactions.posting(() => deliver({ client, now: options.now }, to, card, mark));
        if (card.reactions !== undefined) reactions.seed(ref, card.reactions);
        if (card.discussion !== undefined) await tryDiscussion(client, ref, card.discussion, options.log);
        return ref;
      }),
    find: (to, mark) => translated(() => findDelivered(connected().client, to, mark)),
    edit: (ref, card) =>
      translated(async () => {
        const { client, reactions } = connected();
        if (card.reactions === undefined) reactions.unseed(ref);
        await reactions.posting(() => replace(client, ref, card));
      }),
    readReactions: (ref, seeds) =>
      translated(async () => {
        const { client, reactions } = connected();
        const { users, seeded } = await reactions.reading(() => readReactions(client.rest, ref));
        const missing = seeds.filter((label) => !seeded.has(label));
        if (missing.length > 0) reactions.seed(ref, missing);
        return users;
      }),
    // The list of a role's members needs a privileged intent; roles come with what members do.
    groupMembers: async () => undefined,
    inspect: (target) => translated(() => inspectChannel(connected().client, target.community, target.channel)),
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
      // Of a server's channels only those in use are kept.
      return type !== "CHANNEL_UPDATE" || client.channels.cache.has((data as { id: string }).id);
    },
    onBroken: (type, error) => log.warn({ type, problem: String(error) }, "a gateway event could not be read"),
  });
  const reactions = createReactions({ rest: client.rest, log, now, ...times });
  const lostSession = together(times.sessionsMs, () =>
    reactions.reading(async () => receiver.tell(lifecycleEvent("reconnected", "", now()))),
  );
  const changed = together(times.changesMs, (guild) => receiver.tell(lifecycleEvent("channels-changed", guild, now())));
  const receiver = createReceiver({
    rest: client.rest,
    log,
    times,
    handler,
    now,
    me: () => client.user?.id,
    onSession: () => {
      if (ready) lostSession("");
    },
    onGuild: (id) => {
      const guild = client.guilds.cache.get(id);
      if (guild === undefined) changed(id);
      // After an outage or a lost session, what is known of its channels may be out of date.
      for (const channel of guild?.channels.cache.keys() ?? []) client.channels.cache.delete(channel);
    },
    onChange: changed,
    onReactionTaken: async (message, label, user) => {
      const channel = await findGuildChannel(client, message.channel);
      if (channel !== undefined && mayIn(channel, PermissionFlagsBits.ManageMessages))
        reactions.clear(message, label, user);
    },
  });
  listenToTrouble(client, log);
  tellOfLine(client, (what) => void receiver.tell(lifecycleEvent(what, "", now())).catch(() => undefined));
  await login(client, options.token, times.connectMs);
  ready = true;
  if (!client.isReady()) throw new PlatformError("unavailable", "Discord did not become ready");
  await introduce(client, options);
  return { client, reactions, receiver };
}

/** @throws PlatformError "access-lost" where Discord refuses the token, "unavailable" where it does not answer in time */
async function login(client: Client, token: string, patienceMs: number): Promise<void> {
  const refusal = Promise.withResolvers<never>();
  const isReady = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
  client.once(Events.ShardDisconnect, ({ code }) =>
    refusal.reject(new PlatformError("access-lost", `Discord closed the connection for good (${code})`)),
  );
  const waited = new AbortController();
  const late = sleep(patienceMs, undefined, { signal: waited.signal, ref: false }).then(() => {
    throw new PlatformError("unavailable", "Discord did not answer in time");
  });
  try {
    await Promise.race([Promise.all([client.login(token), isReady]), refusal.promise, late]);
  } catch (error) {
    await client.destroy();
    if (error instanceof Error && "code" in error && error.code === "TokenInvalid") {
      throw new PlatformError("access-lost", "Discord refused the token: copy DISCORD_TOKEN afresh", { cause: error });
    }
    throw toPlatformError(error);
  } finally {
    waited.abort();
    late.catch(() => undefined);
    refusal.promise.catch(() => undefined);
  }
}

/** Commands and invite link; the bot works without either, so trouble here is only told. */
async function introduce(client: Client<true>, options: DiscordOptions): Promise<void> {
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

/** The question stands; a discussion that could not be opened, or is there already, is no reason to send it again. */
async function tryDiscussion(client: Client<true>, ref: MessageRef, name: string, log: Logger): Promise<void> {
  try {
    await openDiscussion(client, ref, name);
  } catch (error) {
    log.info({ message: ref.message, problem: toPlatformError(error).message }, "a discussion could not be opened");
  }
}

function listenToTrouble(client: Client, log: Logger): void {
  client.on(Events.Error, (error) => log.warn({ problem: error.message }, "discord.js reported an error"));
  client.on(Events.ShardError, (error, shard) =>
    log.warn({ shard, problem: error.message }, "Discord's gateway had an error"),
  );
  client.on(Events.ShardDisconnect, ({ code }, shard) =>
    log.error({ shard, code }, "Discord closed the gateway for good"),
  );
  client.on(Events.ShardReconnecting, (shard) => log.info({ shard }, "Discord's gateway is being reconnected"));
  client.on(Events.ShardResume, (shard, replayed) => log.info({ shard, replayed }, "Discord's gateway was resumed"));
}

/** The line is lost with its first shard, and stands again with its last. */
function tellOfLine(client: Client, tell: (what: "disconnected" | "resumed") => void): void {
  const down = new Set<number>();
  const lost = (shard: number): void => {
    if (down.size === 0) tell("disconnected");
    down.add(shard);
  };
  const stands = (shard: number): void => {
    if (down.delete(shard) && down.size === 0) tell("resumed");
  };
  client.on(Events.ShardReconnecting, lost);
  client.on(Events.ShardDisconnect, (_, shard) => lost(shard));
  client.on(Events.ShardResume, stands);
  client.on(Events.ShardReady, stands);
}

async function close({ client, reactions, receiver }: Connection): Promise<void> {
  receiver.stop();
  await receiver.idle();
  // What is still to be seeded is seen to at the next start, when the reactions are read back.
  reactions.stop();
  await reactions.idle();
  await client.destroy();
}

/** Runs `work` once for each key, `ms` after the first of several calls. */
function together(ms: number, work: (key: string) => Promise<unknown>): (key: string) => void {
  const waiting = new Set<string>();
  return (key) => {
    if (waiting.has(key)) return;
    waiting.add(key);
    const timer = setTimeout(() => {
      waiting.delete(key);
      work(key).catch(() => undefined);
    }, ms);
    timer.unref();
  };
}
