import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";

/** A listener for the app's side of HTTP mode. */
export async function serveSlack(
  answer: (request: Request) => Promise<Response>,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = await new Promise<ServerType>((resolve) => {
    const made: ServerType = serve({ fetch: answer, hostname: "127.0.0.1", port: 0 }, () => resolve(made));
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/slack/events`,
    close: async () => {
      if ("closeAllConnections" in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
