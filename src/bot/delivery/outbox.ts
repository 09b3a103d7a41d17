import { setTimeout as sleep } from "node:timers/promises";
import type { PlatformName } from "../../chat/event.ts";
import { communityPlatform } from "../../storage/communities.ts";
import { type Delivery, nextDelivery, nextRetryAt, recoverDeliveries } from "../../storage/deliveries.ts";
import type { Bot } from "../bot.ts";
import { claimDelivery } from "./deliver.ts";
import { createFairQueue, type FairQueue } from "./fair-queue.ts";

export interface Outbox {
  /** Says that the community is owed a message. Returns at once. */
  wake(communityId: number): void;
  /** Resolves once there is nothing left to send for now. */
  idle(): Promise<void>;
  /** Sends nothing more and waits for messages in flight, up to a limit: the next start looks for the rest. */
  stop(): Promise<void>;
}

/**
 * Messages in flight at once, per platform and per community. Enough to use Discord's 50 per second if each takes two
 * seconds, and few enough that other requests to the platform wait two seconds behind them, not minutes.
 */
const MAX_IN_FLIGHT = { platform: 100, community: 4 } as const;
/** How long `stop` waits for messages in flight. */
const DRAIN_TIMEOUT_MS = 10_000;
/** The longest wait for a retry, because the clock may be set back meanwhile. */
const MAX_WAIT_MS = 5 * 60_000;

/**
 * Sends what is owed. Communities take turns, a channel's messages keep their order, and each platform has its own queue. A
 * message that hangs holds back only its channel, and one that waits for a retry only its round.
 */
export function createOutbox(bot: Bot, drainTimeoutMs: number = DRAIN_TIMEOUT_MS): Outbox {
  const inFlight = createInFlight(bot);
  const retries = createRetries((communityId) => queues.wake(communityId));
  const onError = (communityId: number, error: unknown): void =>
    bot.log.error({ community: communityId, err: error }, "the outbox failed; the next tick retries");
  const next = async (communityId: number): Promise<(() => Promise<void>) | undefined> => {
    await inFlight.recover(communityId);
    const now = bot.now();
    const delivery = await nextDelivery(bot.db, communityId, now, inFlight.busyChannels(communityId));
    if (delivery === undefined) {
      const at = await nextRetryAt(bot.db, communityId, now);
      if (at !== undefined) retries.schedule(communityId, at - now);
      return undefined;
    }
    const work = await claimDelivery(bot, delivery, queues.platformOf(communityId));
    return () => inFlight.track(delivery, work);
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
      const waiting = new AbortController();
      const timedOut = await Promise.race([
        queues.stop().then(() => false),
        sleep(drainTimeoutMs, true, { signal: waiting.signal }).catch(() => false),
      ]);
      waiting.abort();
      if (timedOut) bot.log.warn("a message is still being sent; the next start checks whether it arrived");
    },
  };
}

/** Tracks messages in flight, so that a channel's messages keep their order, and outcomes that could not be stored. */
function createInFlight(bot: Bot) {
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
    /** Messages whose outcome could not be stored (a full disk, say) are looked for, as after a crash. */
    recover: async (communityId: number): Promise<void> => {
      const ids = [...unrecorded].filter(([, community]) => community === communityId).map(([id]) => id);
      if (ids.length === 0) return;
      await recoverDeliveries(bot.db, ids);
      for (const id of ids) unrecorded.delete(id);
    },
  };
}

/** Wakes a community when its next message can be retried. */
function createRetries(wake: (communityId: number) => void) {
  const timers = new Map<number, NodeJS.Timeout>();
  let stopped = false;
  const cancel = (communityId: number): void => {
    clearTimeout(timers.get(communityId));
    timers.delete(communityId);
  };
  return {
    cancel,
    schedule: (communityId: number, inMs: number): void => {
      if (stopped) return;
      cancel(communityId);
      const timer = setTimeout(() => wake(communityId), Math.min(inMs, MAX_WAIT_MS));
      timer.unref();
      timers.set(communityId, timer);
    },
    stop: (): void => {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

/** One fair queue per platform. Each community's platform is looked up once. */
function createPlatformQueues(options: {
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
    const { next, onError } = options;
    const queue =
      known ?? createFairQueue({ total: MAX_IN_FLIGHT.platform, perKey: MAX_IN_FLIGHT.community, next, onError });
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
    const found: Promise<void> = options
      .findPlatform(communityId)
      .then((name) => {
        platforms.set(communityId, name);
        wake(communityId);
      })
      .catch((error: unknown) => options.onError(communityId, error))
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
    /** Finishes what is running and takes nothing new. */
    stop: async (): Promise<void> => {
      stopped = true;
      await Promise.all([...finding, ...[...queues.values()].map((queue) => queue.stop())]);
    },
  };
}
