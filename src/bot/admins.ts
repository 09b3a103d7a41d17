import { UserError } from "../chat/errors.ts";
import { findInviter } from "../storage/people/invites.ts";
import { listAdmins } from "../storage/people/people.ts";
import type { Context } from "./command/context.ts";
import { ADMINS_ONLY, COMMUNITY_ADMINS_ONLY } from "./messages/problems.ts";

/**
 * Every admin command checks this, whatever the platform shows to whom. `externalId` is the platform's channel id, needed for
 * a channel that is not set up yet.
 */
export async function requireAdmin(context: Context, externalId?: string): Promise<void> {
  if (!(await isAdminOf(context, externalId))) throw new UserError(ADMINS_ONLY);
}

export async function isAdminOf(context: Context, externalId = context.channel?.external): Promise<boolean> {
  const { bot, community, channel, event } = context;
  const { user } = event;
  if (user.isGuest !== true) {
    // A form or button may act on a channel other than the one it was used in.
    const isHere = "channel" in event && event.channel === externalId;
    if ((isHere && user.ownsChannel === true) || channel?.createdBy === user.id) return true;
    if (externalId !== undefined && (await findInviter(bot.db, community.id, externalId)) === user.id) return true;
  }
  return isCommunityAdmin(context);
}

/** Anyone can create a channel; that alone must not let them name admins for all the others. */
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
