import { webApi } from "@slack/bolt";
import { PlatformError, type PlatformReason } from "../../chat/errors.ts";

/** Slack's error codes by what they mean here; docs.slack.dev lists them under each method. */
const REASONS: Readonly<Record<string, PlatformReason>> = {
  channel_not_found: "channel-gone",
  not_in_channel: "channel-gone",
  is_archived: "channel-gone",
  user_not_found: "channel-gone",
  users_not_found: "channel-gone",
  user_disabled: "channel-gone",
  message_not_found: "message-gone",
  thread_not_found: "message-gone",
  cant_update_message: "message-gone",
  edit_window_closed: "message-gone",
  missing_scope: "permission-lost",
  no_permission: "permission-lost",
  access_denied: "permission-lost",
  not_allowed_token_type: "permission-lost",
  restricted_action: "permission-lost",
  restricted_action_read_only_channel: "permission-lost",
  restricted_action_thread_only_channel: "permission-lost",
  restricted_action_non_threadable_channel: "permission-lost",
  ekm_access_denied: "permission-lost",
  team_access_not_granted: "permission-lost",
  invalid_auth: "access-lost",
  not_authed: "access-lost",
  account_inactive: "access-lost",
  token_revoked: "access-lost",
  token_expired: "access-lost",
  org_login_required: "access-lost",
  user_removed_from_team: "access-lost",
  team_disabled: "access-lost",
  ratelimited: "unavailable",
  rate_limited: "unavailable",
  internal_error: "unavailable",
  fatal_error: "unavailable",
  service_unavailable: "unavailable",
  request_timeout: "unavailable",
  team_added_to_org: "unavailable",
};

/** Network errors from before the request was sent. */
const NOT_CONNECTED = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
];

export function toPlatformError(error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  if (error instanceof webApi.WebAPIRateLimitedError) {
    const retryAfterMs = error.retryAfter * 1000;
    return new PlatformError("unavailable", "Slack asks to wait", { retryAfterMs, neverArrived: true });
  }
  const code = slackCode(error);
  if (code !== undefined) {
    // Something that is no error code, such as a page of HTML, is no refusal.
    const reason = REASONS[code] ?? (/^[a-z_]{1,60}$/.test(code) ? "refused" : "unavailable");
    return new PlatformError(reason, "Slack refused the call", { cause: error });
  }
  if (error instanceof webApi.WebAPIHTTPError && error.statusCode >= 400 && error.statusCode < 500) {
    return new PlatformError("refused", "Slack refused the request", { cause: error });
  }
  const neverArrived = NOT_CONNECTED.includes(networkCode(error) ?? "");
  return new PlatformError("unavailable", "Slack could not be reached", { neverArrived, cause: error });
}

/** Slack's own word for a refusal, such as "already_reacted". */
export function slackCode(error: unknown): string | undefined {
  const inner = error instanceof PlatformError ? error.cause : error;
  return inner instanceof webApi.WebAPIPlatformError ? inner.data.error : undefined;
}

function networkCode(error: unknown): string | undefined {
  for (let inner: unknown = error, depth = 0; inner instanceof Error && depth < 5; inner = originOf(inner), depth++) {
    if ("code" in inner && typeof inner.code === "string" && NOT_CONNECTED.includes(inner.code)) return inner.code;
  }
  return undefined;
}

function originOf(error: Error): unknown {
  return error.cause ?? ("original" in error ? error.original : undefined);
}
