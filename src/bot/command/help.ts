import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import { commandHelpCard, helpCard } from "../messages/help.ts";
import { unknownCommand, unknownWord } from "../messages/problems.ts";
import type { CommandContext } from "./context.ts";
import { nearest } from "./parse.ts";
import { type CommandSpec, usage } from "./spec.ts";

/** `commands` is a function because the list includes this command. */
export function helpCommand(commands: () => readonly CommandSpec[]) {
  return {
    name: "help",
    description: "What I can do",
    options: [
      { name: "command", description: "The command you want to know more about, like: study setup", rest: true },
    ],
    handle: async ({ options }: CommandContext): Promise<Reply> => {
      const [wanted = "", part] = (options.command ?? "").replace(/^\//, "").toLowerCase().split(/\s+/);
      if (wanted === "") return { kind: "private", card: helpCard(commands()) };
      const command = find(commands(), wanted, (near) => unknownCommand(wanted, near));
      if (part === undefined || command.subcommands === undefined)
        return { kind: "private", card: commandHelpCard(command) };
      const subcommand = find(command.subcommands, part, (near) => unknownWord(part, near, usage(command)));
      return { kind: "private", card: commandHelpCard(command, subcommand) };
    },
  } as const satisfies CommandSpec;
}

/** @throws UserError that suggests the nearest name. */
function find<T extends { readonly name: string }>(
  all: readonly T[],
  name: string,
  problem: (near: string | undefined) => string,
): T {
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = all.map((one) => one.name);
  throw new UserError(problem(nearest(name, names)));
}
