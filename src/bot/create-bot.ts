import type { EpochMs } from "../chat/card.ts";
import type { ChatPlatform } from "../chat/platform.ts";
import { communitiesWithWork, recoverDeliveries } from "../storage/deliveries.ts";
import type { Bot } from "./bot.ts";
import { regradeChangedDecks, reloadDecks } from "./corrections/regrade.ts";
import { createOutbox, type Outbox } from "./delivery/outbox.ts";
import { createHandler } from "./dispatch.ts";
import { skipRunsSinceBackup } from "./recovery/restored.ts";
import { startPlatforms } from "./recovery/start-platforms.ts";
import { tick } from "./rounds/tick.ts";

export interface RunningBot {
  readonly bot: Bot;
  readonly outbox: Outbox;
  /** Finishes what an earlier run left, connects the platforms, and takes events. */
  start(): Promise<void>;
  /** Runs one tick of the clock, or joins the one that is still running. */
  tick(): Promise<void>;
  /** Replaces changed decks, all or none, and regrades the rounds whose key they correct. */
  reloadDecks(): Promise<void>;
  /** Takes nothing new and finishes what is in flight. */
  stop(): Promise<void>;
}

export type BotOptions = Pick<
  Bot,
  "db" | "decks" | "log" | "defaults" | "revealGraceMs" | "drawPicture" | "observe"
> & {
  readonly platforms: readonly ChatPlatform[];
  now(): EpochMs;
  random(): number;
  sleep(ms: number): Promise<void>;
  /** Delay before the second attempt to start an unreachable platform. */
  readonly startRetryMs?: number;
  /** How long `stop` waits for messages that are being sent. */
  readonly drainTimeoutMs?: number;
};

const START_RETRY_MS = 10_000;

export function createBot(options: BotOptions): RunningBot {
  const platforms = new Map(options.platforms.map((platform) => [platform.name, platform]));
  const bot: Bot = { ...options, platforms, connections: new Map(), wake: (community) => outbox.wake(community) };
  const outbox = createOutbox(bot, options.drainTimeoutMs);
  const handle = createHandler(bot);
  let runningTick: Promise<void> | undefined;
  let stopRetries = () => {};

  return {
    bot,
    outbox,
    start: async () => {
      await skipRunsSinceBackup(bot);
      const recovered = await recoverDeliveries(bot.db);
      if (recovered > 0)
        bot.log.info({ deliveries: recovered }, "recovering messages that an earlier run may have sent");
      await regradeChangedDecks(bot);
      stopRetries = await startPlatforms(bot, options.platforms, handle, options.startRetryMs ?? START_RETRY_MS);
      for (const community of await communitiesWithWork(bot.db)) outbox.wake(community);
    },
    tick: () => {
      runningTick ??= tick(bot).finally(() => {
        runningTick = undefined;
      });
      return runningTick;
    },
    reloadDecks: async () => {
      await reloadDecks(bot);
    },
    stop: async () => {
      stopRetries();
      // The outbox stops first, because messages in flight still need their platform.
      await outbox.stop();
      await Promise.all(options.platforms.map((platform) => platform.stop()));
      await runningTick;
    },
  };
}
