import type { ChatEvent } from "../../chat/event.ts";
import { findOwningCommunity } from "../../storage/channels.ts";
import type { Bot } from "../bot.ts";

/**
 * Workspaces of one organisation share channels. Such a channel belongs to the community that set it up, whoever acts in
 * it; what somebody runs, or is a member of, in another community counts nothing there.
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
