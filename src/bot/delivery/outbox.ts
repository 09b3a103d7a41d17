import { setTimeout as sleep } from "node:timers/promises";
import type { PlatformName } from "../../chat/event.ts";
import { communityPlatform } from "../../storage/communities.ts";
import { type Delivery, nextDelivery, nextTryAt, recoverDeliveries } from "../../storage/deliveries.ts";
import type { Bot } from "../bot.ts";
import { claimDelivery } from "./deliver.ts";
import { createLanes, type Lanes } from "./fair-queue.ts";

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
 * Sends what is owed: communities take turns, a channel's messages keep their order, and each platform has lanes of its
 * own. A message that hangs or fails holds back what follows it in its channel, or only in its round, and nothing else.
 */
export function createOutbox(bot: Bot, patienceMs: number = PATIENCE_MS): Outbox {
  const doors = new Map<PlatformName, Lanes<number>>();
  const platforms = new Map<number, PlatformName>();
  const finding = new Set<Promise<void>>();
  const sending = new Map<number, Set<number>>();
  const unrecorded = new Map<number, number>();
  const timers = new Map<number, NodeJS.Timeout>();
  let stopped = false;

  const doorOf = (platform: PlatformName): Lanes<number> => {
    const known = doors.get(platform);
    const door = known ?? createLanes({ total: AT_ONCE.platform, each: AT_ONCE.community, next, onError });
    if (known === undefined) doors.set(platform, door);
    return door;
  };

  const onError = (communityId: number, error: unknown): void =>
    bot.log.error({ community: communityId, err: error }, "the outbox failed; the next tick tries again");

  const wake = (communityId: number): void => {
    if (stopped) return;
    clearTimeout(timers.get(communityId));
    timers.delete(communityId);
    const platform = platforms.get(communityId);
    if (platform === undefined) findDoor(communityId);
    else doorOf(platform).wake(communityId);
  };

  const findDoor = (communityId: number): void => {
    const found: Promise<void> = communityPlatform(bot.db, communityId)
      .then((platform) => {
        platforms.set(communityId, platform);
        wake(communityId);
      })
      .catch((error: unknown) => onError(communityId, error))
      .finally(() => finding.delete(found));
    finding.add(found);
  };

  const next = async (communityId: number): Promise<(() => Promise<void>) | undefined> => {
    await recoverUnrecorded(communityId);
    const busy = [...(sending.get(communityId) ?? [])];
    const delivery = await nextDelivery(bot.db, communityId, bot.now(), busy);
    if (delivery === undefined) {
      await sleepUntilNextTry(communityId);
      return undefined;
    }
    const work = await claimDelivery(bot, delivery, platforms.get(communityId));
    return () => track(delivery, work);
  };

  const track = async (delivery: Delivery, work: (() => Promise<void>) | undefined): Promise<void> => {
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
  };

  /** What became of a message could not be written down (a full disk): it is looked for, as after a crash. */
  const recoverUnrecorded = async (communityId: number): Promise<void> => {
    const ids = [...unrecorded].filter(([, community]) => community === communityId).map(([id]) => id);
    if (ids.length === 0) return;
    await recoverDeliveries(bot.db, ids);
    for (const id of ids) unrecorded.delete(id);
  };

  const sleepUntilNextTry = async (communityId: number): Promise<void> => {
    const now = bot.now();
    const at = await nextTryAt(bot.db, communityId, now);
    if (at === undefined || stopped) return;
    clearTimeout(timers.get(communityId));
    const timer = setTimeout(() => wake(communityId), Math.min(at - now, LONGEST_WAIT_MS));
    timer.unref();
    timers.set(communityId, timer);
  };

  const idle = async (): Promise<void> => {
    for (;;) {
      await Promise.all(finding);
      await Promise.all([...doors.values()].map((door) => door.idle()));
      if (finding.size === 0) return;
    }
  };

  return {
    wake,
    idle,
    stop: async () => {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      const late = new AbortController();
      const ended = Promise.all([...finding, ...[...doors.values()].map((door) => door.stop())]);
      const gaveUp = await Promise.race([
        ended.then(() => false),
        sleep(patienceMs, true, { signal: late.signal }).catch(() => false),
      ]);
      late.abort();
      if (gaveUp) bot.log.warn("a message is still being sent; the next start looks whether it arrived");
    },
  };
}
