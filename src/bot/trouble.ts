import type { PlatformReason } from "../chat/errors.ts";
import { type Channel, pauseChannel } from "../storage/channels.ts";
import { owe } from "../storage/deliveries.ts";
import { findInviter } from "../storage/invites.ts";
import { listAdmins } from "../storage/people.ts";
import type { Bot } from "./bot.ts";
import { pausedNotice, troubleText } from "./messages/problems.ts";

/** A lost permission or channel: the schedule pauses, the settings stay, the admins hear of it once. */
export async function pauseForTrouble(bot: Bot, channel: Channel, reason: PlatformReason | "removed"): Promise<void> {
  if (channel.state === "paused") return;
  const text = troubleText(reason);
  await bot.db.transaction().execute(async (tx) => {
    await pauseChannel(tx, channel.id, text);
    const named = await listAdmins(tx, channel.communityId);
    const people = named.filter((admin) => admin.kind === "person").map((admin) => admin.external_id);
    const inviter = await findInviter(tx, channel.communityId, channel.external);
    const admins = new Set([...people, channel.createdBy, inviter].filter((user) => user !== undefined));
    for (const user of admins) {
      await owe(
        tx,
        {
          kind: "notice",
          subject: `paused:${channel.id}:${bot.now()}:${user}`,
          communityId: channel.communityId,
          payload: {
            target: { kind: "person", community: channel.community, user },
            card: pausedNotice(channel, text),
          },
        },
        bot.now(),
      );
    }
  });
  bot.log.warn({ channel: channel.id, reason }, "channel paused");
  bot.wake(channel.communityId);
}
