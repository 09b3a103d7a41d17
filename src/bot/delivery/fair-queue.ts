import { setImmediate as yieldToEventLoop } from "node:timers/promises";

export interface FairQueue<K> {
  /** Says that there may be work for the key. Idempotent; returns at once. */
  wake(key: K): void;
  /** Resolves once no key has work that could start now. */
  idle(): Promise<void>;
  /** Finishes the running work and starts nothing more. */
  stop(): Promise<void>;
}

export interface FairQueueOptions<K> {
  /** How many pieces of work may run at once: in all, and for one key. */
  readonly total: number;
  readonly perKey: number;
  /** Claims the key's next piece of work, so that it is not found again; undefined if there is none now. */
  next(key: K): Promise<(() => Promise<void>) | undefined>;
  onError(key: K, error: unknown): void;
}

/**
 * Runs work for many keys concurrently. Keys take turns in the order they were woken, one piece per turn, so a key that is
 * busy or whose work hangs takes at most `perKey` of the `total`. Only one search for work runs at a time, and it yields to
 * the event loop after each turn.
 */
export function createFairQueue<K>(options: FairQueueOptions<K>): FairQueue<K> {
  /** Keys waiting for their turn, in order. */
  const waiting = new Set<K>();
  /** How many pieces of work each key has running. */
  const active = new Map<K, number>();
  const running = new Set<Promise<void>>();
  let filling: Promise<void> | undefined;
  let stopped = false;

  const canStart = (): boolean => !stopped && waiting.size > 0 && running.size < options.total;

  const fill = (): void => {
    if (!canStart()) return;
    filling ??= startWaiting().finally(() => {
      filling = undefined;
      fill();
    });
  };

  const startWaiting = async (): Promise<void> => {
    while (canStart()) {
      const [key] = waiting as Set<K> & Iterable<K>;
      if (key === undefined) return;
      waiting.delete(key);
      try {
        const work = await options.next(key);
        if (work !== undefined) start(key, work);
      } catch (error) {
        options.onError(key, error);
      }
      await yieldToEventLoop();
    }
  };

  const start = (key: K, work: () => Promise<void>): void => {
    const count = (active.get(key) ?? 0) + 1;
    active.set(key, count);
    const run: Promise<void> = work()
      .catch((error: unknown) => options.onError(key, error))
      .finally(() => {
        running.delete(run);
        const left = (active.get(key) ?? 1) - 1;
        if (left === 0) active.delete(key);
        else active.set(key, left);
        wake(key);
      });
    running.add(run);
    if (count < options.perKey) waiting.add(key);
  };

  const wake = (key: K): void => {
    if (stopped || (active.get(key) ?? 0) >= options.perKey) return;
    waiting.add(key);
    fill();
  };

  const idle = async (): Promise<void> => {
    while (filling !== undefined || running.size > 0) await Promise.all([filling, ...running]);
  };

  return {
    wake,
    idle,
    stop: async () => {
      stopped = true;
      await idle();
    },
  };
}
