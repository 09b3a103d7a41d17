import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
} from "discord.js";
import type { CommandOption, CommandShape } from "../../../chat/command.ts";
import { clip, LIMITS } from "../limits.ts";

/** A command as Discord registers it. Only the fields that are used. */
export interface DiscordCommand {
  readonly name: string;
  readonly type: ApplicationCommandType.ChatInput;
  readonly description: string;
  readonly options: readonly DiscordCommandOption[];
  /** In servers only, installed to servers only. */
  readonly contexts: readonly [InteractionContextType.Guild];
  readonly integration_types: readonly [ApplicationIntegrationType.GuildInstall];
  /** Everybody sees it. Who may use it is checked at every use, since `/study admins` can name anyone. */
  readonly default_member_permissions: null;
}

interface DiscordCommandOption {
  readonly name: string;
  readonly type:
    | ApplicationCommandOptionType.Subcommand
    | ApplicationCommandOptionType.String
    | ApplicationCommandOptionType.Mentionable;
  readonly description: string;
  readonly required?: boolean;
  readonly choices?: readonly { readonly name: string; readonly value: string }[];
  readonly autocomplete?: boolean;
  readonly options?: readonly DiscordCommandOption[];
}

export function commandsToDiscord(commands: readonly CommandShape[]): readonly DiscordCommand[] {
  return commands.map((command) => ({
    name: command.name,
    type: ApplicationCommandType.ChatInput,
    description: clip(command.description, LIMITS.commandDescription),
    options:
      command.subcommands === undefined
        ? optionsOf(command.options ?? [])
        : command.subcommands.slice(0, LIMITS.commandOptions).map((subcommand) => ({
            name: subcommand.name,
            type: ApplicationCommandOptionType.Subcommand,
            description: clip(subcommand.description, LIMITS.commandDescription),
            options: optionsOf(subcommand.options ?? []),
          })),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    default_member_permissions: null,
  }));
}

/** Required options come first: Discord refuses any other order. */
function optionsOf(options: readonly CommandOption[]): readonly DiscordCommandOption[] {
  const ordered = [...options].sort((a, b) => Number(b.required === true) - Number(a.required === true));
  return ordered.slice(0, LIMITS.commandOptions).map((option) => ({
    name: option.name,
    type: option.mentions === true ? ApplicationCommandOptionType.Mentionable : ApplicationCommandOptionType.String,
    description: clip(option.description, LIMITS.commandDescription),
    required: option.required === true,
    ...(option.choices !== undefined && {
      choices: option.choices.slice(0, LIMITS.commandChoices).map((choice) => ({ name: choice, value: choice })),
    }),
    ...(option.suggests === true && option.choices === undefined && { autocomplete: true }),
  }));
}

/** Whether the registered commands say the same. Discord adds fields of its own and leaves out what is false or empty. */
export function sameCommands(registered: unknown, wanted: readonly DiscordCommand[]): boolean {
  if (!Array.isArray(registered) || registered.length !== wanted.length) return false;
  const byName = (a: { name?: unknown }, b: { name?: unknown }) => String(a.name).localeCompare(String(b.name));
  const normal = (commands: readonly object[]) => JSON.stringify([...commands].sort(byName).map(normalCommand));
  return normal(registered) === normal(wanted);
}

function normalCommand(command: Partial<DiscordCommand>) {
  const { name, description, options, contexts, integration_types, default_member_permissions } = command;
  return [
    name,
    description,
    (options ?? []).map(normalOption),
    contexts ?? null,
    integration_types ?? null,
    default_member_permissions ?? null,
  ];
}

function normalOption(option: DiscordCommandOption): unknown {
  return [
    option.name,
    option.type,
    option.description,
    option.required === true,
    option.autocomplete === true,
    (option.choices ?? []).map((choice) => [choice.name, choice.value]),
    (option.options ?? []).map(normalOption),
  ];
}
