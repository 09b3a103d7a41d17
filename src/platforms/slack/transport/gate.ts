import type { App, Receiver, ReceiverEvent } from "@slack/bolt";
import type { Logger } from "pino";

export type Ack = (answer?: object) => Promise<void>;

const IDS_KEPT = 10_000;

interface GateParts {
  readonly receiver: Receiver;
  readonly track: (work: Promise<void>) => Promise<void>;
  readonly isClosed: () => boolean;
  /** For what no listener took, such as a kind of event that is new at Slack. */
  readonly onUnknown: (body: object) => Promise<void>;
  readonly log: Logger;
}

/** Counts what is in flight, lets nothing in after closing, and lets nothing that comes in end the process. */
export function gateOf({ receiver, track, isClosed, onUnknown, log }: GateParts): Receiver {
  return {
    init: (app) => {
      const processEvent = async (event: ReceiverEvent): Promise<void> => {
        if (isClosed()) return;
        let acked = false;
        const acknowledge = safeAck(event.ack, log);
        const ack = async (answer?: object): Promise<void> => {
          acked = true;
          await acknowledge(answer);
        };
        await track(app.processEvent({ ...event, ack: ack as ReceiverEvent["ack"] }));
        if (acked) return;
        await acknowledge();
        await track(onUnknown(event.body));
      };
      receiver.init({ processEvent } as App);
    },
    start: async () => undefined,
    stop: async () => undefined,
  };
}

/** Slack sends an event again where it heard no acknowledgement: at once, after a minute, after five. */
export function createDuplicateFilter(): (id: string) => boolean {
  const seen = new Set<string>();
  return (id) => {
    if (seen.has(id)) return false;
    seen.add(id);
    const [oldest] = seen;
    if (seen.size > IDS_KEPT && oldest !== undefined) seen.delete(oldest);
    return true;
  };
}

/** A connection that broke meanwhile takes no acknowledgement; the work is done all the same. */
export function safeAck(ack: (answer?: never) => Promise<void>, log: Logger): Ack {
  return async (answer) => {
    try {
      await (ack as Ack)(answer);
    } catch (error) {
      log.debug({ err: error }, "an acknowledgement could not be sent");
    }
  };
}
