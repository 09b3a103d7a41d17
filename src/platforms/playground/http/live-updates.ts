/** Tells open pages which messages changed; they fetch those themselves, each as its own persona. */
export interface LiveUpdates {
  /** undefined where the limit is reached. */
  subscribe(channels: readonly string[]): Subscription | undefined;
  publish(channel: string, message: number): void;
  /** Ends every subscription, and refuses new ones. */
  close(): void;
}

interface Subscription {
  /** The messages that changed since the last call; an empty list after `timeoutMs` without any; undefined once closed. */
  next(timeoutMs: number): Promise<readonly number[] | undefined>;
  close(): void;
}

interface Subscriber {
  readonly channels: ReadonlySet<string>;
  readonly notify: (message: number) => void;
}

export function createLiveUpdates(limit: number): LiveUpdates {
  const subscribers = new Map<Subscription, Subscriber>();
  let closed = false;
  return {
    subscribe: (channels) => {
      if (closed || subscribers.size >= limit) return undefined;
      const { subscription, notify } = createSubscription(() => subscribers.delete(subscription));
      subscribers.set(subscription, { channels: new Set(channels), notify });
      return subscription;
    },
    publish: (channel, message) => {
      for (const { channels, notify } of subscribers.values()) if (channels.has(channel)) notify(message);
    },
    close: () => {
      closed = true;
      for (const subscription of subscribers.keys()) subscription.close();
    },
  };
}

/** Changes are kept as a set: a page that reads slowly costs no more than the messages that changed. */
function createSubscription(onClose: () => void): Pick<Subscriber, "notify"> & { readonly subscription: Subscription } {
  let changed = new Set<number>();
  let closed = false;
  let wake = (): void => undefined;
  const subscription: Subscription = {
    next: async (timeoutMs) => {
      if (changed.size === 0 && !closed) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      if (closed) return undefined;
      const ids = [...changed];
      changed = new Set();
      return ids;
    },
    close: () => {
      closed = true;
      onClose();
      wake();
    },
  };
  const notify = (message: number): void => {
    changed.add(message);
    wake();
  };
  return { subscription, notify };
}
