import type { EpochMs } from "../chat/card.ts";
import type { ChatPlatform } from "../chat/platform.ts";
import { communitiesWithWork, recoverDeliveries } from "../storage/deliveries.ts";
import type { Bot } from "./bot.ts";
import { createHandler } from "./dispatch.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { regradeChangedDecks, reloadDecks } from "./regrade.ts";
import { settleRestored } from "./restored.ts";
import { startPlatforms } from "./start-platforms.ts";
import { tick } from "./tick.ts";

export interface RunningBot {
  readonly bot: Bot;
  readonly outbox: Outbox;
  /** Finishes what an earlier run left, connects the platforms, takes events. */
  start(): Promise<void>;
  /** One turn of the clock. A turn that is still running is not doubled. */
  tick(): Promise<void>;
  /** Changed decks take the place of the old ones, all or none; rounds whose key they correct are graded again. */
  reloadDecks(): Promise<void>;
  /** Takes nothing new, finishes what is in flight. */
  stop(): Promise<void>;
}

export type BotParts = Pick<
  Bot,
  "db" | "decks" | "log" | "defaults" | "revealGraceMs" | "drawPicture" | "observe" | "reached"
> & {
  readonly platforms: readonly ChatPlatform[];
  now(): EpochMs;
  random(): number;
  sleep(ms: number): Promise<void>;
  /** How long an unreachable platform waits for the second try to start it. */
  readonly startRetryMs?: number;
  /** How long messages that are being sent may hold up the end of the bot. */
  readonly sendPatienceMs?: number;
};

const START_RETRY_MS = 10_000;

export function createBot(parts: BotParts): RunningBot {
  const platforms = new Map(parts.platforms.map((platform) => [platform.name, platform]));
  const bot: Bot = { ...parts, platforms, connections: new Map(), wake: (community) => outbox.wake(community) };
  const outbox = createOutbox(bot, parts.sendPatienceMs);
  const handle = createHandler(bot);
  let turn: Promise<void> | undefined;
  let endTries = () => {};

  return {
    bot,
    outbox,
    start: async () => {
      await settleRestored(bot);
      const recovered = await recoverDeliveries(bot.db);
      if (recovered > 0)
        bot.log.info({ deliveries: recovered }, "messages that an earlier run left in the air are looked for");
      await regradeChangedDecks(bot);
      endTries = await startPlatforms(bot, parts.platforms, handle, parts.startRetryMs ?? START_RETRY_MS);
      for (const community of await communitiesWithWork(bot.db)) outbox.wake(community);
    },
    tick: () => {
      turn ??= tick(bot).finally(() => {
        turn = undefined;
      });
      return turn;
    },
    reloadDecks: async () => {
      await reloadDecks(bot);
    },
    stop: async () => {
      endTries();
      // A message that is being sent needs its platform to the end.
      await outbox.stop();
      await Promise.all(parts.platforms.map((platform) => platform.stop()));
      await turn;
    },
  };
}
