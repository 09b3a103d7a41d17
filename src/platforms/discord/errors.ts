import { DiscordAPIError, HTTPError, RateLimitError } from "discord.js";
import { PlatformError, type PlatformReason } from "../../chat/errors.ts";

/** The error codes that say more than their HTTP status. Source: Discord's reference, "JSON Error Codes". */
const REASONS: Readonly<Record<number, PlatformReason>> = {
  10003: "channel-gone",
  10004: "access-lost",
  10008: "message-gone",
  // Too fast: opening direct messages, editing messages older than an hour or in announcement channels, writing.
  40003: "unavailable",
  30046: "unavailable",
  20022: "unavailable",
  20016: "unavailable",
  20028: "unavailable",
  50001: "channel-gone",
  50007: "refused",
  50278: "refused",
  50008: "channel-gone",
  50013: "permission-lost",
  50035: "refused",
  // Archived or locked threads.
  50083: "channel-gone",
  160005: "permission-lost",
  50025: "access-lost",
};
const RETRY_AFTER_MS: Readonly<Record<number, number>> = { 40003: 10 * 60_000, 30046: 5 * 60_000 };

/** The port's error for whatever a request failed with. Its message has Discord's own words, never the token. */
export function toPlatformError(error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  if (error instanceof RateLimitError) {
    return new PlatformError("unavailable", "Discord's rate limit", {
      retryAfterMs: error.retryAfter,
      neverArrived: true,
      cause: error,
    });
  }
  if (error instanceof DiscordAPIError) {
    const code = Number(error.code);
    const reason = REASONS[code] ?? reasonOfStatus(error.status);
    const retryAfterMs = RETRY_AFTER_MS[code];
    return new PlatformError(reason, `Discord answered ${error.status}: ${error.message}`, {
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      neverArrived: error.status < 500,
      cause: withoutBody(error),
    });
  }
  if (error instanceof HTTPError) {
    return new PlatformError("unavailable", `Discord answered ${error.status}`, { cause: withoutBody(error) });
  }
  // After a 401, discord.js forgets the token and refuses every further request.
  if (error instanceof Error && /token to be set/i.test(error.message)) {
    return new PlatformError("access-lost", "Discord refused the token", { cause: error });
  }
  return new PlatformError("unavailable", "Discord could not be reached", { cause: error });
}

/** Whatever `work` fails with, it fails with a PlatformError. */
export async function translateErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toPlatformError(error);
  }
}

function reasonOfStatus(status: number): PlatformReason {
  if (status === 401) return "access-lost";
  if (status === 403) return "permission-lost";
  if (status === 404) return "channel-gone";
  return status === 429 || status >= 500 ? "unavailable" : "refused";
}

/** The request's body may hold people's words, which do not belong in logs. */
function withoutBody(error: DiscordAPIError | HTTPError): {
  readonly name: string;
  readonly status: number;
  readonly message: string;
} {
  return { name: error.name, status: error.status, message: error.message };
}

/** Whether the interaction is over (3 s without a reply, 15 min after it), or was answered already. */
export function isOver(error: unknown): boolean {
  return error instanceof DiscordAPIError && [10062, 10015, 40060, 50027].includes(Number(error.code));
}
