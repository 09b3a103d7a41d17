import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";

/** How long closing waits for responses that are on their way. */
const CLOSE_TIMEOUT_MS = 2_000;
const CHECK_EVERY_MS = 20;

export interface Listener {
  readonly port: number;
  /** Takes no new connections, and resolves when the last one has ended. */
  close(): Promise<void>;
}

/**
 * Listens on the loopback interface only.
 *
 * @param port 0 takes any free one
 * @throws Error in one line, fit to be shown, where the port cannot be opened
 */
export async function listen(app: Hono, port: number): Promise<Listener> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  const unfinished = new Set<ServerResponse>();
  server.on("request", (_, response) => {
    unfinished.add(response);
    response.once("close", () => unfinished.delete(response));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(portProblem(cause, port)));
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => closeServer(server, () => unfinished.size === 0),
  };
}

/** Browsers keep connections open, some without ever having sent a request: those are not waited for. */
function closeServer(server: Server, isIdle: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const since = performance.now();
    const check = setInterval(() => {
      if (isIdle() || performance.now() - since > CLOSE_TIMEOUT_MS) server.closeAllConnections();
    }, CHECK_EVERY_MS);
    server.close(() => {
      clearInterval(check);
      resolve();
    });
  });
}

function portProblem(cause: Error, port: number): Error {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === "EADDRINUSE") return new Error(`Port ${port} is taken. Set PLAYGROUND_PORT to another one.`, { cause });
  if (code === "EACCES") {
    return new Error(`Port ${port} may not be opened. Set PLAYGROUND_PORT to another one.`, { cause });
  }
  return new Error(`The playground cannot listen on port ${port}: ${cause.message}`, { cause });
}
