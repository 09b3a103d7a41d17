import { setImmediate as yieldToEventLoop } from "node:timers/promises";

export interface FairQueue<K> {
  /** There may be work for the key. Returns at once; waking it twice is waking it once. */
  wake(key: K): void;
  /** Resolves once no key has work that could begin now. */
  idle(): Promise<void>;
  /** Finishes the work under way and begins nothing more. */
  stop(): Promise<void>;
}

export interface FairQueueOptions<K> {
  /** How many pieces of work are under way at once: in all, and for one key. */
  readonly total: number;
  readonly each: number;
  /** Takes the key's next piece of work, so that it is not found again; undefined where there is none now. */
  next(key: K): Promise<(() => Promise<void>) | undefined>;
  onError(key: K, error: unknown): void;
}

/**
 * Work for many keys side by side. Keys take turns in the order in which they were woken, one piece a turn, so that one
 * with much to do, or whose work hangs, costs the others at most its own few lanes. Looking for work never runs twice at a
 * time and lets other events through in between.
 */
export function createFairQueue<K>(parts: FairQueueOptions<K>): FairQueue<K> {
  /** Keys that wait for their turn, in order. */
  const waiting = new Set<K>();
  const busy = new Map<K, number>();
  const running = new Set<Promise<void>>();
  let looking: Promise<void> | undefined;
  let stopped = false;

  const mayBegin = (): boolean => !stopped && waiting.size > 0 && running.size < parts.total;

  const look = (): void => {
    if (!mayBegin()) return;
    looking ??= giveTurns().finally(() => {
      looking = undefined;
      look();
    });
  };

  const giveTurns = async (): Promise<void> => {
    while (mayBegin()) {
      const [key] = waiting as Set<K> & Iterable<K>;
      if (key === undefined) return;
      waiting.delete(key);
      try {
        const work = await parts.next(key);
        if (work !== undefined) begin(key, work);
      } catch (error) {
        parts.onError(key, error);
      }
      await yieldToEventLoop();
    }
  };

  const begin = (key: K, work: () => Promise<void>): void => {
    const lanes = (busy.get(key) ?? 0) + 1;
    busy.set(key, lanes);
    const run: Promise<void> = work()
      .catch((error: unknown) => parts.onError(key, error))
      .finally(() => {
        running.delete(run);
        const left = (busy.get(key) ?? 1) - 1;
        if (left === 0) busy.delete(key);
        else busy.set(key, left);
        wake(key);
      });
    running.add(run);
    if (lanes < parts.each) waiting.add(key);
  };

  const wake = (key: K): void => {
    if (stopped || (busy.get(key) ?? 0) >= parts.each) return;
    waiting.add(key);
    look();
  };

  const idle = async (): Promise<void> => {
    while (looking !== undefined || running.size > 0) await Promise.all([looking, ...running]);
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
