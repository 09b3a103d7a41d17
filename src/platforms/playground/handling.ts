import type { Logger } from "pino";
import type { ChatEvent, EventHandler, Reply } from "../../chat/event.ts";
import { TROUBLE } from "../../chat/trouble.ts";

export interface Handling {
  /** Asks the handler. Where that fails, the reply says so and the log says why. */
  handle(event: ChatEvent): Promise<Reply>;
  /** Resolves when no handler is in flight any more. */
  idle(): Promise<void>;
}

export function createHandling(handler: EventHandler, log: Logger): Handling {
  const inFlight = new Set<Promise<Reply>>();
  return {
    async handle(event) {
      const reply = answer(handler, event, log);
      inFlight.add(reply);
      try {
        return await reply;
      } finally {
        inFlight.delete(reply);
      }
    },
    async idle() {
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
  };
}

async function answer(handler: EventHandler, event: ChatEvent, log: Logger): Promise<Reply> {
  try {
    return await handler(event);
  } catch (error) {
    log.error({ err: error, event: event.id, type: event.type }, "the handler failed");
    return event.type === "suggest" ? { kind: "suggestions", suggestions: [] } : { kind: "private", card: TROUBLE };
  }
}
