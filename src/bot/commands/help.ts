import { UserError } from "../../chat/errors.ts";
import type { Reply } from "../../chat/event.ts";
import { commandHelpCard, helpCard } from "../messages/help.ts";
import { unknownCommand } from "../messages/problems.ts";
import { nearest } from "./parse.ts";
import type { CommandContext, CommandSpec } from "./spec.ts";

/** `commands` is the whole list, this one included; it is asked for at use. */
export function helpCommand(commands: () => readonly CommandSpec[]) {
  return {
    name: "help",
    description: "What I can do",
    options: [{ name: "command", description: "The command you want to know more about" }],
    handle: async ({ options }: CommandContext): Promise<Reply> => {
      const wanted = options.command?.replace(/^\//, "").toLowerCase();
      if (wanted === undefined) return { kind: "private", card: helpCard(commands()) };
      const command = commands().find((candidate) => candidate.name === wanted);
      if (command === undefined) {
        throw new UserError(
          unknownCommand(
            wanted,
            nearest(
              wanted,
              commands().map((candidate) => candidate.name),
            ),
          ),
        );
      }
      return { kind: "private", card: commandHelpCard(command) };
    },
  } as const satisfies CommandSpec;
}
