import { type DestinationStream, type Logger, pino } from "pino";
import pretty from "pino-pretty";

/**
 * JSON lines, or readable ones on a terminal. Logs carry no secrets and no answers. A library's error may still contain a
 * token, so tokens are removed from the finished line.
 *
 * @param secrets never written, wherever they come from
 */
export function createLog(
  level: string,
  terminal: boolean,
  secrets: readonly string[] = [],
  to?: DestinationStream,
): Logger {
  const redact = createRedactor(secrets);
  const options = { level, base: null, hooks: { streamWrite: redact } };
  if (to !== undefined) return pino(options, to);
  if (!terminal) return pino(options);
  return pino(options, pretty({ colorize: true, translateTime: "HH:MM:ss", ignore: "pid,hostname", sync: true }));
}

/** Slack and Discord tokens, interaction tokens in Discord URLs, Authorization headers, and secrets in query strings. */
const TOKENS: readonly (readonly [RegExp, string])[] = [
  [/\b(xox[a-z]|xapp|xoxe)[-.][\w.-]{8,}/g, "$1-…"],
  [/\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}/g, "…"],
  [/(\/(?:webhooks|interactions)\/\d{1,20}\/)[\w%.-]{20,}/g, "$1…"],
  [/\b(Bearer|Bot) [\w.-]{8,}/g, "$1 …"],
  [/\b(ticket|link_id|signing_secret|client_secret)=[\w-]+/g, "$1=…"],
];

function createRedactor(secrets: readonly string[]): (line: string) => string {
  // As JSON writes them; longest first, because one may contain another.
  const escaped = secrets
    .filter((secret) => secret.length >= 8)
    .map((secret) => JSON.stringify(secret).slice(1, -1))
    .sort((a, b) => b.length - a.length);
  return (line) => {
    const redacted = escaped.reduce((text, secret) => text.replaceAll(secret, "…"), line);
    return TOKENS.reduce((text, [token, shown]) => text.replace(token, shown), redacted);
  };
}
