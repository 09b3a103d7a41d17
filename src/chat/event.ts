import type { Card, EpochMs, OptionLabel } from "./card.ts";
import type { Form, FormFile, FormProblem } from "./form.ts";

/** A name in the registry of platforms (src/platforms/registry.ts); the core knows none of them. */
export type PlatformName = string;

/** Who did it, as the platform tells it. */
export interface ChatUser {
  readonly id: string;
  readonly name: string;
  /** The platform says that this user runs the community (Slack admin or owner, Discord Manage Server). */
  readonly isAdmin: boolean;
  /** The user made the channel of this event: an admin of this channel, though not of the community. */
  readonly ownsChannel?: boolean;
  /** The user belongs to another community, and was met in a channel that both share. */
  readonly isGuest?: boolean;
  /** All of the user's roles or groups of the platform; undefined where it did not tell them. */
  readonly roles: readonly string[] | undefined;
}

interface EventBase {
  /** The platform's own id of the event: the same event delivered twice carries the same id. */
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

/** A slash command: its text is parsed by the core where the platform has only text, else `options` are given. */
export interface CommandEvent extends UserEvent {
  readonly type: "command";
  readonly channel: string;
  readonly command: string;
  readonly input: CommandInput;
}
export type CommandInput =
  | { readonly text: string }
  | { readonly subcommand?: string; readonly options: Readonly<Record<string, string>> };

/** A button pressed, or a select submitted (`values`). */
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
  /** What stands in texts and selects; an empty one may be missing. */
  readonly fields: Readonly<Record<string, string>>;
  /** The values of checkboxes that are checked. */
  readonly checked?: Readonly<Record<string, readonly string[]>>;
  readonly files?: Readonly<Record<string, FormFile>>;
}

/** An option's reaction was added. Taking one away is no input and is not sent to the core. */
export interface ReactionEvent extends UserEvent {
  readonly type: "reaction";
  readonly channel: string;
  readonly message: string;
  readonly label: OptionLabel;
}

/** Autocomplete: what could stand in this option. */
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
  /** The channels in which the user and the bot both may be: nothing of any other is shown. */
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
    /** The platform gave the channel another id: `to`. */
    | "channel-moved"
    /** The bot was removed, or its token revoked; of "" where the token served many communities. */
    | "community-lost"
    /** Channels, roles, or what the bot may do there: the core looks at the community's channels that it uses. */
    | "channels-changed"
    | "person-left"
    /** Somebody came into a group or role of the platform, or left it. */
    | "groups-changed"
    /** The line to the platform is lost; the adapter goes on trying. */
    | "disconnected"
    /** The line stands again, and nothing was missed. */
    | "resumed"
    /** The line stands again; what happened meanwhile was not told. */
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

/** What the handler wants the user to see. `private` is seen only by the user who acted. */
export type Reply =
  | { readonly kind: "private"; readonly card: Card }
  | { readonly kind: "form"; readonly form: Form }
  /** Only to a form that was sent: what was typed is not lost, and the problem stands where it is. */
  | { readonly kind: "form-problem"; readonly problem: FormProblem }
  | { readonly kind: "suggestions"; readonly suggestions: readonly string[] }
  | { readonly kind: "nothing" };

export type EventHandler = (event: ChatEvent) => Promise<Reply>;
