import { PermissionFlagsBits } from "discord.js";

/** What Discord knows: people, servers, messages. It outlives the bot, as the real one does. */
export interface World {
  readonly bot: FakeUser;
  readonly users: Map<string, FakeUser>;
  readonly guilds: Map<string, FakeGuild>;
  readonly channels: Map<string, FakeChannel>;
  readonly messages: Map<string, FakeMessage>;
  readonly interactions: Map<string, FakeInteraction>;
  readonly commands: Map<string, { list: object[]; writes: number }>;
  /** Files that people sent with a form, by the path at which they are fetched. */
  readonly attachments: Map<string, string>;
  /** What the bot did that Discord does not allow, or that nobody should do; tests expect none. */
  readonly violations: string[];
  now(): number;
  /** A new id of this moment. */
  nextId(): string;
}

export interface FakeUser {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  readonly bot?: boolean;
}

interface FakeRole {
  readonly id: string;
  readonly name: string;
  permissions: bigint;
}

export interface FakeMember {
  readonly user: FakeUser;
  nick: string | null;
  roles: string[];
}

export interface FakeGuild {
  readonly id: string;
  name: string;
  owner: string;
  readonly roles: Map<string, FakeRole>;
  readonly members: Map<string, FakeMember>;
  readonly channels: Set<FakeChannel>;
  /** An outage of Discord: it is there, but answers nothing. */
  unavailable: boolean;
  /** What else its arrival carries, such as emoji. */
  readonly more?: object;
}

export interface FakeChannel {
  readonly id: string;
  readonly type: number;
  readonly guild: FakeGuild | undefined;
  name: string;
  readonly parent?: FakeChannel;
  /** Role or user id → what is taken away there. */
  readonly denied: Map<string, bigint>;
  archived: boolean;
  locked: boolean;
  /** The user of a direct channel. */
  readonly recipient?: string;
}

export interface FakeComponent {
  readonly type: number;
  id?: number;
  readonly custom_id?: string;
  readonly content?: string;
  readonly label?: string;
  readonly components?: FakeComponent[];
  readonly component?: FakeComponent;
  readonly [key: string]: unknown;
}

export interface FakeFile {
  readonly name: string;
  readonly data: Buffer;
  /** As text. */
  readonly content: string;
}

export interface FakeMessage {
  readonly id: string;
  readonly channel: FakeChannel;
  readonly author: FakeUser;
  components: FakeComponent[];
  flags: number;
  readonly nonce: string | undefined;
  /** By the clock on the wall: Discord forgets a nonce after some minutes. */
  readonly nonceUntil: number;
  readonly replyTo: string | undefined;
  files: readonly FakeFile[];
  edits: number;
  /** Who was pinged by it. */
  readonly mentions: string[];
  readonly reactions: Map<string, string[]>;
}

export interface FakeModal {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly FakeComponent[];
}

export interface FakeInteraction {
  readonly id: string;
  readonly type: number;
  readonly token: string;
  readonly user: string;
  readonly channel: FakeChannel;
  readonly sentAt: number;
  readonly at: number;
  readonly message: FakeMessage | undefined;
  state: "waiting" | "deferred" | "answered" | "expired";
  modal?: FakeModal;
  choices?: readonly { readonly name: string; readonly value: string }[];
  /** What the user sees; private unless `flags` says otherwise. */
  reply?: { components: FakeComponent[]; flags: number; files: readonly FakeFile[] } | undefined;
  /** Resolves once the bot has said all it will say. */
  readonly settled: Promise<void>;
  settle(): void;
}

const EPOCH = 1_420_070_400_000n;

export function createWorld(now: () => number): World {
  let last = 0n;
  const nextId = () => {
    const wanted = (BigInt(now()) - EPOCH) << 22n;
    last = wanted > last ? wanted : last + 1n;
    return String(last);
  };
  const bot: FakeUser = { id: nextId(), username: "studybot", global_name: null, bot: true };
  return {
    bot,
    users: new Map([[bot.id, bot]]),
    guilds: new Map(),
    channels: new Map(),
    messages: new Map(),
    interactions: new Map(),
    commands: new Map(),
    attachments: new Map(),
    violations: [],
    now,
    nextId,
  };
}

const EVERYONE =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.ReadMessageHistory |
  PermissionFlagsBits.AddReactions;

function addUser(world: World, username: string): FakeUser {
  const user: FakeUser = {
    id: world.nextId(),
    username,
    global_name: username.charAt(0).toUpperCase() + username.slice(1),
  };
  world.users.set(user.id, user);
  return user;
}

/** A server that invited the bot by its link, with the link's permissions as a role. */
export function addGuild(world: World, name: string, botPermissions: bigint, more: object = {}): FakeGuild {
  const owner = addUser(world, `owner-${name}`);
  const id = world.nextId();
  const role = { id: world.nextId(), name: "studybot", permissions: botPermissions };
  const guild: FakeGuild = {
    id,
    name,
    owner: owner.id,
    roles: new Map([
      [id, { id, name: "@everyone", permissions: EVERYONE }],
      [role.id, role],
    ]),
    members: new Map(),
    channels: new Set(),
    unavailable: false,
    more,
  };
  joinBot(world, guild);
  guild.members.set(owner.id, { user: owner, nick: null, roles: [] });
  world.guilds.set(id, guild);
  return guild;
}

/** With the role that its link made. */
export function joinBot(world: World, guild: FakeGuild): void {
  const roles = [...guild.roles.values()].filter((role) => role.name === "studybot").map((role) => role.id);
  guild.members.set(world.bot.id, { user: world.bot, nick: null, roles });
}

export function addChannel(
  world: World,
  guild: FakeGuild | undefined,
  name: string,
  more: Partial<FakeChannel> = {},
): FakeChannel {
  const channel: FakeChannel = {
    id: world.nextId(),
    type: 0,
    guild,
    name,
    denied: new Map(),
    archived: false,
    locked: false,
    ...more,
  };
  world.channels.set(channel.id, channel);
  guild?.channels.add(channel);
  return channel;
}

export function addMember(world: World, guild: FakeGuild, username: string, roles: string[] = []): FakeUser {
  const user = addUser(world, username);
  guild.members.set(user.id, { user, nick: null, roles });
  return user;
}

/** Source: Discord's reference, "Permission Overwrites". */
export function permissionsOf(channel: FakeChannel, user: string): bigint {
  const { guild } = channel;
  if (guild === undefined) return ~0n;
  const member = guild.members.get(user);
  if (member === undefined) return 0n;
  if (guild.owner === user) return (1n << 53n) - 1n;
  const roles = [guild.id, ...member.roles];
  const base = roles.reduce((bits, id) => bits | (guild.roles.get(id)?.permissions ?? 0n), 0n);
  if ((base & PermissionFlagsBits.Administrator) !== 0n) return (1n << 53n) - 1n;
  const { denied } = channel.parent !== undefined && isThread(channel) ? channel.parent : channel;
  const taken = [...roles, user].reduce((bits, id) => bits | (denied.get(id) ?? 0n), 0n);
  const left = base & ~taken;
  // Who does not see a channel may do nothing there.
  return (left & PermissionFlagsBits.ViewChannel) === 0n ? 0n : left;
}

export function isThread(channel: FakeChannel): boolean {
  return channel.type === 10 || channel.type === 11 || channel.type === 12;
}

export function flatComponents(components: readonly FakeComponent[]): readonly FakeComponent[] {
  return components.flatMap((one) => [
    one,
    ...flatComponents(one.components ?? []),
    ...flatComponents(one.component ? [one.component] : []),
  ]);
}
