import type { PlatformName } from "../../chat/event.ts";
import { createChannel, findChannel } from "../../storage/channels.ts";
import { ensureCommunity } from "../../storage/communities.ts";
import { currentRound } from "../../storage/rounds/rounds.ts";
import type { Bot } from "../bot.ts";
import { claimRound, nextRunOf } from "../rounds/rounds.ts";
import { defaultSettings } from "./settings.ts";

/** Sets up a platform's own channel, such as the playground's, with defaults and always with a question to try. */
export async function openStudyChannel(
  bot: Bot,
  given: {
    readonly platform: PlatformName;
    readonly community: string;
    readonly channel: string;
    readonly name: string;
  },
): Promise<void> {
  const now = bot.now();
  const community = await ensureCommunity(bot.db, {
    platform: given.platform,
    external: given.community,
    name: "Playground",
    timeZone: bot.defaults.timeZone,
    now,
  });
  if ((await findChannel(bot.db, community.id, given.channel)) === undefined) {
    const settings = defaultSettings(bot, community.timeZone);
    await createChannel(bot.db, {
      communityId: community.id,
      external: given.channel,
      name: given.name,
      settings,
      nextRunAt: nextRunOf({ settings }, now),
      createdBy: undefined,
      now,
    });
  }
  const channel = await findChannel(bot.db, community.id, given.channel);
  if (channel === undefined || channel.state === "paused") return;
  if ((await currentRound(bot.db, channel.id)) === undefined) {
    await claimRound(bot, channel, { slot: `manual:start-${now}`, scheduledAt: now });
  }
}
