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
 * Starts the platforms independently, so that one that fails never stops another. An unreachable platform is retried after
 * waits that double from `retryMs` to five minutes. Messages owed there wait as long.
 *
 * @returns a function that stops the retries
 * @throws the first platform's error if none of them can ever run
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
      // A platform that started but reported that it could not connect yet keeps trying on its own.
      if (bot.connections.get(platform.name)?.state === "connecting")
        setConnectionState(bot, platform.name, "connected");
      await readBack(bot, platform.name);
      await sendHeldNotices(bot, platform.name);
      await syncAllGroupTeams(bot, platform.name);
      return undefined;
    } catch (error) {
      const isTemporary = error instanceof PlatformError && !error.permanent;
      const next = isTemporary ? "it will be retried" : "it stays off until the bot is restarted";
      bot.log.error({ platform: platform.name, err: error, next }, "a platform could not be started");
      setConnectionState(bot, platform.name, isTemporary ? "lost" : "off");
      if (!isTemporary) return error;
      if (stopped) return undefined;
      const retry = () => void tryStart(platform, Math.min(waitMs * 2, MAX_RETRY_MS));
      timers.set(platform, setTimeout(retry, waitMs).unref());
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
