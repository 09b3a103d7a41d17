import { ChannelType, type Client, type GuildBasedChannel } from "discord.js";
import type { TargetReport } from "../../chat/platform.ts";
import { toPlatformError } from "./errors.ts";
import { missingIn } from "./permissions.ts";

const GONE: TargetReport = { exists: false, name: "", archived: false, missing: [] };

/** Why a question can never stand there. Announcement channels, threads and the chats of voice channels are fine. */
const REFUSALS: Partial<Record<ChannelType, string>> = {
  [ChannelType.GuildForum]:
    "A forum holds posts, not messages. Use `/study setup` inside one of its posts, or in a text channel.",
  [ChannelType.GuildMedia]:
    "A media channel holds posts, not messages. Use `/study setup` inside one of its posts, or in a text channel.",
  [ChannelType.GuildCategory]: "A category holds no messages. Use `/study setup` in one of its text channels.",
};

export async function inspectChannel(client: Client, community: string, id: string): Promise<TargetReport> {
  const channel = await findGuildChannel(client, id);
  if (channel === undefined || channel.guild.id !== community) return GONE;
  const missing = missingIn(channel);
  const refusal = REFUSALS[channel.type] ?? muteRefusal(missing);
  return {
    exists: true,
    name: `#${channel.name}`,
    archived: channel.isThread() && channel.archived === true && channel.locked === true,
    missing,
    ...(refusal !== undefined && { refusal }),
  };
}

/** Without these nothing can be posted; without the others less works, and `/study status` says what is missing. */
const ESSENTIAL: readonly string[] = ["View Channel", "Send Messages", "Send Messages in Threads"];

function muteRefusal(missing: readonly string[]): string | undefined {
  const needed = missing.filter((name) => ESSENTIAL.includes(name)).map((name) => `**${name}**`);
  if (needed.length === 0) return undefined;
  return `I may not write here: I lack ${needed.join(" and ")}. Grant it to my role in this channel, then try again.`;
}

/** Threads are asked for afresh, since their changes are not kept; a channel stands in the cache once it was asked for. */
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
