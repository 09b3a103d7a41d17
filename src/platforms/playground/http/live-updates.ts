/** Tells open pages which messages changed; they fetch those themselves, each as its own persona. */
export interface Live {
  /** Undefined where as many pages listen as may. */
  subscribe(channels: readonly string[]): Subscription | undefined;
  publish(channel: string, message: number): void;
  /** Ends every subscription, and refuses new ones. */
  close(): void;
}

interface Subscription {
  /** The changed messages since the last call, an empty list after `patienceMs` without any; undefined once closed. */
  next(patienceMs: number): Promise<readonly number[] | undefined>;
  close(): void;
}

export function createLive(limit: number): Live {
  const open = new Map<Subscription, { hears: ReadonlySet<string>; tell: (message: number) => void }>();
  let ended = false;
  return {
    subscribe(channels) {
      if (ended || open.size >= limit) return undefined;
      const { subscription, tell } = createSubscription(() => open.delete(subscription));
      open.set(subscription, { hears: new Set(channels), tell });
      return subscription;
    },
    publish(channel, message) {
      for (const { hears, tell } of open.values()) if (hears.has(channel)) tell(message);
    },
    close() {
      ended = true;
      for (const subscription of open.keys()) subscription.close();
    },
  };
}

/** Changes are kept as a set: a page that reads slowly costs no more than the messages that changed. */
function createSubscription(onClose: () => void): { subscription: Subscription; tell: (message: number) => void } {
  let changed = new Set<number>();
  let closed = false;
  let wake = (): void => undefined;
  const subscription: Subscription = {
    async next(patienceMs) {
      if (changed.size === 0 && !closed) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, patienceMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      if (closed) return undefined;
      const told = [...changed];
      changed = new Set();
      return told;
    },
    close() {
      closed = true;
      onClose();
      wake();
    },
  };
  const tell = (message: number): void => {
    changed.add(message);
    wake();
  };
  return { subscription, tell };
}
