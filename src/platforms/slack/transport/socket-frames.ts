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
 * The library emits each frame under the name that the frame carries. A frame without a name or an event ends as an unhandled
 * rejection inside the library, and ends the process. Here it ends as one log line, and so does a frame that carries the name
 * of one of the library's own events, such as "close".
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
