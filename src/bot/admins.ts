import { UserError } from "../chat/errors.ts";
import type { ChatUser } from "../chat/event.ts";
import type { Channel, Community } from "../storage/channels.ts";
import { listAdmins } from "../storage/people.ts";
import type { Bot } from "./bot.ts";
import { ADMINS_ONLY } from "./messages/problems.ts";

/** Checked at every admin command, whatever the platform showed to whom. */
export async function requireAdmin(
  bot: Bot,
  community: Community,
  channel: Channel | undefined,
  user: ChatUser,
): Promise<void> {
  if (user.isAdmin || channel?.createdBy === user.id) return;
  const named = await listAdmins(bot.db, community.id);
  const is = named.some((admin) =>
    admin.kind === "person" ? admin.external_id === user.id : user.roles.includes(admin.external_id),
  );
  if (!is) throw new UserError(ADMINS_ONLY);
}
