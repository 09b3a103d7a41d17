import type { Logger } from "pino";
import { z } from "zod";

interface Emitter {
  emit(name: string, ...values: unknown[]): boolean;
  listenerCount(name: string): number;
}

const frame = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal(["hello", "disconnect"]) }),
  z.looseObject({ type: z.literal(["interactive", "slash_commands"]), envelope_id: z.string(), payload: z.object({}) }),
  z.looseObject({
    type: z.literal("events_api"),
    envelope_id: z.string(),
    payload: z.object({ event: z.object({ type: z.string() }) }),
  }),
]);

/**
 * The library passes each frame on by the name that it carries, and one without a name or an event ends as an unhandled rejection
 * inside of it, and with it the process. Here it ends as one logged line; so does one that has the name of something of the library's
 * own, such as "close".
 */
export function guardFrames(client: Emitter, log: Logger): void {
  const emit = client.emit.bind(client);
  client.emit = (name, ...values) => {
    if (name !== "ws_message" || isReadable(client, values[0])) return emit(name, ...values);
    log.warn("Slack sent something that cannot be read");
    return true;
  };
}

function isReadable(client: Emitter, data: unknown): boolean {
  if (typeof data !== "string") return false;
  try {
    const read = frame.safeParse(JSON.parse(data));
    return (
      read.success && (read.data.type !== "events_api" || client.listenerCount(read.data.payload.event.type) === 0)
    );
  } catch {
    return false;
  }
}
