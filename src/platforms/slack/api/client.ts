import { LogLevel, type Logger as SlackLogger, webApi } from "@slack/bolt";
import type { Logger } from "pino";
import { toPlatformError } from "../errors.ts";

/** There is no limit by default. Slack answers within a few seconds or not at all. */
const TIMEOUT_MS = 10_000;

export type WebClient = webApi.WebClient;

/**
 * Slack's client without its own retries: it would send a message twice, and a 429 of one call would stop all others.
 * Who calls decides what is worth another try.
 */
export function createWeb(
  token: string,
  options: { apiUrl: string | undefined; log: Logger; timeoutMs?: number },
): WebClient {
  return new webApi.WebClient(token, { ...clientOptions(options), rejectRateLimitedCalls: true });
}

export function clientOptions({
  apiUrl,
  log,
  timeoutMs,
}: {
  apiUrl: string | undefined;
  log: Logger;
  timeoutMs?: number;
}) {
  return {
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    timeout: timeoutMs ?? TIMEOUT_MS,
    retryConfig: { retries: 0 },
    logger: quietLogger(log),
  };
}

/** @throws PlatformError in place of the library's own errors. */
export async function told<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw toPlatformError(error);
  }
}

/** The library's debug lines carry whole payloads: they are dropped, and tokens never pass. */
export function quietLogger(log: Logger): SlackLogger {
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
