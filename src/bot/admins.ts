import { UserError } from "../chat/errors.ts";
import { findInviter } from "../storage/people/invites.ts";
import { listAdmins } from "../storage/people/people.ts";
import type { Context } from "./command/context.ts";
import { ADMINS_ONLY, COMMUNITY_ADMINS_ONLY } from "./messages/problems.ts";

/**
 * Checked at every admin command, whatever the platform showed to whom. `place` is the platform's id of the channel,
 * where nobody has set it up yet.
 */
export async function requireAdmin(context: Context, place?: string): Promise<void> {
  if (!(await isAdminOf(context, place))) throw new UserError(ADMINS_ONLY);
}

export async function isAdminOf(context: Context, place = context.channel?.external): Promise<boolean> {
  const { bot, community, channel, event } = context;
  const { user } = event;
  if (user.isGuest !== true) {
    // A form or button may be about another channel than the one in which it was used.
    const isHere = "channel" in event && event.channel === place;
    if ((isHere && user.ownsChannel === true) || channel?.createdBy === user.id) return true;
    if (place !== undefined && (await findInviter(bot.db, community.id, place)) === user.id) return true;
  }
  return isCommunityAdmin(context);
}

/** Anybody may make a channel of their own: that alone must not let them name admins of all the others. */
export async function requireCommunityAdmin(context: Context): Promise<void> {
  if (!(await isCommunityAdmin(context))) throw new UserError(COMMUNITY_ADMINS_ONLY);
}

async function isCommunityAdmin({ bot, community, event }: Context): Promise<boolean> {
  const { user } = event;
  if (user.isAdmin) return true;
  const named = await listAdmins(bot.db, community.id);
  return named.some((admin) =>
    admin.kind === "person" ? admin.externalId === user.id : user.roles?.includes(admin.externalId) === true,
  );
}
