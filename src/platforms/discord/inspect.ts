import { ChannelType, type Client, type GuildBasedChannel } from "discord.js";
import type { ChannelTarget, TargetReport } from "../../chat/platform.ts";
import type { PlatformMessages } from "../platform.ts";
import { toPlatformError } from "./errors.ts";
import { missingIn } from "./permissions.ts";

type InspectMessages = Pick<PlatformMessages, "forum" | "mediaChannel" | "category" | "cannotWrite">;

const GONE: TargetReport = { exists: false, name: "", archived: false, missing: [] };

/** Announcement channels, threads and the chats of voice channels are fine; these never hold a question. */
function refusalOfType(type: ChannelType, messages: InspectMessages): string | undefined {
  switch (type) {
    case ChannelType.GuildForum:
      return messages.forum;
    case ChannelType.GuildMedia:
      return messages.mediaChannel;
    case ChannelType.GuildCategory:
      return messages.category;
    default:
      return undefined;
  }
}

export async function inspectChannel(
  client: Client,
  target: ChannelTarget,
  messages: InspectMessages,
): Promise<TargetReport> {
  const channel = await findGuildChannel(client, target.channel);
  if (channel === undefined || channel.guild.id !== target.community) return GONE;
  const missing = missingIn(channel);
  const essential = missing.filter((name) => ESSENTIAL.includes(name));
  const cannotWrite = essential.length > 0 ? messages.cannotWrite(essential) : undefined;
  const refusal = refusalOfType(channel.type, messages) ?? cannotWrite;
  return {
    exists: true,
    name: `#${channel.name}`,
    archived: channel.isThread() && channel.archived === true && channel.locked === true,
    missing,
    ...(refusal !== undefined && { refusal }),
  };
}

/** Without these nothing can be posted. Without the others less works, and `/study status` says what is missing. */
const ESSENTIAL: readonly string[] = ["View Channel", "Send Messages", "Send Messages in Threads"];

/** Threads are fetched afresh, since the cache does not follow their changes; a channel stays cached once it was fetched. */
export async function findGuildChannel(client: Client, id: string): Promise<GuildBasedChannel | undefined> {
  if (!isSnowflake(id)) return undefined;
  try {
    const cached = client.channels.cache.get(id);
    const channel = await client.channels.fetch(id, { force: cached?.isThread() === true });
    if (channel === null || channel.isDMBased()) return undefined;
    // A thread has the permissions of its channel.
    if (channel.isThread() && channel.parentId !== null) await client.channels.fetch(channel.parentId);
    if (channel.guild.members.me === null) await channel.guild.members.fetchMe();
    return channel;
  } catch (error) {
    const problem = toPlatformError(error);
    if (problem.permanent) return undefined;
    throw problem;
  }
}

export function isSnowflake(id: string): boolean {
  return /^\d{15,20}$/.test(id);
}
