import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createGateway, type Gateway } from "./gateway-server.ts";
import { type FilledIn, fillModal } from "./modal.ts";
import { channelPayload, guildPayload, memberPayload, messagePayload } from "./payloads.ts";
import { createRestServer, type Fault, type RestState } from "./rest-server.ts";
import type { RouteParts } from "./route.ts";
import { addReaction } from "./routes.ts";
import {
  createWorld,
  type FakeChannel,
  type FakeComponent,
  type FakeGuild,
  type FakeInteraction,
  type FakeMessage,
  flatComponents,
  isThread,
  joinBot,
  permissionsOf,
  type World,
} from "./world.ts";

export const TOKEN = "MTIz.fake.token";

export interface FakeDiscord {
  readonly world: World;
  readonly gateway: Gateway;
  readonly rest: RestState;
  readonly apiUrl: string;
  fail(method: string, path: RegExp, fault: Fault): void;
  /** What a user does; each waits until the bot has said what it will say, or the user's patience is over. */
  command(
    user: string,
    channel: FakeChannel,
    name: string,
    options?: readonly CommandInput[],
  ): Promise<FakeInteraction>;
  suggest(
    user: string,
    channel: FakeChannel,
    name: string,
    options: readonly CommandInput[],
  ): Promise<readonly string[]>;
  press(user: string, message: FakeMessage, customId: string, values?: readonly string[]): Promise<FakeInteraction>;
  submit(user: string, opened: FakeInteraction, fields: FilledIn): Promise<FakeInteraction>;
  /** Presses a button of what only this user sees. */
  pressReply(user: string, interaction: FakeInteraction, label: string): Promise<FakeInteraction>;
  react(user: string, message: FakeMessage, emoji: string): void;
  unreact(user: string, message: FakeMessage, emoji: string): void;
  /** Sends the bot a gateway event as it is. */
  dispatch(type: string, guild: string | undefined, data: unknown): void;
  deleteMessage(message: FakeMessage): void;
  /** Of the threads that go with it, Discord says nothing. */
  deleteChannel(channel: FakeChannel, ...threads: readonly FakeChannel[]): void;
  kick(guild: FakeGuild): void;
  /** By its link, after it was kicked. */
  invite(guild: FakeGuild): void;
  outage(guild: FakeGuild, unavailable: boolean): void;
  /** Channels, roles, or the bot's own roles have changed: the bot is told. */
  changed(guild: FakeGuild, what?: "channels" | "roles" | "me"): void;
  messagesIn(channel: FakeChannel): readonly FakeMessage[];
  stop(): Promise<void>;
}

export interface CommandInput {
  readonly name: string;
  readonly type: number;
  readonly value?: string;
  readonly focused?: boolean;
  readonly options?: readonly CommandInput[];
}

export interface FakeOptions {
  readonly now?: () => number;
  readonly shards?: number;
  readonly reactionGapMs?: number;
  /** Requests a second, of the whole bot. */
  readonly perSecond?: number;
  readonly latencyMs?: number;
  readonly port?: number;
  /** How long an interaction waits for its first reply, as at Discord 3 s; with 0 it is over before the bot hears of it. */
  readonly patienceMs?: number;
  /** How often the bot is to give a sign of life, as at Discord every 41 s. */
  readonly heartbeatMs?: number;
}

/** Discord on loopback: REST, gateway and the people who use it. It outlives the bot that talks to it. */
export async function startFakeDiscord(options: FakeOptions = {}): Promise<FakeDiscord> {
  const world = createWorld(options.now ?? Date.now);
  const sockets = createServer();
  await listen(sockets, 0);
  const gatewayUrl = () => `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`;
  const gateway = createGateway(world, sockets, {
    token: TOKEN,
    url: gatewayUrl,
    heartbeatMs: options.heartbeatMs ?? 41_250,
  });
  const rest: RestState = {
    token: TOKEN,
    faults: [],
    plan: () => undefined,
    calls: [],
    perSecond: options.perSecond ?? 50,
    latencyMs: options.latencyMs ?? 0,
    buckets: {
      reactions: { limit: 1, windowMs: options.reactionGapMs ?? 250 },
      "POST /channels/*/messages": { limit: 5, windowMs: 1_000 },
    },
  };
  const parts: RouteParts = { world, gatewayUrl, shards: options.shards ?? 1, dispatch: gateway.dispatch };
  const server = createRestServer(parts, rest);
  await listen(server, options.port ?? 0);
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const interact = createInteractions(world, gateway, options.patienceMs ?? 3_000, host);

  return {
    world,
    gateway,
    rest,
    apiUrl: `${host}/api`,
    fail: (method, path, fault) => rest.faults.push({ method, path, fault }),
    ...interact,
    pressReply: (user, { reply, channel }, label) => {
      if (reply === undefined) throw new Error("there is no reply");
      const message: FakeMessage = {
        ...reply,
        id: world.nextId(),
        channel,
        author: world.bot,
        nonce: undefined,
        nonceUntil: 0,
        replyTo: undefined,
        edits: 0,
        mentions: [],
        reactions: new Map(),
      };
      return interact.press(user, message, buttonId(message, label));
    },
    react: (user, message, emoji) => addReaction(parts, message, emoji, user),
    unreact: (user, message, emoji) => {
      const left = (message.reactions.get(emoji) ?? []).filter((one) => one !== user);
      if (left.length === 0) message.reactions.delete(emoji);
      else message.reactions.set(emoji, left);
      const { guild, id } = message.channel;
      gateway.dispatch("MESSAGE_REACTION_REMOVE", guild?.id, {
        user_id: user,
        message_id: message.id,
        channel_id: id,
        guild_id: guild?.id,
        emoji: { id: null, name: emoji },
        type: 0,
        burst: false,
      });
    },
    dispatch: gateway.dispatch,
    deleteMessage: (message) => world.messages.delete(message.id),
    deleteChannel: (channel, ...threads) => {
      for (const { id } of [channel, ...threads]) world.channels.delete(id);
      gateway.dispatch("CHANNEL_DELETE", channel.guild?.id, channelPayload(channel));
    },
    kick: (guild) => {
      world.guilds.delete(guild.id);
      guild.members.delete(world.bot.id);
      gateway.dispatch("GUILD_DELETE", guild.id, { id: guild.id });
    },
    invite: (guild) => {
      world.guilds.set(guild.id, guild);
      joinBot(world, guild);
      gateway.dispatch("GUILD_CREATE", guild.id, guildPayload(world, guild));
    },
    outage: (guild, unavailable) => {
      guild.unavailable = unavailable;
      if (unavailable) gateway.dispatch("GUILD_DELETE", guild.id, { id: guild.id, unavailable: true });
      else gateway.dispatch("GUILD_CREATE", guild.id, guildPayload(world, guild));
    },
    changed: (guild, what) => {
      const tell = (type: string, data: object) => gateway.dispatch(type, guild.id, { guild_id: guild.id, ...data });
      if (what === undefined || what === "channels") {
        for (const channel of world.channels.values()) {
          if (channel.guild !== guild) continue;
          tell(isThread(channel) ? "THREAD_UPDATE" : "CHANNEL_UPDATE", channelPayload(channel));
        }
      }
      if (what === undefined || what === "roles") {
        for (const role of guildPayload(world, guild).roles) tell("GUILD_ROLE_UPDATE", { role });
      }
      const me = guild.members.get(world.bot.id);
      if (what === "me" && me !== undefined) tell("GUILD_MEMBER_UPDATE", memberPayload(me));
    },
    messagesIn: (channel) => [...world.messages.values()].filter((message) => message.channel === channel),
    stop: async () => {
      gateway.cut(1006);
      server.closeAllConnections();
      sockets.closeAllConnections();
      await Promise.all([server, sockets].map((one) => new Promise<void>((resolve) => one.close(() => resolve()))));
    },
  };
}

function createInteractions(world: World, gateway: Gateway, patienceMs: number, fileHost: string) {
  const begin = async (
    user: string,
    channel: FakeChannel,
    type: number,
    data: object,
    message?: FakeMessage,
  ): Promise<FakeInteraction> => {
    const settled = Promise.withResolvers<void>();
    const interaction: FakeInteraction = {
      id: world.nextId(),
      type,
      token: `token-${randomUUID()}`,
      user,
      channel,
      sentAt: Date.now(),
      at: world.now(),
      message,
      state: "waiting",
      settled: settled.promise,
      settle: settled.resolve,
    };
    world.interactions.set(interaction.id, interaction);
    const expire = (): void => {
      if (interaction.state !== "waiting") return;
      interaction.state = "expired";
      world.violations.push(`an interaction (type ${type}) was not answered within ${patienceMs} ms`);
      settled.resolve();
    };
    if (patienceMs === 0) expire();
    gateway.dispatch("INTERACTION_CREATE", channel.guild?.id, payloadOf(world, interaction, type, data));
    const patience = setTimeout(expire, patienceMs).unref();
    await settled.promise;
    clearTimeout(patience);
    return interaction;
  };
  return {
    command: (user: string, channel: FakeChannel, name: string, options: readonly CommandInput[] = []) =>
      begin(user, channel, 2, {
        id: world.nextId(),
        name,
        type: 1,
        options,
        resolved: resolvedOf(world, channel, options),
      }),
    suggest: async (user: string, channel: FakeChannel, name: string, options: readonly CommandInput[]) => {
      const { choices } = await begin(user, channel, 4, { id: world.nextId(), name, type: 1, options });
      return (choices ?? []).map((choice) => choice.value);
    },
    press: (user: string, message: FakeMessage, customId: string, values?: readonly string[]) =>
      begin(
        user,
        message.channel,
        3,
        { component_type: values === undefined ? 2 : 3, custom_id: customId, ...(values && { values }) },
        message,
      ),
    submit: (user: string, opened: FakeInteraction, fields: FilledIn) => {
      if (opened.modal === undefined) throw new Error("no form was opened");
      const data = fillModal(world, opened.modal, fields, fileHost);
      return begin(user, opened.channel, 5, data, opened.message);
    },
  };
}

function resolvedOf(world: World, channel: FakeChannel, options: readonly CommandInput[]): object {
  const mentioned = [...options, ...options.flatMap((option) => option.options ?? [])].filter(
    (option) => option.type === 9,
  );
  const roles = mentioned
    .filter(({ value = "" }) => channel.guild?.roles.has(value))
    .map(({ value }) => [value, { id: value }]);
  const users = mentioned.filter(({ value = "" }) => world.users.has(value)).map(({ value }) => [value, { id: value }]);
  return { roles: Object.fromEntries(roles), users: Object.fromEntries(users) };
}

function payloadOf(world: World, interaction: FakeInteraction, type: number, data: object): object {
  const { channel, message, user } = interaction;
  const member = channel.guild?.members.get(user);
  return {
    id: interaction.id,
    application_id: world.bot.id,
    type,
    token: interaction.token,
    version: 1,
    data,
    channel: { id: channel.id, type: channel.type },
    channel_id: channel.id,
    ...(channel.guild && {
      guild_id: channel.guild.id,
      guild: { id: channel.guild.id, locale: "en-US", features: [] },
    }),
    ...(member && { member: { ...memberPayload(member), permissions: String(permissionsOf(channel, user)) } }),
    ...(message && { message: messagePayload(world, message) }),
    app_permissions: String(permissionsOf(channel, world.bot.id)),
    locale: "en-US",
    entitlements: [],
    attachment_size_limit: 10_485_760,
    context: 0,
    authorizing_integration_owners: {},
  };
}

/** The custom id of the button with this label. */
export function buttonId(message: { readonly components: readonly FakeComponent[] }, label: string): string {
  const found = flatComponents(message.components).find(
    (component) => component.type === 2 && component.label === label,
  );
  if (found?.custom_id === undefined) throw new Error(`no button "${label}"`);
  return found.custom_id;
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
}
