import { Client, GatewayIntentBits, Options, Partials, SimpleShardingStrategy } from "discord.js";

export interface ClientOptions {
  /** The REST API's address without its version; it tells the gateway's address. */
  readonly apiUrl: string;
  /** Sees every gateway event before discord.js does; false keeps it from discord.js. What it throws goes to `onBroken`. */
  onDispatch(type: string, data: unknown): boolean;
  onBroken(type: string, error: unknown): void;
  /** Added to each wait for the end of a rate limit. */
  readonly marginMs?: number;
}

export const DISCORD_API_URL = "https://discord.com/api";
/** After this long a request is given up. Before it is sent again, the bot looks whether it arrived. */
const REQUEST_TIMEOUT_MS = 15_000;
/**
 * Where one second's requests are slow on their way and the next second's are quick, Discord sees both in one of its seconds.
 * With discord.js's own 50 ms a busy machine met a 429 now and then.
 */
export const WINDOW_MARGIN_MS = 100;
/** A rate limit that lasts longer is an error instead of a wait. */
const LONGEST_WAIT_MS = 5_000;

/**
 * discord.js with what a study bot needs. It has two intents, neither of them privileged. Its cache holds servers, roles, the
 * channels in use, and of the members only the bot: events carry what is needed about the people who caused them.
 */
export function createClient(options: ClientOptions): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessageReactions],
    // Reactions count on messages from before the start as well, which are in no cache.
    partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User, Partials.GuildMember],
    makeCache: Options.cacheWithLimits({
      ...NO_CACHE,
      GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user?.id },
      UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user?.id },
    }),
    shards: "auto",
    allowedMentions: { parse: [] },
    enforceNonce: true,
    rest: {
      api: options.apiUrl,
      // A post that may have arrived is not sent again blindly: the outbox looks first.
      retries: 0,
      offset: options.marginMs ?? WINDOW_MARGIN_MS,
      timeout: REQUEST_TIMEOUT_MS,
      rejectOnRateLimit: (limit) => Math.max(limit.retryAfter, limit.timeToReset) > LONGEST_WAIT_MS,
    },
    ws: {
      buildStrategy: (manager) => {
        guardDispatch(manager as unknown as Emitter, options);
        return new SimpleShardingStrategy(manager);
      },
    },
  });
  return client;
}

const NO_CACHE = {
  ApplicationCommandManager: 0,
  AutoModerationRuleManager: 0,
  BaseGuildEmojiManager: 0,
  DMMessageManager: 0,
  EntitlementManager: 0,
  GuildBanManager: 0,
  GuildEmojiManager: 0,
  GuildForumThreadManager: 0,
  GuildInviteManager: 0,
  GuildMessageManager: 0,
  GuildScheduledEventManager: 0,
  GuildSoundboardSoundManager: 0,
  GuildStickerManager: 0,
  GuildTextThreadManager: 0,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  StageInstanceManager: 0,
  ThreadManager: 0,
  ThreadMemberManager: 0,
  VoiceStateManager: 0,
} as const;

interface Emitter {
  emit(event: string, payload: { readonly data?: { readonly t?: string | null; readonly d?: unknown } }): boolean;
}

/** The events by which discord.js keeps its caches. It gets no others. */
const CACHED = new Set([
  "READY",
  "RESUMED",
  "GUILD_CREATE",
  "GUILD_UPDATE",
  "GUILD_DELETE",
  "GUILD_ROLE_CREATE",
  "GUILD_ROLE_UPDATE",
  "GUILD_ROLE_DELETE",
  "GUILD_MEMBER_UPDATE",
  "CHANNEL_UPDATE",
  "CHANNEL_DELETE",
]);

/**
 * A malformed event would cause an unhandled rejection inside discord.js, which ends the process. Here it is one logged line.
 * Events that no cache needs go no further.
 */
function guardDispatch(manager: Emitter, options: ClientOptions): void {
  const emit = manager.emit.bind(manager);
  manager.emit = (event, payload) => {
    if (event !== "dispatch") return emit(event, payload);
    const type = String(payload.data?.t);
    try {
      const wanted = options.onDispatch(type, payload.data?.d) && CACHED.has(type);
      if (!wanted) return true;
      slim(type, payload.data?.d);
      return emit(event, payload);
    } catch (error) {
      options.onBroken(type, error);
      return true;
    }
  };
}

/** The bot never looks at most of what this event carries. With 2,000 servers it is worth leaving out. */
function slim(type: string, data: unknown): void {
  if (type !== "GUILD_CREATE" || typeof data !== "object" || data === null) return;
  Object.assign(data, {
    emojis: [],
    stickers: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
    // The bot uses one or two of a server's channels, and fetches them when something happens there.
    channels: [],
    threads: [],
  });
}
