import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";

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

const HOSTS = ["127.0.0.1", "localhost", "[::1]"];

/**
 * Whoever reaches the playground can act as an admin, so other web pages must not reach it. The Host header shows that
 * no foreign name points to 127.0.0.1; the Origin header shows that the request comes from this very page.
 */
export function sameOriginOnly(port: () => number): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header("host") ?? "";
    if (!HOSTS.map((name) => `${name}:${port()}`).includes(host)) {
      return c.json<Refusal>({ problem: `Open the playground at http://127.0.0.1:${port()}` }, 403);
    }
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    const isForeign = comesFromElsewhere(c.req.header("sec-fetch-site"), isRead, c.req.path);
    if (isForeign || (!isRead && c.req.header("origin") !== `http://${host}`)) {
      return c.json<Refusal>({ problem: "This request comes from another page." }, 403);
    }
    return next();
  };
}

/** A link on another site may open the page itself, and nothing else. */
function comesFromElsewhere(site: string | undefined, isRead: boolean, path: string): boolean {
  if (site === undefined || site === "same-origin") return false;
  return !(isRead && (site === "none" || path === "/"));
}

/** @param maxBytes of a request's body */
export function limitBody(maxBytes: number): MiddlewareHandler {
  return bodyLimit({
    maxSize: maxBytes,
    onError: (c) => c.json<Refusal>({ problem: `That is too long: at most ${Math.floor(maxBytes / 1024)} KB.` }, 413),
  });
}
