import type { Logger } from "pino";
import type { ChatEvent, EventHandler, Reply } from "../../chat/event.ts";
import type { PlatformMessages } from "../platform.ts";

export interface Handling {
  /** Passes the event to the handler. Where that fails, the reply says so and the log says why. */
  handle(event: ChatEvent): Promise<Reply>;
  /** Resolves when no handler is in flight any more. */
  idle(): Promise<void>;
}

interface HandlingParts {
  readonly log: Logger;
  readonly messages: Pick<PlatformMessages, "trouble">;
}

export function createHandling(handler: EventHandler, parts: HandlingParts): Handling {
  const inFlight = new Set<Promise<Reply>>();
  return {
    handle: async (event) => {
      const reply = replyTo(event, handler, parts);
      inFlight.add(reply);
      try {
        return await reply;
      } finally {
        inFlight.delete(reply);
      }
    },
    idle: async () => {
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
  };
}

async function replyTo(event: ChatEvent, handler: EventHandler, { log, messages }: HandlingParts): Promise<Reply> {
  try {
    return await handler(event);
  } catch (error) {
    log.error({ err: error, event: event.id, type: event.type }, "the handler failed");
    if (event.type === "suggest") return { kind: "suggestions", suggestions: [] };
    return { kind: "private", card: messages.trouble };
  }
}
