import { setTimeout as sleep } from "node:timers/promises";
import { type REST, Routes } from "discord.js";
import type { Logger } from "pino";
import type { EpochMs, OptionLabel } from "../../chat/card.ts";
import type { MessageRef } from "../../chat/platform.ts";
import { toPlatformError } from "./errors.ts";
import { keycap } from "./keycaps.ts";

/** So many reactions of one option on one message are taken away in one request instead of one by one. */
const MANY = 20;
/**
 * How many messages are worked on at the same time. A channel takes a reaction every 300 ms or so; this many messages use
 * up Discord's 50 requests a second, which discord.js keeps to.
 */
const AT_ONCE = 20;

export interface Reactions {
  /** Puts the bot's own reactions on a message, once nothing is being posted. Doing it again does nothing. */
  seed(message: MessageRef, labels: readonly OptionLabel[]): void;
  /** The message takes no reactions any more: what is not seeded yet need not be. */
  unseed(message: MessageRef): void;
  /** Takes a person's reaction away. */
  clear(message: MessageRef, label: OptionLabel, user: string): void;
  /** While a post or an edit is under way, seeding waits. */
  posting<T>(post: () => Promise<T>): Promise<T>;
  /** While reactions are read back, none are taken away in bulk. */
  reading<T>(read: () => Promise<T>): Promise<T>;
  idle(): Promise<void>;
  stop(): void;
}

interface Work {
  readonly message: MessageRef;
  readonly seeds: Set<OptionLabel>;
  readonly clears: Map<OptionLabel, Set<string>>;
}

/**
 * `quietMs`: how long no post must have been under way before a reaction is seeded. `reactionGapMs`: between two on one
 * message. discord.js keeps the pace of a channel as well, but only once it knows it: without the gap the first messages
 * after a start would run into a 429 each.
 */
export function createReactions(parts: {
  readonly rest: REST;
  readonly log: Logger;
  readonly now: () => EpochMs;
  readonly quietMs: number;
  readonly reactionGapMs: number;
}): Reactions {
  const { rest, log, now } = parts;
  const waiting = new Map<string, Work>();
  const running = new Set<Promise<void>>();
  /** Messages that were revealed while they waited for their reactions; kept only as long as something runs. */
  const over = new Set<string>();
  let posts = 0;
  let lastPost = 0;
  let reads = 0;
  let stopped = false;

  const workFor = (message: MessageRef): Work => {
    const known = waiting.get(message.message);
    const work = known ?? { message, seeds: new Set(), clears: new Map() };
    if (known === undefined) waiting.set(message.message, work);
    return work;
  };

  const wake = (): void => {
    if (running.size >= AT_ONCE || waiting.size === 0 || stopped) return;
    const turn: Promise<void> = drain().finally(() => {
      running.delete(turn);
      if (running.size === 0) over.clear();
    });
    running.add(turn);
  };

  const drain = async (): Promise<void> => {
    for (let next = take(waiting); next !== undefined && !stopped; next = take(waiting)) {
      for (const [label, users] of next.clears) await clearOption(next, label, users);
      await seedAll(next);
    }
  };

  /** Somebody may have been quicker, a permission may be gone: neither is worth more than a line. */
  const attempt = async (message: MessageRef, request: () => Promise<unknown>): Promise<boolean> => {
    if (stopped) return false;
    try {
      await request();
      return true;
    } catch (error) {
      const { reason, message: problem } = toPlatformError(error);
      log.debug({ message: message.message, reason, problem }, "a reaction could not be set right");
      return reason !== "permission-lost";
    }
  };

  const clearOption = async (work: Work, label: OptionLabel, users: ReadonlySet<string>): Promise<void> => {
    const { channel, message } = work.message;
    if (users.size >= MANY && reads === 0) {
      work.seeds.add(label);
      await attempt(work.message, () => rest.delete(Routes.channelMessageReaction(channel, message, emoji(label))));
      return;
    }
    for (const user of users) {
      const route = Routes.channelMessageUserReaction(channel, message, emoji(label), user);
      if (!(await attempt(work.message, () => rest.delete(route)))) return;
    }
  };

  const seedAll = async ({ message, seeds }: Work): Promise<void> => {
    for (const [place, label] of [...seeds].sort().entries()) {
      if (place > 0) await sleep(parts.reactionGapMs);
      await quiet();
      if (over.has(message.message)) return;
      const route = Routes.channelMessageOwnReaction(message.channel, message.message, emoji(label));
      if (!(await attempt(message, () => rest.put(route)))) return;
    }
  };

  const isQuiet = (): boolean => {
    const sincePost = now() - lastPost;
    // Less than nothing where the clock was set back.
    return posts === 0 && (sincePost < 0 || sincePost >= parts.quietMs);
  };

  const quiet = async (): Promise<void> => {
    while (!stopped && !isQuiet()) await sleep(Math.min(parts.quietMs, 50) + 1);
  };

  return {
    seed: (message, labels) => {
      const work = workFor(message);
      for (const label of labels) work.seeds.add(label);
      wake();
    },
    unseed: ({ message }) => {
      waiting.get(message)?.seeds.clear();
      if (running.size > 0) over.add(message);
    },
    clear: (message, label, user) => {
      const { clears } = workFor(message);
      clears.set(label, (clears.get(label) ?? new Set()).add(user));
      wake();
    },
    posting: async (post) => {
      posts += 1;
      try {
        return await post();
      } finally {
        posts -= 1;
        lastPost = now();
      }
    },
    reading: async (read) => {
      reads += 1;
      try {
        return await read();
      } finally {
        reads -= 1;
      }
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
    stop: () => {
      stopped = true;
      waiting.clear();
    },
  };
}

/** The oldest message that waits; what comes for it from now on is new work. */
function take(waiting: Map<string, Work>): Work | undefined {
  const [first] = waiting;
  if (first === undefined) return undefined;
  waiting.delete(first[0]);
  return first[1];
}

function emoji(label: OptionLabel): string {
  return encodeURIComponent(keycap(label));
}
