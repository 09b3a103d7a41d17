import { PermissionFlagsBits } from "discord.js";
import { checkMessage, checkSchema, DiscordRefusal, type MessageBody, mentionsIn, withIds } from "./check.ts";
import { answerInteraction, deleteReply, editReply } from "./interaction-routes.ts";
import { channelPayload, guildPayload, memberPayload, messagePayload, userPayload } from "./payloads.ts";
import type { Answer, Call, RouteParts } from "./route.ts";
import { addChannel, type FakeChannel, type FakeMessage, isThread, permissionsOf, type World } from "./world.ts";

type Handler = (parts: RouteParts, call: Call, args: readonly string[]) => Answer;

const NONCE_MEMORY_MS = 3 * 60_000;

/** Every request that the bot may make; anything else is a violation. */
export const ROUTES: readonly {
  readonly method: string;
  readonly path: RegExp;
  readonly auth?: false;
  readonly handle: Handler;
}[] = [
  { method: "GET", path: /^\/gateway\/bot$/, handle: gateway },
  { method: "GET", path: /^\/users\/@me$/, handle: ({ world }) => ({ body: userPayload(world.bot) }) },
  { method: "GET", path: /^\/applications\/@me$/, handle: application },
  { method: "GET", path: /^\/applications\/(\d+)\/(?:guilds\/(\d+)\/)?commands$/, handle: readCommands },
  { method: "PUT", path: /^\/applications\/(\d+)\/(?:guilds\/(\d+)\/)?commands$/, handle: writeCommands },
  { method: "GET", path: /^\/guilds\/(\d+)$/, handle: readGuild },
  { method: "GET", path: /^\/guilds\/(\d+)\/members\/(\d+)$/, handle: readMember },
  { method: "GET", path: /^\/channels\/(\d+)$/, handle: readChannel },
  { method: "POST", path: /^\/users\/@me\/channels$/, handle: openDirect },
  { method: "POST", path: /^\/channels\/(\d+)\/messages$/, handle: postMessage },
  { method: "GET", path: /^\/channels\/(\d+)\/messages$/, handle: listMessages },
  { method: "GET", path: /^\/channels\/(\d+)\/messages\/(\d+)$/, handle: readMessage },
  { method: "PATCH", path: /^\/channels\/(\d+)\/messages\/(\d+)$/, handle: editMessage },
  { method: "POST", path: /^\/channels\/(\d+)\/messages\/(\d+)\/threads$/, handle: startThread },
  { method: "GET", path: /^\/channels\/(\d+)\/messages\/(\d+)\/reactions\/([^/]+)$/, handle: readReaction },
  { method: "PUT", path: /^\/channels\/(\d+)\/messages\/(\d+)\/reactions\/([^/]+)\/@me$/, handle: addOwnReaction },
  {
    method: "DELETE",
    path: /^\/channels\/(\d+)\/messages\/(\d+)\/reactions\/([^/]+)\/(\d+|@me)$/,
    handle: removeReaction,
  },
  { method: "DELETE", path: /^\/channels\/(\d+)\/messages\/(\d+)\/reactions\/([^/]+)$/, handle: removeReactions },
  { method: "POST", path: /^\/interactions\/(\d+)\/([^/]+)\/callback$/, auth: false, handle: answerInteraction },
  { method: "PATCH", path: /^\/webhooks\/(\d+)\/([^/]+)\/messages\/@original$/, auth: false, handle: editReply },
  { method: "DELETE", path: /^\/webhooks\/(\d+)\/([^/]+)\/messages\/@original$/, auth: false, handle: deleteReply },
];

function gateway({ gatewayUrl, shards }: RouteParts): Answer {
  const session_start_limit = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 16 };
  return { body: { url: gatewayUrl(), shards, session_start_limit } };
}

function application({ world }: RouteParts): Answer {
  return {
    body: {
      id: world.bot.id,
      name: "studybot",
      bot: userPayload(world.bot),
      interactions_endpoint_url: null,
      approximate_guild_count: world.guilds.size,
      flags: 0,
    },
  };
}

function readCommands({ world }: RouteParts, _call: Call, [, guild = "global"]: readonly string[]): Answer {
  return { body: world.commands.get(guild)?.list ?? [] };
}

function writeCommands({ world }: RouteParts, { body }: Call, [, guild = "global"]: readonly string[]): Answer {
  checkSchema("commands", body);
  const list = (body as Record<string, unknown>[]).map((command) => ({
    id: world.nextId(),
    application_id: world.bot.id,
    version: world.nextId(),
    nsfw: false,
    dm_permission: true,
    ...command,
    options: withoutFalse(command.options),
  }));
  const writes = (world.commands.get(guild)?.writes ?? 0) + 1;
  world.commands.set(guild, { list, writes });
  return { body: list };
}

/** Discord leaves out what is false or empty. */
function withoutFalse(value: unknown): unknown {
  if (!Array.isArray(value)) return undefined;
  return value.map((option: Record<string, unknown>) => ({
    ...Object.fromEntries(
      Object.entries(option).filter(([, given]) => given !== false && !(Array.isArray(given) && given.length === 0)),
    ),
    ...(Array.isArray(option.options) && option.options.length > 0 && { options: withoutFalse(option.options) }),
  }));
}

function readGuild({ world }: RouteParts, _call: Call, [id = ""]: readonly string[]): Answer {
  const guild = world.guilds.get(id);
  if (guild === undefined) throw new DiscordRefusal(404, 10004, "Unknown Guild");
  return { body: guildPayload(world, guild) };
}

function readMember({ world }: RouteParts, _call: Call, [id = "", user = ""]: readonly string[]): Answer {
  const member = world.guilds.get(id)?.members.get(user);
  if (member === undefined) throw new DiscordRefusal(404, 10007, "Unknown Member");
  return { body: memberPayload(member) };
}

function readChannel({ world }: RouteParts, _call: Call, [id = ""]: readonly string[]): Answer {
  return { body: channelPayload(visible(world, id)) };
}

function openDirect({ world }: RouteParts, { body }: Call): Answer {
  const { recipient_id: recipient } = body as { recipient_id: string };
  if (!world.users.has(recipient)) throw new DiscordRefusal(404, 10013, "Unknown User");
  const known = [...world.channels.values()].find((channel) => channel.recipient === recipient);
  return { body: channelPayload(known ?? addChannel(world, undefined, "", { type: 1, recipient })) };
}

function postMessage({ world }: RouteParts, call: Call, [id = ""]: readonly string[]): Answer {
  const channel = visible(world, id);
  const body = call.body as MessageBody;
  const send = isThread(channel) ? PermissionFlagsBits.SendMessagesInThreads : PermissionFlagsBits.SendMessages;
  need(world, channel, send);
  if (call.files.length > 0) need(world, channel, PermissionFlagsBits.AttachFiles);
  if (body.message_reference !== undefined) {
    const why = "Cannot reply without permission to read message history";
    need(world, channel, PermissionFlagsBits.ReadMessageHistory, 160002, why);
  }
  if (channel.recipient !== undefined && !sharesGuild(world, channel.recipient))
    throw new DiscordRefusal(403, 50278, "Cannot send messages to this user due to having no mutual guilds");
  if (channel.locked) throw new DiscordRefusal(400, 160005, "Thread is locked");
  if ([4, 15, 16].includes(channel.type))
    throw new DiscordRefusal(400, 50008, "Cannot send messages in a non-text channel");
  checkSchema("message", body);
  checkMessage(body, call.files);
  const nonce = body.nonce === undefined ? undefined : String(body.nonce);
  const known = [...world.messages.values()].find(
    (message) =>
      message.nonce !== undefined &&
      message.nonce === nonce &&
      message.channel === channel &&
      Date.now() < message.nonceUntil,
  );
  if (known !== undefined && body.enforce_nonce === true) return { body: messagePayload(world, known) };
  if (JSON.stringify(body.allowed_mentions) !== '{"parse":[]}')
    world.violations.push("a message without allowed_mentions none");
  const message: FakeMessage = {
    id: world.nextId(),
    channel,
    author: world.bot,
    components: withIds(body.components ?? []),
    flags: body.flags ?? 0,
    nonce,
    nonceUntil: Date.now() + NONCE_MEMORY_MS,
    replyTo: body.message_reference?.message_id,
    files: [...call.files],
    edits: 0,
    mentions: mentionsIn(body),
    reactions: new Map(),
  };
  world.messages.set(message.id, message);
  return { body: messagePayload(world, message) };
}

function sharesGuild(world: World, user: string): boolean {
  return [...world.guilds.values()].some(({ members }) => members.has(user) && members.has(world.bot.id));
}

/** Newest first, at most 100; without the permission an empty list, as the real one. */
function listMessages({ world }: RouteParts, { query }: Call, [id = ""]: readonly string[]): Answer {
  const channel = visible(world, id);
  if ((permissionsOf(channel, world.bot.id) & PermissionFlagsBits.ReadMessageHistory) === 0n) return { body: [] };
  const after = BigInt(query.get("after") ?? 0);
  const limit = Number(query.get("limit") ?? 50);
  if (limit > 100) throw new DiscordRefusal(400, 50035, "Invalid Form Body (limit)");
  const found = [...world.messages.values()]
    .filter((message) => message.channel === channel && BigInt(message.id) > after)
    .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
    .slice(0, limit);
  return { body: found.reverse().map((message) => messagePayload(world, message)) };
}

function readMessage({ world }: RouteParts, _call: Call, [channel = "", id = ""]: readonly string[]): Answer {
  return { body: messagePayload(world, messageIn(world, channel, id)) };
}

function editMessage({ world }: RouteParts, call: Call, [channel = "", id = ""]: readonly string[]): Answer {
  const message = standingIn(world, visible(world, channel), id);
  const body = call.body as MessageBody;
  if (message.author !== world.bot)
    throw new DiscordRefusal(403, 50005, "Cannot edit a message authored by another user");
  checkSchema("edit", body);
  checkMessage(body, call.files);
  message.components = withIds(body.components ?? []);
  message.files = [...call.files];
  message.edits += 1;
  message.mentions.push(...mentionsIn(body));
  return { body: messagePayload(world, message) };
}

function startThread({ world }: RouteParts, { body }: Call, [channel = "", id = ""]: readonly string[]): Answer {
  const { channel: parent, id: message } = messageIn(world, channel, id);
  need(world, parent, PermissionFlagsBits.CreatePublicThreads);
  if (isThread(parent)) throw new DiscordRefusal(400, 50024, "Cannot execute action on this channel type");
  if (world.channels.has(message))
    throw new DiscordRefusal(400, 160004, "A thread has already been created for this message");
  const { name } = body as { name: string };
  if (name.length > 100) throw new DiscordRefusal(400, 50035, "Invalid Form Body (name)");
  const thread = { ...addChannel(world, parent.guild, name, { type: 11, parent }), id: message };
  world.channels.set(message, thread);
  return { body: channelPayload(thread) };
}

function readReaction(
  { world }: RouteParts,
  { query }: Call,
  [channel = "", id = "", emoji = ""]: readonly string[],
): Answer {
  const users = [...(messageIn(world, channel, id).reactions.get(decodeURIComponent(emoji)) ?? [])];
  const after = BigInt(query.get("after") ?? 0);
  const page = users
    .filter((user) => BigInt(user) > after)
    .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
    .slice(0, Number(query.get("limit") ?? 25));
  return {
    body: page.map((user) => userPayload(world.users.get(user) ?? { id: user, username: "?", global_name: null })),
  };
}

function addOwnReaction(
  parts: RouteParts,
  _call: Call,
  [channel = "", id = "", emoji = ""]: readonly string[],
): Answer {
  const { world } = parts;
  const message = messageIn(world, channel, id);
  need(world, message.channel, PermissionFlagsBits.AddReactions);
  addReaction(parts, message, decodeURIComponent(emoji), world.bot.id);
  return { status: 204 };
}

/** The event names only whose reaction it was, not who took it away. */
function removeReaction(
  parts: RouteParts,
  _call: Call,
  [channel = "", id = "", emoji = "", who = ""]: readonly string[],
): Answer {
  const { world } = parts;
  const message = messageIn(world, channel, id);
  const user = who === "@me" ? world.bot.id : who;
  if (user !== world.bot.id) need(world, message.channel, PermissionFlagsBits.ManageMessages);
  const name = decodeURIComponent(emoji);
  const users = message.reactions.get(name) ?? [];
  if (!users.includes(user)) throw new DiscordRefusal(404, 10014, "Unknown Emoji");
  setReaction(
    message,
    name,
    users.filter((one) => one !== user),
  );
  parts.dispatch("MESSAGE_REACTION_REMOVE", message.channel.guild?.id, {
    ...reactionBase(message, name),
    user_id: user,
  });
  return { status: 204 };
}

function removeReactions(
  parts: RouteParts,
  _call: Call,
  [channel = "", id = "", emoji = ""]: readonly string[],
): Answer {
  const message = messageIn(parts.world, channel, id);
  need(parts.world, message.channel, PermissionFlagsBits.ManageMessages);
  const name = decodeURIComponent(emoji);
  setReaction(message, name, []);
  parts.dispatch("MESSAGE_REACTION_REMOVE_EMOJI", message.channel.guild?.id, reactionBase(message, name));
  return { status: 204 };
}

export function addReaction(parts: RouteParts, message: FakeMessage, name: string, user: string): void {
  const users = message.reactions.get(name) ?? [];
  if (users.includes(user)) return;
  message.reactions.set(name, [...users, user]);
  const guild = message.channel.guild;
  const member = guild?.members.get(user);
  parts.dispatch("MESSAGE_REACTION_ADD", guild?.id, {
    ...reactionBase(message, name),
    user_id: user,
    type: 0,
    burst: false,
    message_author_id: message.author.id,
    ...(member && { member: memberPayload(member) }),
  });
}

function reactionBase(message: FakeMessage, name: string) {
  const { guild, id } = message.channel;
  return { message_id: message.id, channel_id: id, ...(guild && { guild_id: guild.id }), emoji: { id: null, name } };
}

function setReaction(message: FakeMessage, name: string, users: string[]): void {
  if (users.length === 0) message.reactions.delete(name);
  else message.reactions.set(name, users);
}

function visible(world: World, id: string): FakeChannel {
  const channel = world.channels.get(id);
  if (channel === undefined) throw new DiscordRefusal(404, 10003, "Unknown Channel");
  if (channel.guild?.unavailable === true) throw new DiscordRefusal(503, 0, "Service unavailable");
  need(world, channel, PermissionFlagsBits.ViewChannel, 50001, "Missing Access");
  return channel;
}

function need(world: World, channel: FakeChannel, bit: bigint, code = 50013, message = "Missing Permissions"): void {
  if (channel.guild === undefined) return;
  if ((permissionsOf(channel, world.bot.id) & bit) === 0n) throw new DiscordRefusal(403, code, message);
}

function messageIn(world: World, channel: string, id: string): FakeMessage {
  const here = visible(world, channel);
  need(world, here, PermissionFlagsBits.ReadMessageHistory);
  return standingIn(world, here, id);
}

function standingIn(world: World, channel: FakeChannel, id: string): FakeMessage {
  const message = world.messages.get(id);
  if (message === undefined || message.channel !== channel) throw new DiscordRefusal(404, 10008, "Unknown Message");
  return message;
}
