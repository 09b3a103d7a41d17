import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";

/** More than any form or message needs. */
const BODY_LIMIT_BYTES = 64 * 1024;

/** What goes wrong before the bot is asked; the page shows `problem`. */
export interface Refusal {
  readonly problem: string;
}

/** Scripts and styles are files of our own; nothing else may run, load or frame the page. */
export const securityHeaders: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    imgSrc: ["'self'", "data:"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: "no-referrer",
  xFrameOptions: "DENY",
  // The playground is plain HTTP on the loopback interface.
  strictTransportSecurity: false,
});

const NAMES = ["127.0.0.1", "localhost", "[::1]"];

/**
 * A click in the playground is an admin's click, so other web pages must not be able to make one: the Host shows that
 * no foreign name was pointed at 127.0.0.1, the Origin that the request comes from this very page.
 */
export function sameOriginOnly(port: () => number): MiddlewareHandler {
  return async (c, next) => {
    const hosts = NAMES.map((name) => `${name}:${port()}`);
    const host = c.req.header("host") ?? "";
    if (!hosts.includes(host)) {
      return c.json<Refusal>({ problem: `Open the playground at http://127.0.0.1:${port()}` }, 403);
    }
    const site = c.req.header("sec-fetch-site");
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    // A link from elsewhere may open the page itself; nothing else is for other sites.
    const foreign =
      site !== undefined && site !== "same-origin" && !(isRead && (site === "none" || c.req.path === "/"));
    if (foreign || (!isRead && c.req.header("origin") !== `http://${host}`)) {
      return c.json<Refusal>({ problem: "This request comes from another page." }, 403);
    }
    return next();
  };
}

export const smallBodies: MiddlewareHandler = bodyLimit({
  maxSize: BODY_LIMIT_BYTES,
  onError: (c) => c.json<Refusal>({ problem: `That is too long: at most ${BODY_LIMIT_BYTES / 1024} KB.` }, 413),
});
