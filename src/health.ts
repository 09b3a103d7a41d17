import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { Hono } from "hono";
import { sql } from "kysely";
import type { Config } from "./config.ts";
import type { Db } from "./storage/database.ts";

/** The public listener, with what platforms are told over HTTP under `routes` (POST). `/healthz`: 200 while the process lives and its database answers, else 503. */
export async function createHealthServer(
  config: Pick<Config, "host" | "port">,
  db: Db,
  routes: ReadonlyMap<string, (request: Request) => Promise<Response>> = new Map(),
): Promise<{ url: string; stop: () => Promise<void> }> {
  const app = new Hono();
  app.get("/healthz", async (context) => {
    const ready = await answers(db);
    return context.json({ live: true, ready }, ready ? 200 : 503);
  });
  for (const [path, answer] of routes) app.post(path, (context) => answer(context.req.raw));
  const server = await listen(app, config);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${config.host}:${port}/healthz`,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function answers(db: Db): Promise<boolean> {
  try {
    await sql`select number from schema_version limit 1`.execute(db);
    return true;
  } catch {
    return false;
  }
}

/** @throws Error in one line where the port is taken or may not be used. */
function listen(app: Hono, { host, port }: Pick<Config, "host" | "port">): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, () => resolve(server));
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new Error(
          error.code === "EADDRINUSE"
            ? `Port ${port} is taken. Set PORT to another one.`
            : `The address ${host}:${port} cannot be used (${error.code}). Set HOST or PORT to another one.`,
          { cause: error },
        ),
      );
    });
  });
}
