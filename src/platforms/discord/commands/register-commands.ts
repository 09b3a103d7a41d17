import { type REST, Routes } from "discord.js";
import type { CommandShape } from "../../../chat/command.ts";
import { commandsToDiscord, sameCommands } from "./encode-commands.ts";

/** Sends the commands only where they changed: Discord allows 200 a day, and global changes take a while. */
export async function registerCommands(
  rest: REST,
  to: {
    readonly applicationId: string;
    readonly guildId: string | undefined;
    readonly commands: readonly CommandShape[];
  },
): Promise<"registered" | "unchanged"> {
  const route =
    to.guildId === undefined
      ? Routes.applicationCommands(to.applicationId)
      : Routes.applicationGuildCommands(to.applicationId, to.guildId);
  const wanted = commandsToDiscord(to.commands);
  if (sameCommands(await rest.get(route), wanted)) return "unchanged";
  await rest.put(route, { body: wanted });
  return "registered";
}
