import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";

export interface Listener {
  readonly port: number;
  /** Resolves when the last connection has ended; answers on their way get two seconds. */
  close(): Promise<void>;
}

/**
 * Listens on the loopback interface only.
 *
 * @param port 0 takes any free one
 * @throws Error in one line, fit to be shown, where the port cannot be had
 */
export async function listen(app: Hono, port: number): Promise<Listener> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(portProblem(cause, port)));
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        // Connections that have just had their last answer stay open until somebody closes them.
        const sweep = setInterval(() => server.closeIdleConnections(), 20);
        const impatience = setTimeout(() => server.closeAllConnections(), 2000);
        server.close(() => {
          clearInterval(sweep);
          clearTimeout(impatience);
          resolve();
        });
      }),
  };
}

function portProblem(cause: Error, port: number): Error {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === "EADDRINUSE") return new Error(`Port ${port} is taken. Set PLAYGROUND_PORT to another one.`, { cause });
  if (code === "EACCES")
    return new Error(`Port ${port} may not be opened. Set PLAYGROUND_PORT to another one.`, { cause });
  return new Error(`The playground cannot listen on port ${port}: ${cause.message}`, { cause });
}
