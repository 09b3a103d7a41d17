import type { ChatEvent } from "../../chat/event.ts";
import { findOwningCommunity } from "../../storage/channels.ts";
import type { Bot } from "../bot.ts";

/**
 * Workspaces of one organization can share a channel. It belongs to the community that set it up, whoever acts in it. A
 * user's rights and roles in another community do not count there.
 */
export async function resolveCommunity(bot: Bot, event: ChatEvent): Promise<ChatEvent> {
  const channel = "channel" in event ? event.channel : undefined;
  if (channel === undefined || channel === "") return event;
  const community = await findOwningCommunity(bot.db, event.platform, event.community, channel);
  if (community === undefined || community === event.community) return event;
  const user =
    "user" in event && event.user !== undefined ? { ...event.user, isAdmin: false, roles: undefined } : undefined;
  return { ...event, community, ...(user !== undefined && { user }) } as ChatEvent;
}
