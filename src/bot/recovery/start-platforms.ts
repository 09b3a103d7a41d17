import { PlatformError } from "../../chat/errors.ts";
import type { EventHandler } from "../../chat/event.ts";
import type { ChatPlatform } from "../../chat/platform.ts";
import type { Bot } from "../bot.ts";
import { setConnectionState } from "../connections.ts";
import { readBack } from "../rounds/read-back.ts";
import { syncAllGroupTeams } from "../teams/teams.ts";
import { sendHeldNotices } from "./channel-access.ts";

const MAX_RETRY_MS = 5 * 60_000;

/**
 * Starts every platform on its own: one that fails never stops another. One that is unreachable is tried again, the wait
 * doubling from `retryMs` to five minutes; what the bot owes there waits as long.
 *
 * @returns ends the tries
 * @throws the first platform's error, where none can ever run
 */
export async function startPlatforms(
  bot: Bot,
  platforms: readonly ChatPlatform[],
  handle: EventHandler,
  retryMs: number,
): Promise<() => void> {
  const timers = new Map<ChatPlatform, NodeJS.Timeout>();
  let stopped = false;

  const tryStart = async (platform: ChatPlatform, waitMs: number): Promise<unknown> => {
    setConnectionState(bot, platform.name, "connecting");
    try {
      await platform.start(handle);
      // One that started, and says that it could not connect yet, goes on trying by itself.
      if (bot.connections.get(platform.name)?.state === "connecting")
        setConnectionState(bot, platform.name, "connected");
      await readBack(bot, platform.name);
      await sendHeldNotices(bot, platform.name);
      await syncAllGroupTeams(bot, platform.name);
      return undefined;
    } catch (error) {
      const passes = error instanceof PlatformError && !error.permanent;
      const next = passes ? "it is tried again" : "it stays off until the bot is started again";
      bot.log.error({ platform: platform.name, err: error, next }, "a platform could not be started");
      setConnectionState(bot, platform.name, passes ? "lost" : "off");
      if (!passes) return error;
      if (stopped) return undefined;
      const again = () => void tryStart(platform, Math.min(waitMs * 2, MAX_RETRY_MS));
      timers.set(platform, setTimeout(again, waitMs).unref());
      return undefined;
    }
  };

  const failures = await Promise.all(platforms.map((platform) => tryStart(platform, retryMs)));
  if (platforms.length > 0 && failures.every((failure) => failure !== undefined)) throw failures[0];
  return () => {
    stopped = true;
    for (const timer of timers.values()) clearTimeout(timer);
  };
}
