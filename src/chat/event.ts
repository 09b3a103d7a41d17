import type { Card, EpochMs, OptionLabel } from "./card.ts";
import type { Form, FormFile, FormProblem } from "./form.ts";

/** A name from src/platforms/registry.ts. The core refers to none of them by name. */
export type PlatformName = string;

/** The person who acted, as the platform describes them. */
export interface ChatUser {
  readonly id: string;
  readonly name: string;
  /** The platform says this user runs the community (Slack admin or owner, Discord Manage Server). */
  readonly isAdmin: boolean;
  /** The user created this event's channel, which makes them an admin of the channel but not of the community. */
  readonly ownsChannel?: boolean;
  /** The user belongs to another community that shares this channel. */
  readonly isGuest?: boolean;
  /** All the user's roles or groups; undefined if the platform did not send them. */
  readonly roles: readonly string[] | undefined;
}

interface EventBase {
  /** The platform's id for the event; an event delivered twice has the same id both times. */
  readonly id: string;
  readonly platform: PlatformName;
  /** The platform's id of the workspace or guild. */
  readonly community: string;
  /** When the platform says it happened. */
  readonly at: EpochMs;
}

interface UserEvent extends EventBase {
  readonly user: ChatUser;
}

/** A slash command. The core parses it if the platform sends only text; other platforms send `options`. */
export interface CommandEvent extends UserEvent {
  readonly type: "command";
  readonly channel: string;
  readonly command: string;
  readonly input: CommandInput;
}
export type CommandInput =
  | { readonly text: string }
  | { readonly subcommand?: string; readonly options: Readonly<Record<string, string>> };

/** A button was pressed, or a select submitted (`values`). */
export interface ActionEvent extends UserEvent {
  readonly type: "action";
  readonly channel: string;
  readonly message: string;
  readonly action: string;
  readonly values: readonly string[];
}

export interface FormEvent extends UserEvent {
  readonly type: "form";
  readonly channel: string;
  readonly action: string;
  /** Values of text and select fields; empty ones may be missing. */
  readonly fields: Readonly<Record<string, string>>;
  /** Values of the checked checkboxes, by field. */
  readonly checked?: Readonly<Record<string, readonly string[]>>;
  readonly files?: Readonly<Record<string, FormFile>>;
}

/** An option's reaction was added. Removing one means nothing to the core, so no event is sent. */
export interface ReactionEvent extends UserEvent {
  readonly type: "reaction";
  readonly channel: string;
  readonly message: string;
  readonly label: OptionLabel;
}

/** Autocomplete: the user is typing a value for this option. */
export interface SuggestEvent extends UserEvent {
  readonly type: "suggest";
  readonly channel: string;
  readonly command: string;
  readonly option: string;
  readonly partial: string;
}

/** The user opened the bot's own page (Slack's App Home). */
export interface HomeEvent extends UserEvent {
  readonly type: "home";
  /** Channels that both the user and the bot can access; nothing about other channels is shown. */
  readonly channels?: readonly string[];
}

export interface LifecycleEvent extends EventBase {
  readonly type: "lifecycle";
  readonly channel?: string;
  readonly user?: ChatUser;
  readonly what:
    | "channel-joined"
    | "channel-lost"
    | "channel-renamed"
    /** The channel has a new id, `to`. */
    | "channel-moved"
    /** The bot was removed, or its token revoked. `community` is "" if the token served several communities. */
    | "community-lost"
    /** Channels, roles, or the bot's permissions changed. The core inspects the community's channels that it uses. */
    | "channels-changed"
    | "person-left"
    /** Somebody joined or left a group or role. */
    | "groups-changed"
    /** The connection is lost; the adapter keeps trying to reconnect. */
    | "disconnected"
    /** Reconnected; no event was lost. */
    | "resumed"
    /** Reconnected; events in between were lost. */
    | "reconnected";
  readonly name?: string;
  readonly to?: string;
}

export type ChatEvent =
  | CommandEvent
  | ActionEvent
  | FormEvent
  | ReactionEvent
  | SuggestEvent
  | HomeEvent
  | LifecycleEvent;

/** What the handler wants the user to see. Only the user who acted sees a `private` reply. */
export type Reply =
  | { readonly kind: "private"; readonly card: Card }
  | { readonly kind: "form"; readonly form: Form }
  /** Only in reply to a submitted form: what was typed is kept, and the problem is shown at its field. */
  | { readonly kind: "form-problem"; readonly problem: FormProblem }
  | { readonly kind: "suggestions"; readonly suggestions: readonly string[] }
  | { readonly kind: "nothing" };

export type EventHandler = (event: ChatEvent) => Promise<Reply>;
