import type { EpochMs } from "../../chat/card.ts";
import type { CommandShape } from "../../chat/command.ts";
import type { ChatEvent, ChatUser, LifecycleEvent } from "../../chat/event.ts";
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
  idChangeEvent,
  memberEvent,
  reactionEvent,
  renameEvent,
  revokedEvent,
  type ViewPayload,
} from "./transport/payloads.ts";

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;

/** An event as the payload tells it: who the user is, beyond the id, is looked up afterwards. */
export type Decoded = Without<ChatEvent, "user" | "platform"> & { readonly by?: Actor };

export interface Actor {
  readonly id: string;
  /** What the payload says; a handle rather than a name. */
  readonly handle: string;
}

export interface Installation {
  /** The workspace's id, or the organisation's where the app is installed for all of it. */
  readonly team: string;
  readonly enterprise: string | undefined;
  readonly isEnterprise: boolean;
  readonly botUser: string;
  readonly bot: string | undefined;
}

/**
 * Where the app is installed in one workspace, everything belongs to that one, whoever acts: people of a Slack Connect
 * channel's other workspace carry ids of their own. Installed for an organisation, the payload names the workspace.
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
    channel: payload.channel_id,
    command,
    input: { text },
  };
}

/** undefined for a select's own change: what is chosen counts with Submit. */
export function decodeAction(
  payload: ActionPayload,
  context: { installation: Installation; now: EpochMs },
): Decoded | undefined {
  const [pressed] = payload.actions;
  if (pressed === undefined) return undefined;
  const values = payload.state?.values ?? {};
  const chosen = (block: string, action: string): readonly string[] =>
    (values[block]?.[action]?.selected_options ?? []).map((option) => option.value);
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
    action: decoded.action,
    values: decoded.values,
  };
}

/** Where a form was opened and what for; undefined where the view is not one of this bot's forms. */
export function originOf(payload: ViewPayload): FormOrigin | undefined {
  return formOrigin.safeParse(parseJson(payload.view.private_metadata)).data;
}

/** undefined where the view is not one of this bot's forms. */
export function decodeView(payload: ViewPayload, context: { now: EpochMs }): Decoded | undefined {
  const origin = originOf(payload);
  if (origin === undefined) return undefined;
  const inputs = Object.entries(payload.view.state.values).map(
    ([name, block]) => [name, Object.values(block)[0]] as const,
  );
  const fields = inputs.map(([name, input]) => [name, input?.value ?? input?.selected_option?.value ?? ""] as const);
  const picked = inputs.map(([, input]) => input?.selected_conversation).find((channel) => channel != null);
  return {
    type: "form",
    // A form that was found wrong is the same view when it comes again.
    id: `view:${payload.view.id}:${payload.user.id}:${payload.trigger_id}`,
    community: origin.community,
    at: context.now,
    by: actorOf(payload.user),
    channel: picked ?? origin.channel ?? "",
    action: origin.action,
    fields: Object.fromEntries(fields.filter(([, value]) => value !== "")),
  };
}

const LOST = ["channel_left", "group_left", "channel_archive", "group_archive", "channel_deleted", "group_deleted"];

/** undefined for what is no business of the bot's. */
export function decodeEvent(payload: EventPayload, installation: Installation): Decoded | undefined {
  const { event } = payload;
  const team = payload.team_id ?? payload.authorizations?.[0]?.team_id;
  const base = { id: payload.event_id, community: communityOf(installation, team), at: payload.event_time * 1000 };
  const lifecycle = (what: LifecycleEvent["what"], more: Partial<LifecycleEvent> = {}): Decoded => ({
    type: "lifecycle",
    ...base,
    what,
    ...more,
  });
  switch (event.type) {
    case "reaction_added":
      return decodeReaction(event, base, installation);
    case "app_home_opened": {
      const home = homeEvent.safeParse(event);
      const isHome = home.success && (home.data.tab ?? "home") === "home";
      return isHome ? { type: "home", ...base, by: { id: home.data.user, handle: "" } } : undefined;
    }
    case "member_joined_channel": {
      const member = memberEvent.safeParse(event);
      if (!member.success || member.data.user !== installation.botUser) return undefined;
      const { channel, inviter } = member.data;
      return {
        ...lifecycle("channel-joined", { channel }),
        ...(inviter !== undefined && { by: { id: inviter, handle: "" } }),
      };
    }
    case "member_left_channel": {
      const member = memberEvent.safeParse(event);
      return member.success && member.data.user === installation.botUser
        ? lifecycle("channel-lost", { channel: member.data.channel })
        : undefined;
    }
    case "channel_rename":
    case "group_rename": {
      const renamed = renameEvent.safeParse(event);
      return renamed.success
        ? lifecycle("channel-renamed", { channel: renamed.data.channel.id, name: `#${renamed.data.channel.name}` })
        : undefined;
    }
    case "channel_id_changed": {
      const moved = idChangeEvent.safeParse(event);
      return moved.success
        ? lifecycle("channel-moved", { channel: moved.data.old_channel_id, to: moved.data.new_channel_id })
        : undefined;
    }
    case "subteam_members_changed":
    case "subteam_updated":
      return lifecycle("groups-changed");
    // There is one token, whichever workspaces of an organisation it serves.
    case "tokens_revoked":
      return revokesBot(event) ? lifecycle("community-lost", { community: "" }) : undefined;
    case "app_uninstalled":
      return lifecycle("community-lost", { community: "" });
    default: {
      const lost = LOST.includes(event.type) ? channelEvent.safeParse(event) : undefined;
      return lost?.success ? lifecycle("channel-lost", { channel: lost.data.channel }) : undefined;
    }
  }
}

function revokesBot(event: unknown): boolean {
  return (revokedEvent.safeParse(event).data?.tokens.bot ?? []).length > 0;
}

function decodeReaction(
  event: unknown,
  base: { id: string; community: string; at: EpochMs },
  installation: Installation,
): Decoded | undefined {
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

export function withUser(decoded: Decoded, user: ChatUser | undefined): ChatEvent {
  const { by: _, ...event } = decoded;
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
