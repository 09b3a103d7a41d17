import type { Logger } from "pino";
import type { EpochMs, OptionLabel } from "../../chat/card.ts";
import { createQuietGate } from "../quiet-gate.ts";
import type { WebClient } from "./api/client.ts";
import { slackCode, toPlatformError } from "./errors.ts";
import { emojiOfLabel } from "./text/labels.ts";

/** A message whose reactions meet passing trouble so often goes without the rest. */
const TRIES = 20;
const RETRY_MS = 2_000;

export interface Seeding {
  /** Puts the options' emoji under the message, once nothing is being posted. Doing it again does nothing. */
  seed(channel: string, ts: string, labels: readonly OptionLabel[]): void;
  /** The message takes no reactions any more: what is not seeded yet need not be. */
  unseed(channel: string, ts: string): void;
  /** While a message is on its way, seeding waits. */
  posting<T>(post: () => Promise<T>): Promise<T>;
}

export interface SeedingParts {
  readonly web: WebClient;
  readonly log: Logger;
  /** Work that goes on after the call; it ends early when the platform stops. */
  readonly background: (work: (stopped: AbortSignal) => Promise<void>) => void;
  readonly now: () => EpochMs;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** How long no message must have been on its way before seeding begins. */
  readonly quietMs: number;
}

interface Seeds {
  readonly channel: string;
  readonly ts: string;
  readonly labels: Set<OptionLabel>;
  tries: number;
}

/**
 * One reaction after another, the oldest message first. Slack counts them for the whole workspace ("50 and more a minute"),
 * so where it asks to wait, all of them wait. What a stop leaves over is made up for when the reactions are read back.
 */
export function createSeeding(parts: SeedingParts): Seeding {
  const waiting = new Map<string, Seeds>();
  const gate = createQuietGate(parts);
  let working = false;

  const work = async (stopped: AbortSignal): Promise<void> => {
    for (;;) {
      await gate.quiet(stopped);
      const [next] = waiting;
      if (next === undefined || stopped.aborted) return;
      const [key, seeds] = next;
      const waitMs = await seedOne(parts, seeds);
      if (seeds.labels.size === 0) waiting.delete(key);
      if (waitMs !== undefined) await parts.sleep(waitMs, stopped);
    }
  };

  const start = (): void => {
    if (working) return;
    working = true;
    parts.background(async (stopped) => {
      await work(stopped).finally(() => {
        working = false;
      });
      if (waiting.size > 0 && !stopped.aborted) start();
    });
  };

  return {
    seed: (channel, ts, labels) => {
      if (labels.length === 0) return;
      const key = `${channel} ${ts}`;
      const seeds = waiting.get(key) ?? { channel, ts, labels: new Set(), tries: 0 };
      for (const label of labels) seeds.labels.add(label);
      waiting.set(key, seeds);
      start();
    },
    unseed: (channel, ts) => {
      waiting.get(`${channel} ${ts}`)?.labels.clear();
    },
    posting: gate.posting,
  };
}

/** @returns how long to wait before the next one, where Slack asks for it or is in trouble, in ms */
async function seedOne({ web, log }: SeedingParts, seeds: Seeds): Promise<number | undefined> {
  const [label] = seeds.labels;
  if (label === undefined) return undefined;
  try {
    await web.reactions.add({ channel: seeds.channel, timestamp: seeds.ts, name: emojiOfLabel(label) });
    seeds.labels.delete(label);
    return undefined;
  } catch (error) {
    const code = slackCode(error);
    const problem = toPlatformError(error);
    if (code === "already_reacted") {
      seeds.labels.delete(label);
      return undefined;
    }
    seeds.tries += 1;
    if (!problem.permanent && seeds.tries < TRIES) return problem.retryAfterMs ?? RETRY_MS;
    log.warn({ reason: problem.reason, code }, "the options' reactions could not be put under a question");
    seeds.labels.clear();
    return undefined;
  }
}
