import type { PlatformReason } from "../../chat/errors.ts";
import type { PlatformName } from "../../chat/event.ts";
import type { TargetReport } from "../../chat/platform.ts";
import { type Channel, listChannels, pauseChannel, renameChannel } from "../../storage/channels.ts";
import type { Community } from "../../storage/communities.ts";
import { lastOwedAt, owe, releaseHeldNotices } from "../../storage/deliveries.ts";
import { findInviter } from "../../storage/people/invites.ts";
import { listAdmins } from "../../storage/people/people.ts";
import type { Bot } from "../bot.ts";
import { pausedNotice, pauseReasonText } from "../messages/problems.ts";
import { backCard } from "../messages/welcome.ts";

/** After a permission or the channel was lost: pauses the schedule, keeps the settings, and tells the admins once. */
export async function pauseAndNotify(bot: Bot, channel: Channel, reason: PlatformReason | "removed"): Promise<void> {
  if (channel.state === "paused") return;
  const text = pauseReasonText(reason);
  await bot.db.transaction().execute(async (tx) => {
    await pauseChannel(tx, channel.id, text);
    const named = await listAdmins(tx, channel.communityId);
    const people = named.filter((admin) => admin.kind === "person").map((admin) => admin.externalId);
    const inviter = await findInviter(tx, channel.communityId, channel.external);
    const admins = new Set([...people, channel.createdBy, inviter].filter((user) => user !== undefined));
    for (const user of admins) {
      await owe(
        tx,
        {
          kind: "notice",
          subject: `${pausedSubject(channel)}${bot.now()}:${user}`,
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

/** After the token was revoked or the bot removed: pauses the active channels and logs that once. */
export async function handleLostAccess(bot: Bot, channels: readonly Channel[]): Promise<void> {
  const active = channels.filter((channel) => channel.state === "active");
  for (const channel of active) await pauseAndNotify(bot, channel, "access-lost");
  const [first] = active;
  if (first === undefined) return;
  const lost = { platform: first.platform, channels: active.map((channel) => channel.name) };
  bot.log.error(lost, "access is lost and the channels are paused; reinstall the app, and their admins will be told");
}

/** Sends the notices that were held back while the platform did not let the bot in. */
export async function sendHeldNotices(bot: Bot, platform: PlatformName): Promise<void> {
  for (const community of await releaseHeldNotices(bot.db, platform, bot.now())) bot.wake(community);
}

const pausedSubject = (channel: Channel) => `paused:${channel.id}:`;

/** Pauses channels that are lost and announces those that are back. */
export async function inspectChannels(bot: Bot, community: Community): Promise<void> {
  for (const channel of await listChannels(bot.db, community.id)) {
    const report = await inspectChannel(bot, channel);
    if (report === undefined) continue;
    const loss = lossReason(report);
    if (loss !== undefined) await pauseAndNotify(bot, channel, loss);
    else if (channel.state === "paused" && channel.pausedReason !== undefined) await announceReturn(bot, channel);
    if (report.exists && report.name !== channel.name) await renameChannel(bot.db, channel.id, report.name);
  }
}

function lossReason(report: TargetReport): PlatformReason | undefined {
  if (!report.exists || report.archived) return "channel-gone";
  return report.refusal === undefined ? undefined : "permission-lost";
}

/** Once per pause. Resuming is up to an admin. */
async function announceReturn(bot: Bot, channel: Channel): Promise<void> {
  const pausedAt = (await lastOwedAt(bot.db, "notice", pausedSubject(channel))) ?? 0;
  await owe(
    bot.db,
    {
      kind: "notice",
      subject: `back:${channel.id}:${pausedAt}`,
      communityId: channel.communityId,
      payload: {
        target: { kind: "channel", community: channel.community, channel: channel.external },
        card: backCard(channel),
      },
    },
    bot.now(),
  );
  bot.wake(channel.communityId);
}

/** undefined if the platform cannot be asked right now. */
export async function inspectChannel(bot: Bot, channel: Channel): Promise<TargetReport | undefined> {
  try {
    return await bot.platforms
      .get(channel.platform)
      ?.inspect({ kind: "channel", community: channel.community, channel: channel.external });
  } catch (error) {
    bot.log.warn({ channel: channel.id, err: error }, "could not inspect a channel");
    return undefined;
  }
}
