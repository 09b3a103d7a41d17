import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { Hono } from "hono";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import type { Db } from "../storage/database.ts";
import { isReady } from "../storage/operations/readiness.ts";

/** A page served under a path (GET), such as /metrics. */
type Page = () => Promise<{ readonly body: string; readonly type: string }>;

export interface HealthParts {
  readonly db: Db;
  readonly log: Logger;
  /** Handlers for what platforms send over HTTP, by path (POST). */
  readonly routes?: ReadonlyMap<string, (request: Request) => Promise<Response>>;
  readonly pages?: ReadonlyMap<string, Page>;
}

/** The public listener. `/healthz` returns 200 while the database answers, otherwise 503. */
export async function createHealthServer(
  config: Pick<Config, "host" | "port">,
  { db, log, routes = new Map(), pages = new Map() }: HealthParts,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const app = new Hono();
  app.get("/healthz", async (context) => {
    const ready = await isReady(db);
    return context.json({ live: true, ready }, ready ? 200 : 503);
  });
  for (const [path, answer] of routes) app.post(path, (context) => answer(context.req.raw));
  for (const [path, page] of pages) {
    app.get(path, async (context) => {
      const { body, type } = await page();
      return context.body(body, 200, { "Content-Type": type, "Cache-Control": "no-store" });
    });
  }
  app.onError((error, context) => {
    log.error({ err: error, path: context.req.path }, "a request failed");
    return context.text("Something went wrong. The log says what.", 500);
  });
  const server = await listen(app, config);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${config.host}:${port}/healthz`,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** @throws Error with one line if the port is taken or not permitted */
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
