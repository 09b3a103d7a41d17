import { type DestinationStream, type Logger, pino } from "pino";
import pretty from "pino-pretty";

/**
 * JSON lines, or readable ones on a terminal. Logs carry no secret and no answer; where a library's error has a token in it
 * all the same, it is taken out of the finished line.
 *
 * @param secrets never written, whatever brings them
 */
export function createLog(
  level: string,
  terminal: boolean,
  secrets: readonly string[] = [],
  to?: DestinationStream,
): Logger {
  const hide = hiderOf(secrets);
  const options = { level, base: null, hooks: { streamWrite: hide } };
  if (to !== undefined) return pino(options, to);
  if (!terminal) return pino(options);
  return pino(options, pretty({ colorize: true, translateTime: "HH:MM:ss", ignore: "pid,hostname", sync: true }));
}

/** Slack's tokens, Discord's, those of Discord's interactions in an address, and what stands in an Authorization header. */
const TOKENS: readonly (readonly [RegExp, string])[] = [
  [/\b(xox[a-z]|xapp|xoxe)[-.][\w.-]{8,}/g, "$1-…"],
  [/\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}/g, "…"],
  [/(\/(?:webhooks|interactions)\/\d{1,20}\/)[\w%.-]{20,}/g, "$1…"],
  [/\b(Bearer|Bot) [\w.-]{8,}/g, "$1 …"],
  [/\b(ticket|link_id|signing_secret|client_secret)=[\w-]+/g, "$1=…"],
];

function hiderOf(secrets: readonly string[]): (line: string) => string {
  // As they stand in JSON; the longest first, since one may be part of another.
  const written = secrets
    .filter((secret) => secret.length >= 8)
    .map((secret) => JSON.stringify(secret).slice(1, -1))
    .sort((a, b) => b.length - a.length);
  return (line) => {
    const bare = written.reduce((text, secret) => text.replaceAll(secret, "…"), line);
    return TOKENS.reduce((text, [token, shown]) => text.replace(token, shown), bare);
  };
}
