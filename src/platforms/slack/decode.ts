import type { EpochMs } from "../../chat/card.ts";
import type { CommandShape } from "../../chat/command.ts";
import type { ChatEvent, ChatUser, FormEvent, LifecycleEvent } from "../../chat/event.ts";
import type { FormFile } from "../../chat/form.ts";
import { pressedAction } from "./blocks/controls-to-blocks.ts";
import { labelOfEmoji } from "./text/labels.ts";
import {
  type ActionPayload,
  type CommandPayload,
  channelEvent,
  type EventPayload,
  type FormOrigin,
  formOrigin,
  homeEvent,
  type InputState,
  idChangeEvent,
  memberEvent,
  reactionEvent,
  renameEvent,
  revokedEvent,
  type SentFile,
  type ViewPayload,
} from "./transport/payloads.ts";

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;

/** An event as the payload has it. Who the user is, beyond the id, is looked up afterwards. */
export type Decoded = Without<ChatEvent, "user" | "platform"> & {
  readonly by?: Actor;
  /** Its handler checks whether the user is an admin, so that is looked up afresh. */
  readonly checksAdmin?: boolean;
};

export interface Actor {
  readonly id: string;
  /** What the payload says; a handle rather than a name. */
  readonly handle: string;
}

export interface Installation {
  /** The workspace's id, or the organization's where the app is installed for all of it. */
  readonly team: string;
  readonly enterprise: string | undefined;
  readonly isEnterprise: boolean;
  readonly botUser: string;
  readonly bot: string | undefined;
}

/**
 * Where the app is installed in one workspace, everything belongs to that one, whoever acts: in a Slack Connect channel, payloads
 * of people from the other workspace name theirs. Where it is installed for an organization, the payload names the workspace.
 */
export function communityOf(installation: Installation, team: string | null | undefined): string {
  return installation.isEnterprise ? (team ?? installation.team) : installation.team;
}

/** `/study ask pca` is `/ask pca`; `/sb-ask`, where the manifest was made with a prefix, is `/ask`. */
export function readCommand(
  commands: readonly CommandShape[],
  slash: string,
  text: string,
): { command: string; text: string } {
  const typed = slash.replace(/^\//, "").toLowerCase();
  const names = commands.map((command) => command.name);
  const name = names.find((known) => known === typed) ?? names.find((known) => typed.endsWith(known)) ?? typed;
  const words = unescapeEntities(text).trim();
  const [first = ""] = words.split(/\s/, 1);
  const inner = first.toLowerCase().replace(/^\//, "");
  const own =
    commands.find((command) => command.name === name)?.subcommands?.map((subcommand) => subcommand.name) ?? [];
  if (name === "study" && names.includes(inner) && !own.includes(inner)) {
    return { command: inner, text: words.slice(first.length).trim() };
  }
  return { command: name, text: words };
}

export function decodeCommand(
  payload: CommandPayload,
  context: { installation: Installation; commands: readonly CommandShape[]; now: EpochMs },
): Decoded {
  const { command, text } = readCommand(context.commands, payload.command, payload.text);
  return {
    type: "command",
    id: payload.trigger_id,
    community: communityOf(context.installation, payload.team_id),
    at: context.now,
    by: { id: payload.user_id, handle: payload.user_name },
    checksAdmin: context.commands.find(({ name }) => name === command)?.admin === true,
    channel: payload.channel_id,
    command,
    input: { text },
  };
}

/** undefined where somebody only chose in a select: that counts when they submit it. */
export function decodeAction(
  payload: ActionPayload,
  context: { installation: Installation; now: EpochMs },
): Decoded | undefined {
  const [pressed] = payload.actions;
  if (pressed === undefined) return undefined;
  const values = payload.state?.values ?? {};
  const chosen = (block: string, action: string): readonly string[] =>
    valuesOf(values[block]?.[action]?.selected_options ?? []);
  const decoded = pressedAction(pressed.action_id, chosen);
  if (decoded === undefined) return undefined;
  const message = payload.message?.ts ?? payload.container?.message_ts ?? "";
  return {
    type: "action",
    id: `${message || payload.view?.id}:${payload.user.id}:${pressed.action_id}:${pressed.action_ts ?? payload.trigger_id}`,
    community: communityOf(context.installation, payload.team?.id ?? payload.user.team_id),
    at: timeOf(pressed.action_ts) ?? context.now,
    by: actorOf(payload.user),
    channel: payload.channel?.id ?? "",
    message,
    ...decoded,
  };
}

/** Where a form was opened and what for; undefined where the view is not one of this bot's forms. */
export function originOf(payload: ViewPayload): FormOrigin | undefined {
  return formOrigin.safeParse(parseJson(payload.view.private_metadata)).data;
}

/** undefined where the view is not one of this bot's forms. */
export function decodeView(
  payload: ViewPayload,
  context: { now: EpochMs; toFile: (field: string, file: SentFile) => FormFile },
): Decoded | undefined {
  const origin = originOf(payload);
  if (origin === undefined) return undefined;
  const inputs = Object.entries(payload.view.state.values).flatMap(([name, block]) =>
    Object.values(block)
      .slice(0, 1)
      .map((input) => [name, input] as const),
  );
  const picked = inputs.map(([, input]) => input.selected_conversation).find((channel) => channel != null);
  return {
    type: "form",
    // A form that had a problem is the same view when it is sent again.
    id: `view:${payload.view.id}:${payload.user.id}:${payload.trigger_id}`,
    community: origin.community,
    at: context.now,
    by: actorOf(payload.user),
    checksAdmin: origin.checksAdmin === true,
    channel: picked ?? origin.channel ?? "",
    action: origin.action,
    ...filledIn(inputs, context.toFile),
  };
}

/** Each input by what it brings: a text or a choice, checked boxes, a file. */
function filledIn(
  inputs: readonly (readonly [name: string, input: InputState])[],
  toFile: (field: string, file: SentFile) => FormFile,
): Pick<FormEvent, "fields" | "checked" | "files"> {
  const fields: [string, string][] = [];
  const checked: [string, readonly string[]][] = [];
  const files: [string, FormFile][] = [];
  for (const [name, { value, selected_option, selected_options, files: sent }] of inputs) {
    const text = value ?? selected_option?.value ?? "";
    if (text !== "") fields.push([name, text]);
    if (selected_options != null) checked.push([name, valuesOf(selected_options)]);
    const [file] = sent ?? [];
    if (file !== undefined) files.push([name, toFile(name, file)]);
  }
  return {
    fields: Object.fromEntries(fields),
    ...(checked.length > 0 && { checked: Object.fromEntries(checked) }),
    ...(files.length > 0 && { files: Object.fromEntries(files) }),
  };
}

interface EventContext {
  readonly event: EventPayload["event"];
  readonly base: { readonly id: string; readonly community: string; readonly at: EpochMs };
  readonly installation: Installation;
}

/** By Slack's type of event. */
const EVENT_DECODERS = new Map<string, (context: EventContext) => Decoded | undefined>([
  ["reaction_added", decodeReaction],
  ["app_home_opened", decodeHome],
  ["member_joined_channel", decodeJoin],
  ["member_left_channel", decodeLeave],
  ["channel_left", decodeLostChannel],
  ["group_left", decodeLostChannel],
  ["channel_archive", decodeLostChannel],
  ["group_archive", decodeLostChannel],
  ["channel_deleted", decodeLostChannel],
  ["group_deleted", decodeLostChannel],
  ["channel_rename", decodeRename],
  ["group_rename", decodeRename],
  ["channel_id_changed", decodeIdChange],
  ["subteam_members_changed", (context) => lifecycle(context, "groups-changed")],
  ["subteam_updated", (context) => lifecycle(context, "groups-changed")],
  ["tokens_revoked", decodeRevocation],
  ["app_uninstalled", (context) => lifecycle(context, "community-lost", { community: "" })],
]);

/** undefined for events that the bot ignores. */
export function decodeEvent(payload: EventPayload, installation: Installation): Decoded | undefined {
  const { event } = payload;
  const team = payload.team_id ?? payload.authorizations?.[0]?.team_id;
  const base = { id: payload.event_id, community: communityOf(installation, team), at: payload.event_time * 1000 };
  return EVENT_DECODERS.get(event.type)?.({ event, base, installation });
}

function lifecycle(
  { base }: EventContext,
  what: LifecycleEvent["what"],
  more: Partial<LifecycleEvent> & Pick<Decoded, "by"> = {},
): Decoded {
  return { type: "lifecycle", ...base, what, ...more };
}

function decodeReaction({ event, base, installation }: EventContext): Decoded | undefined {
  const reaction = reactionEvent.safeParse(event);
  if (!reaction.success || reaction.data.user === installation.botUser) return undefined;
  const { user, item, event_ts } = reaction.data;
  const label = labelOfEmoji(reaction.data.reaction);
  if (label === undefined) return undefined;
  return {
    type: "reaction",
    ...base,
    at: timeOf(event_ts) ?? base.at,
    by: { id: user, handle: "" },
    channel: item.channel,
    message: item.ts,
    label,
  };
}

function decodeHome({ event, base }: EventContext): Decoded | undefined {
  const home = homeEvent.safeParse(event);
  if (!home.success || (home.data.tab ?? "home") !== "home") return undefined;
  return { type: "home", ...base, by: { id: home.data.user, handle: "" }, checksAdmin: true };
}

function decodeJoin(context: EventContext): Decoded | undefined {
  const member = memberEvent.safeParse(context.event);
  if (!member.success || member.data.user !== context.installation.botUser) return undefined;
  const { channel, inviter } = member.data;
  return lifecycle(context, "channel-joined", {
    channel,
    ...(inviter !== undefined && { by: { id: inviter, handle: "" } }),
  });
}

function decodeLeave(context: EventContext): Decoded | undefined {
  const member = memberEvent.safeParse(context.event);
  if (!member.success || member.data.user !== context.installation.botUser) return undefined;
  return lifecycle(context, "channel-lost", { channel: member.data.channel });
}

function decodeLostChannel(context: EventContext): Decoded | undefined {
  const lost = channelEvent.safeParse(context.event);
  return lost.success ? lifecycle(context, "channel-lost", { channel: lost.data.channel }) : undefined;
}

function decodeRename(context: EventContext): Decoded | undefined {
  const renamed = renameEvent.safeParse(context.event);
  if (!renamed.success) return undefined;
  const { id, name } = renamed.data.channel;
  return lifecycle(context, "channel-renamed", { channel: id, name: `#${name}` });
}

function decodeIdChange(context: EventContext): Decoded | undefined {
  const moved = idChangeEvent.safeParse(context.event);
  if (!moved.success) return undefined;
  return lifecycle(context, "channel-moved", { channel: moved.data.old_channel_id, to: moved.data.new_channel_id });
}

/** There is one bot token, whichever workspaces of an organization it serves. */
function decodeRevocation(context: EventContext): Decoded | undefined {
  const revoked = revokedEvent.safeParse(context.event);
  const isBots = (revoked.data?.tokens.bot ?? []).length > 0;
  return isBots ? lifecycle(context, "community-lost", { community: "" }) : undefined;
}

export function withUser(decoded: Decoded, user: ChatUser | undefined): ChatEvent {
  const { by: _, checksAdmin: __, ...event } = decoded;
  return { ...event, platform: "slack", ...(user !== undefined && { user }) } as ChatEvent;
}

/** Slack writes & < > as entities in what people type. */
function unescapeEntities(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** "1795449600.123456" in milliseconds. */
function timeOf(ts: string | undefined): EpochMs | undefined {
  return ts !== undefined && /^\d{1,12}(\.\d{1,9})?$/.test(ts) ? Math.floor(Number(ts) * 1000) : undefined;
}

function actorOf(user: ActionPayload["user"]): Actor {
  return { id: user.id, handle: user.username ?? user.name ?? "" };
}

function valuesOf(options: readonly { readonly value: string }[]): readonly string[] {
  return options.map(({ value }) => value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
