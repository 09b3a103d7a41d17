import { createHmac } from "node:crypto";
import { stringify } from "node:querystring";
import type { WebSocket } from "ws";
import type { Sleep } from "./clock.ts";
import { newId, type World } from "./world.ts";

export type EnvelopeKind = "events_api" | "interactive" | "slash_commands";

export interface Delivered {
  readonly acked: boolean;
  /** What came with the acknowledgement. */
  readonly body: unknown;
}

interface Retry {
  readonly attempt: number;
  readonly reason: string;
}

export interface Transport {
  send(kind: EnvelopeKind, payload: object, retry?: Retry): Promise<Delivered>;
}

/** Slack gives an app three seconds. */
const ACK_MS = 3_000;
const NOT_ACKED: Delivered = { acked: false, body: undefined };

export interface SocketTransport extends Transport {
  /** A connection that said hello. */
  accept(socket: WebSocket): void;
  connections(): number;
  /** Asks to reconnect, as Slack does before it recycles a server. */
  refresh(): void;
  /** The line breaks. */
  cut(): void;
  /** Until the app has read all that was sent so far. */
  read(): Promise<void>;
  /** Sends a frame as it is, which Slack itself would not. */
  inject(frame: string | Uint8Array): void;
}

export function createSocketTransport(world: World, sleep: Sleep): SocketTransport {
  const sockets = new Set<WebSocket>();
  const waiting = new Map<string, { socket: WebSocket; done: (delivered: Delivered) => void }>();
  const onMessage = (text: string): void => {
    const { envelope_id, payload } = JSON.parse(text) as { envelope_id?: string; payload?: unknown };
    const entry = envelope_id === undefined ? undefined : waiting.get(envelope_id);
    if (entry === undefined) return void world.complaints.push(`an acknowledgement of nothing: ${envelope_id}`);
    entry.done({ acked: true, body: payload });
  };
  return {
    accept: (socket) => {
      sockets.add(socket);
      socket.on("message", (data) => onMessage(String(data)));
      socket.on("close", () => {
        sockets.delete(socket);
        for (const entry of waiting.values()) if (entry.socket === socket) entry.done(NOT_ACKED);
      });
      socket.on("error", () => undefined);
      socket.send(
        JSON.stringify({ type: "hello", num_connections: sockets.size, connection_info: { app_id: world.app.id } }),
      );
    },
    connections: () => sockets.size,
    refresh: () => {
      for (const socket of sockets) {
        sockets.delete(socket);
        socket.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
      }
    },
    cut: () => {
      for (const socket of sockets) socket.terminate();
    },
    read: async () => {
      await Promise.all(
        [...sockets].map(
          (socket) =>
            new Promise<void>((resolve) => {
              for (const end of ["pong", "close"]) socket.once(end, () => resolve());
              socket.ping();
            }),
        ),
      );
    },
    inject: (frame) => {
      for (const socket of sockets) socket.send(frame);
    },
    send: (kind, payload, retry) => {
      const [socket] = [...sockets].reverse();
      if (socket === undefined) return Promise.resolve(NOT_ACKED);
      const envelope_id = newId("E");
      return new Promise((resolve) => {
        const done = (delivered: Delivered): void => {
          over.abort();
          waiting.delete(envelope_id);
          resolve(delivered);
        };
        const over = new AbortController();
        void sleep(ACK_MS, over.signal).then(() => done(NOT_ACKED));
        waiting.set(envelope_id, { socket, done });
        const more = retry === undefined ? {} : { retry_attempt: retry.attempt, retry_reason: retry.reason };
        socket.send(
          JSON.stringify({
            envelope_id,
            type: kind,
            payload,
            accepts_response_payload: kind !== "events_api",
            ...more,
          }),
        );
      });
    },
  };
}

/** Signed requests to the app's own address. */
export function createHttpTransport(app: {
  readonly url: () => string;
  readonly secret: string;
  readonly now: () => number;
  readonly sleep: Sleep;
}): Transport {
  return {
    send: async (kind, payload, retry) => {
      const body =
        kind === "events_api"
          ? JSON.stringify(payload)
          : kind === "interactive"
            ? stringify({ payload: JSON.stringify(payload) })
            : stringify(payload as Record<string, string>);
      const type = kind === "events_api" ? "application/json" : "application/x-www-form-urlencoded";
      const retryHeaders: Record<string, string> =
        retry === undefined ? {} : { "x-slack-retry-num": String(retry.attempt), "x-slack-retry-reason": retry.reason };
      const answered = new AbortController();
      const late = new AbortController();
      void app.sleep(ACK_MS, answered.signal).then(() => late.abort());
      try {
        const headers = { "content-type": type, ...signed(body, app.secret, app.now()), ...retryHeaders };
        const response = await fetch(app.url(), { method: "POST", headers, body, signal: late.signal });
        const text = await response.text();
        return { acked: response.ok, body: text.startsWith("{") ? JSON.parse(text) : undefined };
      } catch {
        return NOT_ACKED;
      } finally {
        answered.abort();
      }
    },
  };
}

export function signed(body: string, secret: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const hash = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${hash}` };
}
