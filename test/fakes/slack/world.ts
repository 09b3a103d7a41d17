import type { HomeView, KnownBlock, MessageMetadata, ModalView } from "@slack/types";

/** What Slack knows. Tests look at it instead of counting calls. */
export interface World {
  readonly team: { readonly id: string; readonly name: string };
  /** The organisation that the workspace belongs to. */
  readonly enterprise: string | undefined;
  /** Set where the app is installed for all of the organisation; `team` is then one of its workspaces. */
  readonly organisation: string | undefined;
  readonly app: { readonly id: string; readonly bot: string; readonly botUser: string };
  readonly tokens: Map<string, Token>;
  readonly users: Map<string, FakeUser>;
  readonly channels: Map<string, FakeChannel>;
  readonly ephemerals: Ephemeral[];
  readonly views: Map<string, OpenView>;
  readonly homes: Map<string, HomeView>;
  readonly files: Map<string, FakeFile>;
  /** So many messages with a picture are refused before Slack has made the picture ready. */
  picturesPending: number;
  /** User groups: handle and members. */
  readonly groups: Map<string, { readonly handle: string; readonly users: string[]; readonly team?: string }>;
  readonly triggers: Map<string, { readonly user: string; readonly until: number; used: boolean }>;
  readonly responseUrls: Map<string, ResponseUrl>;
  /** Every call of the Web API, in order. */
  readonly calls: ApiCall[];
  /** What Slack would have complained about: late or missing acks, wrong arguments. */
  readonly complaints: string[];
  readonly now: () => number;
  readonly lastTs: { micros: number };
}

export interface Token {
  readonly kind: "bot" | "app";
  readonly scopes: Set<string>;
  revoked: boolean;
}

export interface FakeUser {
  readonly id: string;
  readonly name: string;
  readonly real_name: string;
  readonly team_id: string;
  readonly tz: string;
  readonly is_bot: boolean;
  is_admin: boolean;
  is_owner: boolean;
  /** In an organisation: the workspaces that the person belongs to. */
  readonly enterprise_user?: {
    readonly enterprise_id: string;
    readonly teams: readonly string[];
    readonly is_admin?: boolean;
  };
  /** Of another workspace, met in a shared channel. */
  readonly is_stranger?: boolean;
}

export interface FakeChannel {
  readonly id: string;
  name: string;
  readonly creator: string;
  is_private: boolean;
  is_archived: boolean;
  deleted: boolean;
  readonly is_im: boolean;
  readonly is_ext_shared: boolean;
  /** The workspace that it belongs to, where that is not the world's `team`; others of the organisation may share it. */
  readonly team?: string;
  readonly members: Set<string>;
  /** Thread replies as well; in the order of their ts. */
  readonly messages: FakeMessage[];
}

export interface FakeMessage {
  readonly ts: string;
  readonly thread_ts?: string;
  readonly user: string;
  readonly bot_id?: string;
  text: string;
  blocks: KnownBlock[];
  metadata: MessageMetadata | undefined;
  edited: boolean;
  deleted: boolean;
  readonly reactions: Map<string, string[]>;
  readonly files: string[];
  readonly unfurls: boolean;
}

interface Ephemeral {
  readonly channel: string;
  readonly user: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export interface OpenView {
  readonly id: string;
  readonly user: string;
  view: ModalView;
  /** What stands in its inputs, by block id, as Slack tells it; what is not there stands as the view has it. */
  state: Readonly<Record<string, InputState>>;
  /** What is said at its inputs. */
  errors: Readonly<Record<string, string>>;
  closed: boolean;
}

/** Of these, the one that belongs to the input's type. */
interface InputState {
  readonly type: string;
  readonly value?: string | null;
  readonly selected_option?: { readonly value: string } | null;
  readonly selected_options?: readonly { readonly value: string }[];
  readonly selected_conversation?: string | null;
  readonly files?: readonly object[];
}

interface FakeFile {
  readonly id: string;
  readonly filename: string;
  content: Uint8Array;
  isComplete: boolean;
  /** The conversation that it was sent to as a file; one that a message shows as its picture has none. */
  channel: string | undefined;
}

interface ResponseUrl {
  readonly channel: string;
  readonly user: string;
  readonly until: number;
  uses: number;
}

export interface ApiCall {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly at: number;
  result: string;
}

/** A refusal with Slack's own code. */
export class SlackRefusal extends Error {
  override readonly name = "SlackRefusal";
  readonly code: string;
  readonly more: Readonly<Record<string, unknown>>;
  constructor(code: string, more: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}

export function refuse(code: string, more?: Readonly<Record<string, unknown>>): never {
  throw new SlackRefusal(code, more);
}

let serial = 0;

/** "C0000001F3": of the shape of Slack's ids, unique in the process. */
export function newId(prefix: string): string {
  serial += 1;
  return `${prefix}0${serial.toString(36).toUpperCase().padStart(8, "0")}`;
}

/** Seconds and microseconds; unique, rising, a string. */
export function newTs(world: Pick<World, "now" | "lastTs">): string {
  const next = Math.max(world.lastTs.micros + 1, Math.floor(world.now() * 1000));
  world.lastTs.micros = next;
  return `${Math.floor(next / 1e6)}.${String(next % 1e6).padStart(6, "0")}`;
}

export function newChannel(given: Partial<FakeChannel> & Pick<FakeChannel, "name" | "creator">): FakeChannel {
  return {
    id: newId(given.is_im === true ? "D" : "C"),
    is_private: false,
    is_archived: false,
    deleted: false,
    is_im: false,
    is_ext_shared: false,
    members: new Set(),
    messages: [],
    ...given,
  };
}

export function newUser(given: Partial<FakeUser> & Pick<FakeUser, "name" | "team_id">): FakeUser {
  return {
    id: newId("U"),
    real_name: given.name.charAt(0).toUpperCase() + given.name.slice(1),
    tz: "Europe/Berlin",
    is_bot: false,
    is_admin: false,
    is_owner: false,
    ...given,
  };
}

/** The direct conversation of the bot with a user. */
export function directChannel(world: World, user: string): FakeChannel {
  const members = [user, world.app.botUser];
  const known = [...world.channels.values()].find(
    (channel) => channel.is_im && members.every((member) => channel.members.has(member)),
  );
  if (known !== undefined) return known;
  const made = newChannel({ name: "", creator: world.app.botUser, is_im: true, members: new Set(members) });
  world.channels.set(made.id, made);
  return made;
}

export function findMessage(channel: FakeChannel, ts: string): FakeMessage | undefined {
  return channel.messages.find((message) => message.ts === ts && !message.deleted);
}

export function reactionEvent(world: World, user: string, reaction: string, channel: string, message: FakeMessage) {
  const item = { type: "message", channel, ts: message.ts };
  return { type: "reaction_added", user, reaction, item_user: message.user, item, event_ts: newTs(world) };
}
