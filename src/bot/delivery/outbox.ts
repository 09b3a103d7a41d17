import { setTimeout as sleep } from "node:timers/promises";
import type { PlatformName } from "../../chat/event.ts";
import { communityPlatform } from "../../storage/communities.ts";
import { type Delivery, nextDelivery, nextRetryAt, recoverDeliveries } from "../../storage/deliveries.ts";
import type { Bot } from "../bot.ts";
import { claimDelivery } from "./deliver.ts";
import { createFairQueue, type FairQueue } from "./fair-queue.ts";

export interface Outbox {
  /** The community is owed something: send it. Returns at once. */
  wake(communityId: number): void;
  /** Resolves once nothing can be sent now. */
  idle(): Promise<void>;
  /** Sends nothing more, and waits for what is being sent, but not for ever: the next start looks for such a message. */
  stop(): Promise<void>;
}

/**
 * Messages under way at once, on one platform and in one community. Enough to keep Discord's 50 a second busy when each
 * takes two seconds; few enough that whatever else the bot asks of the platform waits two seconds behind them, not minutes.
 */
const AT_ONCE = { platform: 100, community: 4 } as const;
/** How long messages that are being sent may hold up the end of the bot. */
const PATIENCE_MS = 10_000;
/** The clock may be set back meanwhile: no wait for another try is longer. */
const LONGEST_WAIT_MS = 5 * 60_000;

/**
 * Sends what is owed: communities take turns, a channel's messages keep their order, and each platform has a queue of its
 * own. A message that hangs or fails holds back what follows it in its channel, or only in its round, and nothing else.
 */
export function createOutbox(bot: Bot, patienceMs: number = PATIENCE_MS): Outbox {
  const underWay = createUnderWay(bot);
  const retries = createRetries((communityId) => queues.wake(communityId));
  const onError = (communityId: number, error: unknown): void =>
    bot.log.error({ community: communityId, err: error }, "the outbox failed; the next tick tries again");
  const next = async (communityId: number): Promise<(() => Promise<void>) | undefined> => {
    await underWay.recover(communityId);
    const now = bot.now();
    const delivery = await nextDelivery(bot.db, communityId, now, underWay.busyChannels(communityId));
    if (delivery === undefined) {
      const at = await nextRetryAt(bot.db, communityId, now);
      if (at !== undefined) retries.plan(communityId, at - now);
      return undefined;
    }
    const work = await claimDelivery(bot, delivery, queues.platformOf(communityId));
    return () => underWay.track(delivery, work);
  };
  const queues = createPlatformQueues({ findPlatform: (id) => communityPlatform(bot.db, id), next, onError });
  return {
    wake: (communityId) => {
      retries.cancel(communityId);
      queues.wake(communityId);
    },
    idle: queues.idle,
    stop: async () => {
      retries.stop();
      const late = new AbortController();
      const gaveUp = await Promise.race([
        queues.stop().then(() => false),
        sleep(patienceMs, true, { signal: late.signal }).catch(() => false),
      ]);
      late.abort();
      if (gaveUp) bot.log.warn("a message is still being sent; the next start looks whether it arrived");
    },
  };
}

/** What is being sent, so that a channel's messages keep their order, and what could not be written down. */
function createUnderWay(bot: Bot) {
  const sending = new Map<number, Set<number>>();
  const unrecorded = new Map<number, number>();
  return {
    busyChannels: (communityId: number): readonly number[] => [...(sending.get(communityId) ?? [])],
    track: async (delivery: Delivery, work: (() => Promise<void>) | undefined): Promise<void> => {
      const { communityId: community, channelId: channel } = delivery;
      const channels = sending.get(community) ?? new Set();
      sending.set(community, channels);
      if (channel !== undefined) channels.add(channel);
      try {
        await work?.();
      } catch (error) {
        unrecorded.set(delivery.id, community);
        throw error;
      } finally {
        if (channel !== undefined) channels.delete(channel);
        if (channels.size === 0) sending.delete(community);
      }
    },
    /** What became of a message could not be written down (a full disk): it is looked for, as after a crash. */
    recover: async (communityId: number): Promise<void> => {
      const ids = [...unrecorded].filter(([, community]) => community === communityId).map(([id]) => id);
      if (ids.length === 0) return;
      await recoverDeliveries(bot.db, ids);
      for (const id of ids) unrecorded.delete(id);
    },
  };
}

/** Wakes a community when its next message may be tried again. */
function createRetries(wake: (communityId: number) => void) {
  const timers = new Map<number, NodeJS.Timeout>();
  let stopped = false;
  const cancel = (communityId: number): void => {
    clearTimeout(timers.get(communityId));
    timers.delete(communityId);
  };
  return {
    cancel,
    plan: (communityId: number, inMs: number): void => {
      if (stopped) return;
      cancel(communityId);
      const timer = setTimeout(() => wake(communityId), Math.min(inMs, LONGEST_WAIT_MS));
      timer.unref();
      timers.set(communityId, timer);
    },
    stop: (): void => {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

/** A fair queue a platform. Which one a community belongs to is looked up once. */
function createPlatformQueues(parts: {
  readonly findPlatform: (communityId: number) => Promise<PlatformName>;
  readonly next: (communityId: number) => Promise<(() => Promise<void>) | undefined>;
  readonly onError: (communityId: number, error: unknown) => void;
}) {
  const queues = new Map<PlatformName, FairQueue<number>>();
  const platforms = new Map<number, PlatformName>();
  const finding = new Set<Promise<void>>();
  let stopped = false;

  const queueOf = (platform: PlatformName): FairQueue<number> => {
    const known = queues.get(platform);
    const { next, onError } = parts;
    const queue = known ?? createFairQueue({ total: AT_ONCE.platform, each: AT_ONCE.community, next, onError });
    if (known === undefined) queues.set(platform, queue);
    return queue;
  };

  const wake = (communityId: number): void => {
    if (stopped) return;
    const platform = platforms.get(communityId);
    if (platform === undefined) find(communityId);
    else queueOf(platform).wake(communityId);
  };

  const find = (communityId: number): void => {
    const found: Promise<void> = parts
      .findPlatform(communityId)
      .then((name) => {
        platforms.set(communityId, name);
        wake(communityId);
      })
      .catch((error: unknown) => parts.onError(communityId, error))
      .finally(() => finding.delete(found));
    finding.add(found);
  };

  return {
    wake,
    platformOf: (communityId: number): PlatformName | undefined => platforms.get(communityId),
    idle: async (): Promise<void> => {
      do {
        await Promise.all(finding);
        await Promise.all([...queues.values()].map((queue) => queue.idle()));
      } while (finding.size > 0);
    },
    /** Finishes what is under way, and takes nothing new. */
    stop: async (): Promise<void> => {
      stopped = true;
      await Promise.all([...finding, ...[...queues.values()].map((queue) => queue.stop())]);
    },
  };
}
