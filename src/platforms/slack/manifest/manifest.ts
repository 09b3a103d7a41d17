import type { CommandShape } from "../../../chat/command.ts";
import { cut, LIMITS } from "../limits.ts";
import { isTakenBySlack } from "./command-names.ts";
import { BOT_SCOPES } from "./scopes.ts";

export interface ManifestOptions {
  /** Put before every command's name, such as "sb-", where another app owns one of them. */
  readonly prefix?: string;
  /** HTTP mode: the address at which Slack reaches the bot, ending in /slack/events. Without it: Socket Mode. */
  readonly requestUrl?: string;
}

const BOT_EVENTS = [
  "app_home_opened",
  "app_uninstalled",
  "channel_archive",
  "channel_deleted",
  "channel_id_changed",
  "channel_left",
  "channel_rename",
  "group_archive",
  "group_deleted",
  "group_left",
  "group_rename",
  "member_joined_channel",
  "member_left_channel",
  "reaction_added",
  "subteam_members_changed",
  "subteam_updated",
  "tokens_revoked",
] as const;

export interface SlackManifest {
  readonly display_information: {
    readonly name: string;
    readonly description: string;
    readonly background_color: string;
  };
  readonly features: {
    readonly app_home: {
      readonly home_tab_enabled: true;
      readonly messages_tab_enabled: true;
      readonly messages_tab_read_only_enabled: true;
    };
    readonly bot_user: { readonly display_name: string; readonly always_online: true };
    readonly slash_commands: readonly SlashCommand[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: {
    readonly event_subscriptions: { readonly request_url?: string; readonly bot_events: readonly string[] };
    readonly interactivity: { readonly is_enabled: true; readonly request_url?: string };
    readonly org_deploy_enabled: false;
    readonly socket_mode_enabled: boolean;
    readonly token_rotation_enabled: false;
  };
}

interface SlashCommand {
  readonly command: string;
  readonly description: string;
  readonly usage_hint?: string;
  /** People and channels come as ids: /study admins needs to know who @ada is. */
  readonly should_escape: boolean;
  readonly url?: string;
}

/** What an admin pastes to make the app. */
export function slackManifest(commands: readonly CommandShape[], options: ManifestOptions): SlackManifest {
  const url = options.requestUrl === undefined ? {} : { url: options.requestUrl };
  const requestUrl = options.requestUrl === undefined ? {} : { request_url: options.requestUrl };
  const prefix = options.prefix ?? "";
  const slash = commands.filter((command) => !isTakenBySlack(`${prefix}${command.name}`));
  return {
    display_information: {
      name: "studybot",
      description: "A question from your team's cheatsheet every working day, and its answers when you ask.",
      background_color: "#1d3557",
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: "studybot", always_online: true },
      slash_commands: slash.map((command) => ({ ...slashCommand(command, prefix), ...url })),
    },
    oauth_config: { scopes: { bot: BOT_SCOPES.map(({ scope }) => scope) } },
    settings: {
      event_subscriptions: { ...requestUrl, bot_events: BOT_EVENTS },
      interactivity: { is_enabled: true, ...requestUrl },
      org_deploy_enabled: false,
      socket_mode_enabled: options.requestUrl === undefined,
      token_rotation_enabled: false,
    },
  };
}

function slashCommand(command: CommandShape, prefix: string): SlashCommand {
  const words =
    command.subcommands?.map((subcommand) => subcommand.name) ??
    command.options?.map((option) => option.choices?.join(" | ") ?? option.name) ??
    [];
  const hint =
    command.subcommands === undefined ? words.map((word) => `[${word}]`).join(" ") : `[${words.join(" | ")}]`;
  return {
    command: `/${prefix}${command.name}`,
    description: cut(command.description, LIMITS.commandDescription),
    ...(words.length > 0 && { usage_hint: cut(hint, LIMITS.commandHint) }),
    should_escape: command.name === "study",
  };
}
