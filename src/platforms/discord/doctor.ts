import { REST, Routes } from "discord.js";
import { z } from "zod";
import type { CommandShape } from "../../chat/command.ts";
import type { Finding } from "../platform.ts";
import { commandsToDiscord, sameCommands } from "./commands/encode-commands.ts";
import { toPlatformError } from "./errors.ts";
import { DISCORD_API_URL } from "./gateway/client.ts";
import { inviteLink } from "./permissions.ts";

const applicationSchema = z.object({
  id: z.string(),
  name: z.string().default("the application"),
  interactions_endpoint_url: z.string().nullish(),
  approximate_guild_count: z.number().optional(),
});

const gatewaySchema = z.object({ session_start_limit: z.object({ remaining: z.number(), reset_after: z.number() }) });

/** Asks Discord over REST only, so a running bot is not disturbed. */
export async function examineDiscord(options: {
  readonly token: string;
  readonly apiUrl?: string | undefined;
  readonly guildId?: string | undefined;
  readonly commands: readonly CommandShape[];
}): Promise<readonly Finding[]> {
  const rest = new REST({ api: options.apiUrl ?? DISCORD_API_URL, retries: 0, timeout: 10_000 }).setToken(
    options.token,
  );
  try {
    const application = applicationSchema.parse(await rest.get(Routes.currentApplication()));
    const { session_start_limit: starts } = gatewaySchema.parse(await rest.get(Routes.gatewayBot()));
    const servers = application.approximate_guild_count;
    const count = servers === undefined ? "" : `, in ${servers} ${servers === 1 ? "server" : "servers"}`;
    return [
      { what: "Discord", ok: true, text: `${application.name}${count}` },
      { what: "Discord invite", ok: true, text: inviteLink(application.id) },
      await examineCommands(rest, application.id, options),
      ...endpointFinding(application.interactions_endpoint_url),
      ...startsFinding(starts),
    ];
  } catch (error) {
    return [{ what: "Discord", ok: false, text: problemText(error) }];
  }
}

async function examineCommands(
  rest: REST,
  application: string,
  { guildId, commands }: { readonly guildId?: string | undefined; readonly commands: readonly CommandShape[] },
): Promise<Finding> {
  const what = "Discord commands";
  const where = guildId === undefined ? "everywhere" : `in the server ${guildId} only (DISCORD_GUILD_ID)`;
  const route =
    guildId === undefined
      ? Routes.applicationCommands(application)
      : Routes.applicationGuildCommands(application, guildId);
  try {
    const same = sameCommands(await rest.get(route), commandsToDiscord(commands));
    return { what, ok: true, text: same ? `registered ${where}` : `the next start registers them ${where}` };
  } catch (error) {
    const { message, reason } = toPlatformError(error);
    const remedy =
      reason === "permission-lost" || reason === "channel-gone" ? " Invite the bot to that server first." : "";
    return { what, ok: false, text: `they cannot be read: ${message}.${remedy}` };
  }
}

/** Where it is set, Discord sends presses and commands to that address instead of the bot. */
function endpointFinding(url: string | null | undefined): readonly Finding[] {
  if (url == null) return [];
  const text =
    "the application has an interactions endpoint URL, so no command reaches the bot: clear that field in the developer portal";
  return [{ what: "Discord interactions", ok: false, text }];
}

function startsFinding({ remaining, reset_after }: { remaining: number; reset_after: number }): readonly Finding[] {
  if (remaining >= 10) return [];
  const hours = Math.ceil(reset_after / 3_600_000);
  return [{ what: "Discord starts", ok: remaining > 0, text: `${remaining} left of today's; more in ${hours} h` }];
}

function problemText(error: unknown): string {
  const { reason, message } = toPlatformError(error);
  if (reason === "access-lost") return "Discord refuses the token: copy DISCORD_TOKEN afresh from the developer portal";
  return `${message}: ${(error as Error).message}`;
}
