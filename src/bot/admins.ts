import { UserError } from "../chat/errors.ts";
import type { ChatUser } from "../chat/event.ts";
import type { Channel } from "../storage/channels.ts";
import type { Community } from "../storage/communities.ts";
import { findInviter } from "../storage/invites.ts";
import { listAdmins } from "../storage/people.ts";
import type { Bot } from "./bot.ts";
import { ADMINS_ONLY, COMMUNITY_ADMINS_ONLY } from "./messages/problems.ts";

/**
 * Checked at every admin command, whatever the platform showed to whom. `place` is the platform's id of the channel,
 * where nobody has set it up yet.
 */
export async function requireAdmin(
  bot: Bot,
  community: Community,
  channel: Channel | undefined,
  user: ChatUser,
  place = channel?.external,
): Promise<void> {
  if (!(await isAdminOf(bot, community, channel, user, place))) throw new UserError(ADMINS_ONLY);
}

export async function isAdminOf(
  bot: Bot,
  community: Community,
  channel: Channel | undefined,
  user: ChatUser,
  place = channel?.external,
): Promise<boolean> {
  if (user.isGuest !== true) {
    if (user.ownsChannel === true || channel?.createdBy === user.id) return true;
    if (place !== undefined && (await findInviter(bot.db, community.id, place)) === user.id) return true;
  }
  return isCommunityAdmin(bot, community, user);
}

/** Anybody may make a channel of their own: that alone must not let them name admins of all the others. */
export async function requireCommunityAdmin(bot: Bot, community: Community, user: ChatUser): Promise<void> {
  if (!(await isCommunityAdmin(bot, community, user))) throw new UserError(COMMUNITY_ADMINS_ONLY);
}

async function isCommunityAdmin(bot: Bot, community: Community, user: ChatUser): Promise<boolean> {
  if (user.isAdmin) return true;
  const named = await listAdmins(bot.db, community.id);
  return named.some((admin) =>
    admin.kind === "person" ? admin.external_id === user.id : user.roles?.includes(admin.external_id) === true,
  );
}
