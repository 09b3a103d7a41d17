/** A problem that the person can fix. They see `message` as it is, in Markdown. */
export class UserError extends Error {
  override readonly name = "UserError";
  /** The form field that caused it. */
  readonly field: string | undefined;

  constructor(message: string, options: { readonly field?: string } = {}) {
    super(message);
    this.field = options.field;
  }
}

export type PlatformReason =
  /** The message to edit is gone. */
  | "message-gone"
  /** The channel is gone, archived, or the bot is no longer in it. */
  | "channel-gone"
  /** The bot lacks the permission to do that there. */
  | "permission-lost"
  /** The token was revoked or the community removed the bot. */
  | "access-lost"
  /** The message may or may not have arrived, and the platform cannot be asked. */
  | "uncertain"
  /** The platform rejects the content, so retrying cannot help. */
  | "refused"
  /** A temporary failure: timeout, connection reset, 5xx, 429. */
  | "unavailable";

/** A problem that the platform caused. */
export class PlatformError extends Error {
  override readonly name = "PlatformError";
  readonly reason: PlatformReason;
  /** Wait at least this long before retrying. */
  readonly retryAfterMs: number | undefined;
  /** True if the platform certainly did not accept the message, so a retry need not look for it. */
  readonly neverArrived: boolean;

  constructor(
    reason: PlatformReason,
    message: string,
    options: { retryAfterMs?: number; neverArrived?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.reason = reason;
    this.retryAfterMs = options.retryAfterMs;
    this.neverArrived = options.neverArrived ?? false;
  }

  /** True if retrying cannot help. */
  get permanent(): boolean {
    return this.reason !== "unavailable";
  }
}
