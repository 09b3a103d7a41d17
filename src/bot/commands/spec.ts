import type { CommandOption, CommandShape, SubcommandShape } from "../../chat/command.ts";
import type { CommandEvent, Reply } from "../../chat/event.ts";
import type { Channel } from "../../storage/channels.ts";
import type { Community } from "../../storage/communities.ts";
import type { Bot } from "../bot.ts";

/** What a command's handler is given. `options` holds only options that the command defines. */
export interface CommandContext {
  readonly bot: Bot;
  readonly event: CommandEvent;
  readonly community: Community;
  /** undefined where no admin has set this channel up. */
  readonly channel: Channel | undefined;
  readonly options: Readonly<Record<string, string>>;
}

type CommandHandler = (context: CommandContext) => Promise<Reply>;

interface SubcommandSpec extends SubcommandShape {
  readonly handle: CommandHandler;
}

/** One definition each: parsing, manifest, registration, autocomplete and /help all come from it. */
export interface CommandSpec extends CommandShape {
  readonly subcommands?: readonly SubcommandSpec[];
  /** Where there are subcommands: what happens without one. */
  readonly handle: CommandHandler;
  /** What could stand in an option that `suggests`. */
  readonly suggest?: (
    context: Omit<CommandContext, "event" | "options">,
    option: string,
    partial: string,
  ) => Promise<readonly string[]>;
}

/** "/study schedule [when]" */
export function usage(command: CommandShape, subcommand?: SubcommandShape): string {
  const words = [`/${command.name}`, ...(subcommand === undefined ? [] : [subcommand.name])];
  const options = subcommand?.options ?? (command.subcommands === undefined ? command.options : undefined);
  if (subcommand === undefined && command.subcommands !== undefined) {
    words.push(`[${command.subcommands.map((candidate) => candidate.name).join(" | ")}]`);
  }
  return [...words, ...(options ?? []).map(optionUsage)].join(" ");
}

function optionUsage(option: CommandOption): string {
  const name = option.byName === true ? `${option.name}:…` : option.name;
  const inner = option.choices === undefined ? name : option.choices.join(" | ");
  return option.required === true ? `<${inner}>` : `[${inner}]`;
}
