import { z } from "zod";
import { address, blankIsUnset } from "../../variables.ts";

export interface DiscordSettings {
  readonly token: string;
  readonly guildId: string | undefined;
  readonly apiUrl: string | undefined;
}

export const discordVariables = {
  DISCORD_TOKEN: blankIsUnset(
    z
      .string()
      .trim()
      .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, "copy the bot's token from Discord's developer portal")
      .optional(),
  ),
  DISCORD_GUILD_ID: blankIsUnset(
    z
      .string()
      .regex(/^\d{15,20}$/, "give the server's id, a long number")
      .optional(),
  ),
  DISCORD_API_URL: address("https://discord.com/api"),
};

export function discordSettings(values: z.infer<z.ZodObject<typeof discordVariables>>): DiscordSettings | undefined {
  const { DISCORD_TOKEN: token, DISCORD_GUILD_ID: guildId, DISCORD_API_URL: apiUrl } = values;
  return token === undefined ? undefined : { token, guildId, apiUrl };
}
