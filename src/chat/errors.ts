/** The person can mend it: `message` is shown to them as it is, in Markdown. */
export class UserError extends Error {
  override readonly name = "UserError";
  /** The field of the form that it is about. */
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
  /** The bot may not do that there. */
  | "permission-lost"
  /** The token was revoked or the community removed the bot. */
  | "access-lost"
  /** Whether the message arrived is not known, and the platform cannot be asked. */
  | "uncertain"
  /** The platform refuses the content: trying again cannot help. */
  | "refused"
  /** Trouble that passes: time-out, reset, 5xx, 429. */
  | "unavailable";

/** The platform caused it. */
export class PlatformError extends Error {
  override readonly name = "PlatformError";
  readonly reason: PlatformReason;
  /** Wait at least this long before the next try. */
  readonly retryAfterMs: number | undefined;
  /** True where the platform surely did not take the message: the next try need not look for it. */
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

  /** True where another try cannot help. */
  get permanent(): boolean {
    return this.reason !== "unavailable";
  }
}
