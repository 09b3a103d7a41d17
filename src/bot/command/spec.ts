import type { CommandOption, CommandShape, SubcommandShape } from "../../chat/command.ts";
import type { Reply, SuggestEvent } from "../../chat/event.ts";
import type { Admission, CommandContext, Context } from "./context.ts";

type CommandHandler = (context: CommandContext) => Promise<Reply>;

interface SubcommandSpec extends SubcommandShape {
  readonly handle: CommandHandler;
}

/** One definition each: parsing, manifest, registration, autocomplete and /help all come from it. */
export interface CommandSpec extends CommandShape, Admission {
  readonly subcommands?: readonly SubcommandSpec[];
  /** Where there are subcommands: what happens without one. */
  readonly handle: CommandHandler;
  /** Somebody who uses it becomes known by their groups, if a team is made of one. */
  readonly asksForTeams?: true;
  /** What could stand in an option that `suggests`. */
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
