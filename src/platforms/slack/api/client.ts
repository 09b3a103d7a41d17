import { LogLevel, type Logger as SlackLogger, webApi } from "@slack/bolt";
import type { Logger } from "pino";
import { toPlatformError } from "../errors.ts";

/** The library has no limit by default. Slack answers within a few seconds or not at all. */
const TIMEOUT_MS = 10_000;

export type WebClient = webApi.WebClient;

interface ClientOptions {
  readonly apiUrl: string | undefined;
  readonly log: Logger;
  readonly timeoutMs?: number;
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Slack's client without its own retries: they would send a message twice, and a 429 of one call would stop all others.
 * The caller decides what is worth another try.
 */
export function createWebClient(token: string, options: ClientOptions): WebClient {
  return new webApi.WebClient(token, { ...clientOptions(options), rejectRateLimitedCalls: true });
}

export function clientOptions({ apiUrl, log, timeoutMs, fetch }: ClientOptions) {
  return {
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    ...(fetch !== undefined && { fetch }),
    timeout: timeoutMs ?? TIMEOUT_MS,
    retryConfig: { retries: 0 },
    logger: libraryLogger(log),
  };
}

/** @throws PlatformError in place of the library's own errors */
export async function translateErrors<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw toPlatformError(error);
  }
}

/** The library's debug lines carry whole payloads, so they are dropped. No token passes. */
export function libraryLogger(log: Logger): SlackLogger {
  const line =
    (level: "info" | "warn") =>
    (...words: unknown[]) => {
      log[level === "warn" ? "warn" : "debug"](
        { detail: withoutTokens(words.map(String).join(" ")) },
        "slack's library",
      );
    };
  return {
    debug: () => undefined,
    info: line("info"),
    warn: line("warn"),
    error: line("warn"),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

export function withoutTokens(text: string): string {
  return text
    .replace(/\b(xox[a-z]|xapp|xoxe)[-.][\w.-]+/g, "$1-…")
    .replace(/(ticket|link_id|secret)=[\w-]+/g, "$1=…")
    .slice(0, 500);
}
