import type { CommandOption, CommandShape, SubcommandShape } from "../../chat/command.ts";
import type { Reply, SuggestEvent } from "../../chat/event.ts";
import type { CommandContext, Context, DispatchOptions } from "./context.ts";

type CommandHandler = (context: CommandContext) => Promise<Reply>;

interface SubcommandSpec extends SubcommandShape {
  readonly handle: CommandHandler;
}

/** A command's only definition: parsing, manifest, registration, autocomplete, and /help are derived from it. */
export interface CommandSpec extends CommandShape, DispatchOptions {
  readonly subcommands?: readonly SubcommandSpec[];
  /** If there are subcommands, this runs without one. */
  readonly handle: CommandHandler;
  /** Registers a user whom the bot does not know yet, if one of their groups is a team. */
  readonly registersGroupMembers?: true;
  /** Values for an option that `suggests`. */
  readonly suggest?: (context: Context<SuggestEvent>) => Promise<readonly string[]>;
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
