import { setTimeout as sleep } from "node:timers/promises";
import { type REST, Routes } from "discord.js";
import type { Logger } from "pino";
import type { EpochMs, OptionLabel } from "../../chat/card.ts";
import type { MessageRef } from "../../chat/platform.ts";
import { createQuietGate, type QuietGate } from "../quiet-gate.ts";
import { toPlatformError } from "./errors.ts";
import { keycap } from "./text/keycaps.ts";

/** From this many reactions of one option on one message on, one request removes them all, and the bot's own is put back. */
const MANY = 20;
/**
 * How many messages are worked on at the same time. A channel takes a reaction every 300 ms or so; this many messages use
 * up Discord's 50 requests a second, which discord.js keeps to.
 */
const AT_ONCE = 20;

export interface Reactions {
  /** Puts the bot's own reactions on a message, once nothing is being posted. Doing it again does nothing. */
  seed(message: MessageRef, labels: readonly OptionLabel[]): void;
  /** The message takes no more reactions: whatever is not seeded yet is left out. */
  unseed(message: MessageRef): void;
  /** Removes a person's reaction. */
  clear(message: MessageRef, label: OptionLabel, user: string): void;
  /** While a post or an edit is under way, seeding waits. */
  posting<T>(post: () => Promise<T>): Promise<T>;
  /** While reactions are read back, none are removed in bulk. */
  reading<T>(read: () => Promise<T>): Promise<T>;
  idle(): Promise<void>;
  stop(): void;
}

interface Work {
  readonly message: MessageRef;
  readonly seeds: Set<OptionLabel>;
  readonly clears: Map<OptionLabel, Set<string>>;
}

interface ReactionsParts {
  readonly rest: REST;
  readonly log: Logger;
  readonly now: () => EpochMs;
  /** How long no post must have been under way before a reaction is seeded. */
  readonly quietMs: number;
  /**
   * Between two reactions on one message. discord.js keeps the pace of a channel as well, but only once it knows it:
   * without the gap the first messages after a start would run into a 429 each.
   */
  readonly reactionGapMs: number;
}

/** What the work on one message needs to know of everything else. */
interface ReactionContext extends ReactionsParts {
  readonly gate: QuietGate;
  readonly stopped: AbortSignal;
  /** Messages that were revealed while they waited for their reactions; kept only as long as something runs. */
  readonly over: Set<string>;
  reads: number;
}

export function createReactions(parts: ReactionsParts): Reactions {
  const stopping = new AbortController();
  const gate = createQuietGate({ ...parts, sleep: pause });
  const context: ReactionContext = { ...parts, gate, stopped: stopping.signal, over: new Set(), reads: 0 };
  const waiting = new Map<string, Work>();
  const running = new Set<Promise<void>>();

  const workFor = (message: MessageRef): Work => {
    const known = waiting.get(message.message);
    const work = known ?? { message, seeds: new Set(), clears: new Map() };
    if (known === undefined) waiting.set(message.message, work);
    return work;
  };

  const drain = async (): Promise<void> => {
    for (let next = take(waiting); next !== undefined && !context.stopped.aborted; next = take(waiting)) {
      for (const [label, users] of next.clears) await clearOption(context, next, label, users);
      await seedAll(context, next);
    }
  };

  const wake = (): void => {
    if (running.size >= AT_ONCE || waiting.size === 0 || context.stopped.aborted) return;
    const turn: Promise<void> = drain().finally(() => {
      running.delete(turn);
      if (running.size === 0) context.over.clear();
    });
    running.add(turn);
  };

  return {
    seed: (message, labels) => {
      const work = workFor(message);
      for (const label of labels) work.seeds.add(label);
      wake();
    },
    unseed: ({ message }) => {
      waiting.get(message)?.seeds.clear();
      if (running.size > 0) context.over.add(message);
    },
    clear: (message, label, user) => {
      const { clears } = workFor(message);
      clears.set(label, (clears.get(label) ?? new Set()).add(user));
      wake();
    },
    posting: gate.posting,
    reading: async (read) => {
      context.reads += 1;
      try {
        return await read();
      } finally {
        context.reads -= 1;
      }
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
    stop: () => {
      stopping.abort();
      waiting.clear();
    },
  };
}

async function clearOption(
  context: ReactionContext,
  work: Work,
  label: OptionLabel,
  users: ReadonlySet<string>,
): Promise<void> {
  const { channel, message } = work.message;
  if (users.size >= MANY && context.reads === 0) {
    work.seeds.add(label);
    const route = Routes.channelMessageReaction(channel, message, emoji(label));
    await attempt(context, work.message, () => context.rest.delete(route));
    return;
  }
  for (const user of users) {
    const route = Routes.channelMessageUserReaction(channel, message, emoji(label), user);
    if (!(await attempt(context, work.message, () => context.rest.delete(route)))) return;
  }
}

async function seedAll(context: ReactionContext, { message, seeds }: Work): Promise<void> {
  for (const [place, label] of [...seeds].sort().entries()) {
    if (place > 0) await pause(context.reactionGapMs, context.stopped);
    await context.gate.quiet(context.stopped);
    if (context.over.has(message.message)) return;
    const route = Routes.channelMessageOwnReaction(message.channel, message.message, emoji(label));
    if (!(await attempt(context, message, () => context.rest.put(route)))) return;
  }
}

/**
 * Somebody may have been quicker, a permission may be gone: neither is worth more than a log line.
 *
 * @returns whether another try on this message makes sense
 */
async function attempt(
  { log, stopped }: ReactionContext,
  message: MessageRef,
  request: () => Promise<unknown>,
): Promise<boolean> {
  if (stopped.aborted) return false;
  try {
    await request();
    return true;
  } catch (error) {
    const { reason, message: problem } = toPlatformError(error);
    log.debug({ message: message.message, reason, problem }, "a reaction could not be added or removed");
    return reason !== "permission-lost";
  }
}

/** The message that has waited longest; whatever is asked for it from now on is new work. */
function take(waiting: Map<string, Work>): Work | undefined {
  const [first] = waiting;
  if (first === undefined) return undefined;
  waiting.delete(first[0]);
  return first[1];
}

function emoji(label: OptionLabel): string {
  return encodeURIComponent(keycap(label));
}

/** Waits, or less where `stopped` is aborted: whoever waits looks at the signal. */
async function pause(ms: number, stopped: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: stopped });
  } catch {
    return;
  }
}
