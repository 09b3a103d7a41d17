import type { EpochMs } from "../../../chat/card.ts";

export interface Memory<T> {
  /** What was loaded at most `maxAgeMs` ago, else what is loaded now. */
  get(key: string, maxAgeMs: number, load: () => Promise<T>): Promise<T>;
  /** However old. */
  peek(key: string): T | undefined;
}

/** Keeps the newest `limit` entries. Several who want the same at a time load it once. */
export function createMemory<T>(limit: number, now: () => EpochMs): Memory<T> {
  const entries = new Map<string, { value: T; at: EpochMs }>();
  const loading = new Map<string, Promise<T>>();
  const loadOnce = async (key: string, load: () => Promise<T>): Promise<T> => {
    try {
      const value = await load();
      entries.delete(key);
      entries.set(key, { value, at: now() });
      const [oldest] = entries.keys();
      if (entries.size > limit && oldest !== undefined) entries.delete(oldest);
      return value;
    } finally {
      loading.delete(key);
    }
  };
  return {
    peek: (key) => entries.get(key)?.value,
    get: async (key, maxAgeMs, load) => {
      const entry = entries.get(key);
      // The clock may have been set back since.
      if (entry !== undefined && Math.abs(now() - entry.at) < maxAgeMs) return entry.value;
      const running = loading.get(key) ?? loadOnce(key, load);
      loading.set(key, running);
      return running;
    },
  };
}
